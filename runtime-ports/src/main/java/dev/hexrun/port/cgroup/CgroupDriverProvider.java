package dev.hexrun.port.cgroup;

import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.Provider;

/** Provides a {@link CgroupDriver}. */
public interface CgroupDriverProvider extends Provider {

    /**
     * Creates the driver. Called only after {@link #probe} said that it is usable.
     *
     * @param host the host
     * @return the driver
     */
    CgroupDriver create(Host host);

    /**
     * Creates the driver. This is what the runtime calls; a driver that needs nothing of the runtime implements the other
     * one alone.
     *
     * @param host the host
     * @param context what the runtime has for it
     * @return the driver
     */
    default CgroupDriver create(Host host, CgroupDriverContext context) {
        return create(host);
    }
}
