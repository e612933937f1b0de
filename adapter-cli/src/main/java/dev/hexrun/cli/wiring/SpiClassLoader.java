package dev.hexrun.cli.wiring;

/**
 * The parent of the class loaders of vendors. It contains the SPI and the JDK, and hides the other classes and the libraries
 * of the runtime, so that a vendor can use another version of such a library.
 */
final class SpiClassLoader extends ClassLoader {

    private static final String PORTS = "dev.hexrun.port.";
    private static final String DOMAIN = "dev.hexrun.domain.";
    private static final String ANNOTATIONS = "org.jspecify.annotations.";

    private final ClassLoader runtime;

    /**
     * Creates the loader.
     *
     * @param runtime the loader of the runtime's classes
     */
    SpiClassLoader(ClassLoader runtime) {
        super("hexrun-spi", getPlatformClassLoader());
        this.runtime = runtime;
    }

    /**
     * Loads a class of the SPI or of the JDK. The loader of the JDK also finds classes in the modules of the runtime: these
     * are hidden.
     */
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (name.startsWith(PORTS) || name.startsWith(DOMAIN) || name.startsWith(ANNOTATIONS)) {
            return runtime.loadClass(name);
        }
        Class<?> found = super.loadClass(name, resolve);
        if (runtime.equals(found.getClassLoader()) && !isOfJdk(found.getModule())) {
            throw new ClassNotFoundException(name);
        }
        return found;
    }

    private static boolean isOfJdk(Module module) {
        return module.isNamed()
                && (module.getName().startsWith("java.") || module.getName().startsWith("jdk."))
                && !module.getName().equals("java.inject");
    }
}
