package dev.hexrun.app.adapters;

import dev.hexrun.port.provider.Provider;
import java.net.URI;
import java.net.URL;
import java.util.Optional;

/**
 * A provider that was found, usable or not.
 *
 * @param port the name of the port
 * @param name the name of the provider; its class name if the provider could not report a name
 * @param type the provider's class; empty if it could not be loaded
 * @param priority the provider's priority; 0 if unknown
 * @param usable whether the provider can be chosen
 * @param reason the reason why the provider is usable or not
 * @param provider the provider; empty if it could not be instantiated
 * @param <P> the provider's interface
 */
public record FoundAdapter<P extends Provider>(
        String port,
        String name,
        Optional<Class<?>> type,
        int priority,
        boolean usable,
        String reason,
        Optional<P> provider) {

    private static final String JAR = "jar:";
    private static final String INSIDE = "!/";

    /**
     * Returns the current location of the provider's class. The code source is not sufficient: for a class from an AOT
     * cache it is the location at which the cache was created.
     *
     * @return the name of the module, or the path of the jar or directory of a class outside modules; empty if unknown
     */
    public String origin() {
        if (type.isEmpty()) {
            return "";
        }
        if (type.get().getModule().isNamed()) {
            return type.get().getModule().getName();
        }
        String name = type.get().getName();
        URL file = type.get().getResource(name.substring(name.lastIndexOf('.') + 1) + ".class");
        return file == null ? "" : root(file.toString(), name.replace('.', '/') + ".class");
    }

    /**
     * Returns the path of a URL: {@code /x.jar} for {@code jar:file:/x.jar!/a/B.class}, {@code /x/} for {@code
     * file:/x/a/B.class}.
     */
    static String root(String file, String entry) {
        int inside = file.indexOf(INSIDE);
        if (file.startsWith(JAR) && inside > 0) {
            return path(file.substring(JAR.length(), inside));
        }
        return file.endsWith(entry) ? path(file.substring(0, file.length() - entry.length())) : "";
    }

    private static String path(String location) {
        String path = URI.create(location).getPath();
        return path == null ? "" : path;
    }
}
