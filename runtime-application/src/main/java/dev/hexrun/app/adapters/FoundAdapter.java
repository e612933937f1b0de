package dev.hexrun.app.adapters;

import dev.hexrun.domain.validate.OptionalFeature;
import dev.hexrun.port.provider.Provider;
import dev.hexrun.port.provider.SpiVersion;
import java.net.URI;
import java.net.URL;
import java.util.Optional;
import java.util.Set;

/**
 * A provider that was found, usable or not.
 *
 * @param port the name of the port
 * @param name the name of the provider; its class name if the provider could not report a valid name
 * @param type the provider's class; empty if it could not be loaded, or if the provider is broken
 * @param location the path of the jar or directory of a vendor; empty for an adapter of the runtime
 * @param priority the provider's priority; 0 if unknown
 * @param status whether the provider can be chosen
 * @param reason the reason why the provider is usable or not
 * @param spiVersion the version of the SPI for which the provider was built; empty if unknown
 * @param probeNanos the duration of the probe in nanoseconds; 0 if the provider was not probed
 * @param features the optional features that the adapter supports
 * @param provider the provider; empty if it is broken
 * @param <P> the provider's interface
 */
public record FoundAdapter<P extends Provider>(
        String port,
        String name,
        Optional<Class<?>> type,
        String location,
        int priority,
        Status status,
        String reason,
        Optional<SpiVersion> spiVersion,
        long probeNanos,
        Set<OptionalFeature> features,
        Optional<P> provider) {

    /** The usability of a provider. */
    public enum Status {
        /** The provider works on this host. */
        USABLE,
        /** The provider has reported that it does not work on this host. */
        UNUSABLE,
        /**
         * The provider could not be loaded, has failed or is not accepted. It may have been meant for this host: a port
         * whose adapters restrict what is allowed must not ignore it.
         */
        BROKEN
    }

    private static final String JAR = "jar:";
    private static final String INSIDE = "!/";

    /**
     * Returns whether the provider can be chosen.
     *
     * @return {@code true} with the status {@link Status#USABLE}
     */
    public boolean usable() {
        return status == Status.USABLE;
    }

    /**
     * Returns the current location of the provider's class. The code source is not sufficient: for a class from an AOT
     * cache it is the location at which the cache was created.
     *
     * @return the path of a vendor's jar or directory; for an adapter of the runtime, the name of the module, or the path
     *     of the jar or directory of a class outside modules; empty if unknown
     */
    public String origin() {
        if (!location.isEmpty()) {
            return location;
        }
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
     * Returns a description of the adapter for messages.
     *
     * @return for example {@code cgroup-driver adapter acme (/opt/hexrun/adapters/acme.jar)}
     */
    public String description() {
        return port + " adapter " + name + (location.isEmpty() ? "" : " (" + location + ")");
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
