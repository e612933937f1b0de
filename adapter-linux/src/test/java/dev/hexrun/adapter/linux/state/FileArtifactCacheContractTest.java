package dev.hexrun.adapter.linux.state;

import dev.hexrun.port.state.ArtifactCache;
import dev.hexrun.testkit.state.ArtifactCacheContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class FileArtifactCacheContractTest extends ArtifactCacheContract {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Override
    protected ArtifactCache newCache() {
        return new FileArtifactCacheProvider().create(directory.resolve("hexrun-cache"));
    }

    @Override
    protected Optional<ArtifactCache> newUnusableCache() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        return Optional.of(new FileArtifactCacheProvider().create(file));
    }
}
