package dev.hexrun.port.state;

import dev.hexrun.port.provider.Provider;
import java.nio.file.Path;

/** A provider of {@link StateStore}. */
public interface StateStoreProvider extends Provider {

    /**
     * Creates the store, without changing any file.
     *
     * @param root the state root, an absolute path
     * @return the store
     */
    StateStore create(Path root);
}
