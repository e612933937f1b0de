package dev.hexrun.port.provider;

import dev.hexrun.domain.validate.OptionalFeature;
import dev.hexrun.port.host.Host;
import java.util.Set;

/**
 * What every provider says of itself. Yours to implement, through one of the sub-interfaces; the runtime calls.
 *
 * <p>Name, priority and version are constants. The constructor takes nothing and does nothing.
 */
public interface Provider {

    /**
     * The stable name by which users choose the adapter.
     *
     * @return lower-case letters, digits and dashes, for example {@code cgroupfs}
     */
    String name();

    /**
     * Orders the usable providers of a port: the highest is taken if the user chose none. Adapters shipped with the
     * runtime use 0 to 100.
     *
     * @return the priority
     */
    int priority();

    /**
     * Returns the version of these interfaces that the provider was compiled against: {@code new
     * SpiVersion(SpiVersion.MAJOR, SpiVersion.MINOR)}, whose constants the compiler copies into the provider.
     *
     * @return the version
     */
    SpiVersion spiVersion();

    /**
     * Judges whether the adapter works on a host. Changes nothing, may be called often, and does not throw.
     *
     * @param host the host
     * @return usable or not, and why
     */
    Usability probe(Host host);

    /**
     * Returns the optional features of the configuration that the adapter carries out. The runtime refuses a configuration
     * that uses a feature which no usable adapter provides.
     *
     * @return the features; none by default
     */
    default Set<OptionalFeature> features() {
        return Set.of();
    }
}
