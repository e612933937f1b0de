package dev.hexrun.port.cgroup;

import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.Provider;

/** A provider of {@link CgroupDriver}. */
public interface CgroupDriverProvider extends Provider {

    /**
     * Creates the driver. The runtime calls it only if {@link #probe} has returned that it is usable, or for a
     * container whose cgroups this driver has created.
     *
     * @param host the host
     * @param context the services that the runtime provides to the driver
     * @return the driver, which the runtime closes
     */
    CgroupDriver create(Host host, CgroupDriverContext context);

    /**
     * Returns the features of the driver that the command {@code features} reports.
     *
     * @return the features; none by default
     */
    default CgroupFeatures cgroupFeatures() {
        return CgroupFeatures.NONE;
    }
}
