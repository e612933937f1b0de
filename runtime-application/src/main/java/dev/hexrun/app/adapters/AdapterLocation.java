package dev.hexrun.app.adapters;

import java.util.List;
import java.util.Optional;

/**
 * A jar, or a directory of jars, with adapters of a vendor. Each has a class loader of its own, so that two vendors can
 * use different versions of a library.
 */
public interface AdapterLocation {

    /**
     * Returns the path of the jar or directory.
     *
     * @return an absolute path
     */
    String path();

    /**
     * Returns the reason why the runtime does not load classes from this location, for example that other users can
     * write to it.
     *
     * @return the reason, for users; empty if it loads them
     */
    Optional<String> refusal();

    /**
     * Returns the classes that the location declares as providers. Does not load them.
     *
     * @param service the name of the provider's interface
     * @return the names of the classes; empty if there are none, or if the location cannot be read
     */
    List<String> providers(String service);

    /**
     * Returns the names of all services for which the location declares providers, to report those that are not ports.
     *
     * @return the names, sorted
     */
    List<String> services();

    /**
     * Returns the loader of the classes of this location only. Called only without {@link #refusal}.
     *
     * @return the loader, the same object in every call until {@link #unload}
     */
    ClassLoader loader();

    /** Drops the class loader, so that the JVM can free the objects of classes that nothing else uses. */
    void unload();
}
