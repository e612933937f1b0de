package dev.hexrun.port.state;

import dev.hexrun.port.provider.Provider;
import java.nio.file.Path;

/** A provider of {@link ArtifactCache}. */
public interface ArtifactCacheProvider extends Provider {

    /**
     * Creates the cache, without changing any file.
     *
     * @param directory the caller's cache directory, an absolute path; it need not exist
     * @return the cache
     */
    ArtifactCache create(Path directory);
}
