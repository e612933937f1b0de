package dev.hexrun.app.adapters;

import dev.hexrun.port.provider.Provider;
import java.net.URI;
import java.net.URL;
import java.util.Optional;

/**
 * A provider that was found, good or not.
 *
 * @param port the name of the port
 * @param name the provider's name, or its class if it could not be asked
 * @param type its class, unless not even that could be found
 * @param priority its priority; 0 if it could not be asked
 * @param usable whether it can be chosen
 * @param reason why, or why not
 * @param provider the provider itself, unless it could not be made
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
     * Finds out where the provider's class lies now. Its code source would not do: of a class from an AOT cache it is the
     * place where the cache was made.
     *
     * @return the name of the module, or the path of a jar or folder if it is in none; empty if that is not known
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

    /** {@code jar:file:/x.jar!/a/B.class} to {@code /x.jar}, {@code file:/x/a/B.class} to {@code /x/}. */
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
