package dev.hexrun.port.provider;

import dev.hexrun.domain.validate.OptionalFeature;
import dev.hexrun.port.host.Host;
import java.util.Set;

/**
 * A factory of an adapter, with the properties by which the runtime selects it. Adapters implement one of the
 * subinterfaces; the runtime calls it.
 *
 * <p>Name, priority and version are constants. The constructor has no parameters and no side effects.
 */
public interface Provider {

    /**
     * Returns the stable name by which users choose the adapter. If several adapters of a port have the same name, the
     * runtime uses those of the distribution first, then the first in alphabetical order of the jars.
     *
     * @return the name, of lower-case letters, digits and dashes, at most 64 characters, for example {@code cgroupfs}
     */
    String name();

    /**
     * Returns the priority among the usable providers of a port: the runtime uses the provider with the highest
     * priority if the user has not chosen one; with equal priorities, the first name in alphabetical order. Adapters
     * shipped with the runtime use 0 to 100.
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
     * Receives the services of the runtime. The runtime calls the method once, after {@link #name} and before {@link
     * #probe}. The default implementation ignores them.
     *
     * @param context the services, which the adapter may use until the command ends
     */
    default void attach(AdapterContext context) {}

    /**
     * Checks whether the adapter works on a host. The method has no side effects, may be called repeatedly, and does
     * not throw.
     *
     * @param host the host
     * @return the result, with the reason
     */
    Usability probe(Host host);

    /**
     * Returns the optional features of the configuration that the adapter supports, a constant. The runtime refuses a
     * configuration with a feature that no usable adapter supports.
     *
     * @return the features; none by default
     */
    default Set<OptionalFeature> features() {
        return Set.of();
    }
}
