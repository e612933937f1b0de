package dev.hexrun.testkit.state;

import dev.hexrun.port.state.ArtifactCache;

class InMemoryArtifactCacheContractTest extends ArtifactCacheContract {

    @Override
    protected ArtifactCache newCache() {
        return new InMemoryArtifactCache();
    }
}
