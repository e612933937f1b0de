package dev.hexrun.port.state;

import dev.hexrun.port.provider.Provider;
import java.nio.file.Path;

/** Provides a {@link StateStore}. */
public interface StateStoreProvider extends Provider {

    /**
     * Creates the store. Changes nothing on disk.
     *
     * @param root the state root, an absolute path
     * @return the store
     */
    StateStore create(Path root);
}
