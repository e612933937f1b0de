package dev.hexrun.port.security;

import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.Provider;

/**
 * A provider of {@link SecurityModule}. {@link #probe} returns whether the module is active in the kernel of the host.
 * If {@link #features} are returned, a configuration that uses one of them is refused where the module is not usable,
 * and a failure of the module affects only configurations that use one of them.
 */
public interface SecurityModuleProvider extends Provider {

    /**
     * Opens the module. The runtime calls it only if {@link #probe} has returned that the module is usable.
     *
     * @param host the host
     * @return the module
     */
    SecurityModule open(Host host);
}
