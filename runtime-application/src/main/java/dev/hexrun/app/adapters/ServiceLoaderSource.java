package dev.hexrun.app.adapters;

import dev.hexrun.port.provider.Provider;
import java.util.Iterator;
import java.util.ServiceLoader;

/**
 * The providers that {@link ServiceLoader} finds in modules and on the class path.
 *
 * @param loader the class loader in which to find providers
 */
record ServiceLoaderSource(ClassLoader loader) implements Adapters.ProviderSource {

    @Override
    public <P extends Provider> Iterator<ServiceLoader.Provider<P>> providers(Class<P> type) {
        ModuleLayer modules = ServiceLoaderSource.class.getModule().getLayer();
        // In a cold JVM, searching an empty class path takes 1 to 2 ms per port, and the first stream takes as long.
        return modules != null && loader.equals(ServiceLoaderSource.class.getClassLoader()) && classPathIsEmpty()
                ? new InstantiatedProviders<>(ServiceLoader.load(modules, type).iterator())
                : ServiceLoader.load(type, loader).stream().iterator();
    }

    private static boolean classPathIsEmpty() {
        return System.getProperty("java.class.path", "").isEmpty();
    }

    /**
     * The providers in modules. The iterator instantiates each provider it finds, since their constructors do nothing.
     */
    private record InstantiatedProviders<P extends Provider>(Iterator<P> providers)
            implements Iterator<ServiceLoader.Provider<P>> {

        @Override
        public boolean hasNext() {
            return providers.hasNext();
        }

        @Override
        public ServiceLoader.Provider<P> next() {
            return new InstantiatedProvider<>(providers.next());
        }
    }

    private record InstantiatedProvider<P extends Provider>(P get) implements ServiceLoader.Provider<P> {

        @Override
        @SuppressWarnings("unchecked") // the class of a P is a subtype of P
        public Class<? extends P> type() {
            return (Class<? extends P>) get.getClass();
        }
    }
}
