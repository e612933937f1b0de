package dev.hexrun.port.cgroup;

import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.Provider;

/** Provides a {@link CgroupDriver}. */
public interface CgroupDriverProvider extends Provider {

    /**
     * Creates the driver. Called only after {@link #probe} has reported it as usable, or for a container whose cgroups this
     * driver has created.
     *
     * @param host the host
     * @param context what the runtime provides to the driver
     * @return the driver, which the runtime closes
     */
    CgroupDriver create(Host host, CgroupDriverContext context);
}
