package dev.hexrun.port.state;

import dev.hexrun.port.provider.Provider;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Provides a {@link StateStore}. */
public interface StateStoreProvider extends Provider {

    /**
     * Creates the store. Touches nothing on disk.
     *
     * @param root the state root, an absolute path
     * @return the store
     */
    StateStore create(Path root);

    /**
     * Creates the store. This is what the runtime calls; a store without a cache implements the other one alone.
     *
     * @param root the state root, an absolute path
     * @param cache tells the folder for what can be made anew, the same for all state roots of a user; it need not exist
     * @return the store
     */
    default StateStore create(Path root, Supplier<Path> cache) {
        return create(root);
    }
}
