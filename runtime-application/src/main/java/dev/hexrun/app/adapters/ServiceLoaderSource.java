package dev.hexrun.app.adapters;

import dev.hexrun.port.provider.Provider;
import java.util.Iterator;
import java.util.ServiceLoader;

/**
 * Providers as {@link ServiceLoader} finds them: in modules, and on the class path.
 *
 * @param loader where they are looked for
 */
record ServiceLoaderSource(ClassLoader loader) implements Adapters.ProviderSource {

    @Override
    public <P extends Provider> Iterator<ServiceLoader.Provider<P>> providers(Class<P> type) {
        ModuleLayer modules = ServiceLoaderSource.class.getModule().getLayer();
        // Searching an empty class path takes a cold JVM 1 to 2 ms for each port, and the first stream as long.
        return modules != null && loader.equals(ServiceLoaderSource.class.getClassLoader()) && classPathIsEmpty()
                ? new Made<>(ServiceLoader.load(modules, type).iterator())
                : ServiceLoader.load(type, loader).stream().iterator();
    }

    private static boolean classPathIsEmpty() {
        return System.getProperty("java.class.path", "").isEmpty();
    }

    /** Providers of modules, which are made when they are found: their constructors do nothing. */
    private record Made<P extends Provider>(Iterator<P> providers) implements Iterator<ServiceLoader.Provider<P>> {

        @Override
        public boolean hasNext() {
            return providers.hasNext();
        }

        @Override
        public ServiceLoader.Provider<P> next() {
            return new MadeProvider<>(providers.next());
        }
    }

    private record MadeProvider<P extends Provider>(P get) implements ServiceLoader.Provider<P> {

        @Override
        @SuppressWarnings("unchecked") // the class of a P is one of P's
        public Class<? extends P> type() {
            return (Class<? extends P>) get.getClass();
        }
    }
}
