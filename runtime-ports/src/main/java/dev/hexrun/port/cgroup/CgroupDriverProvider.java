package dev.hexrun.port.cgroup;

import dev.hexrun.port.host.HostFacts;
import dev.hexrun.port.provider.Provider;

/** Provides a {@link CgroupDriver}. */
public interface CgroupDriverProvider extends Provider {

    /**
     * Creates the driver. Called only after {@link #probe} said that it is usable.
     *
     * @param host the host
     * @return the driver
     */
    CgroupDriver create(HostFacts host);
}
