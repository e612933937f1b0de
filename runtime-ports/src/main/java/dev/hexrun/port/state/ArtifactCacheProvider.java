package dev.hexrun.port.state;

import dev.hexrun.port.provider.Provider;
import java.nio.file.Path;

/** Provides an {@link ArtifactCache}. */
public interface ArtifactCacheProvider extends Provider {

    /**
     * Creates the cache. Changes nothing on disk.
     *
     * @param directory the directory of the caller's cache, an absolute path; it need not exist
     * @return the cache
     */
    ArtifactCache create(Path directory);
}
