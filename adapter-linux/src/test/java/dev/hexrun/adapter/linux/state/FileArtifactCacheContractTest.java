package dev.hexrun.adapter.linux.state;

import dev.hexrun.port.state.ArtifactCache;
import dev.hexrun.testkit.state.ArtifactCacheContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileArtifactCacheContractTest extends ArtifactCacheContract {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Override
    protected ArtifactCache newCache() {
        return new FileArtifactCacheProvider().create(directory.resolve("hexrun-cache"));
    }
}
