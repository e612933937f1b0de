package dev.hexrun.adapter.cgroupfs.tree;

import dev.hexrun.domain.config.LinuxBlockIo;
import dev.hexrun.domain.config.LinuxNetwork;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.UnsupportedException;

/** Refuses by name the limits that this driver does not set; those of which nothing is asked pass. */
public final class UnsupportedResources {

    private static final String NOT_YET = "not supported by this build";

    private UnsupportedResources() {}

    /**
     * Refuses the first of them.
     *
     * @param resources the limits
     * @param unified whether the host has v2 alone
     * @throws UnsupportedException if one is asked for
     */
    public static void refuse(LinuxResources resources, boolean unified) {
        if (resources.blockIO().isPresent() && asksFor(resources.blockIO().get())) {
            throw new UnsupportedException("/linux/resources/blockIO", NOT_YET);
        }
        if (!resources.hugepageLimits().isEmpty()) {
            throw new UnsupportedException("/linux/resources/hugepageLimits", NOT_YET);
        }
        if (resources.network().isPresent() && asksFor(resources.network().get())) {
            throw new UnsupportedException("/linux/resources/network", NOT_YET);
        }
        if (!resources.rdma().isEmpty()) {
            throw new UnsupportedException("/linux/resources/rdma", NOT_YET);
        }
        if (!resources.unified().isEmpty()) {
            throw new UnsupportedException(
                    "/linux/resources/unified", unified ? NOT_YET : "cgroup v1 does not support unified");
        }
    }

    private static boolean asksFor(LinuxBlockIo io) {
        return io.weight().orElse(0) != 0
                || io.leafWeight().orElse(0) != 0
                || !io.weightDevice().isEmpty()
                || !io.throttleReadBpsDevice().isEmpty()
                || !io.throttleWriteBpsDevice().isEmpty()
                || !io.throttleReadIOPSDevice().isEmpty()
                || !io.throttleWriteIOPSDevice().isEmpty();
    }

    private static boolean asksFor(LinuxNetwork network) {
        return network.classID().orElse(0) != 0 || !network.priorities().isEmpty();
    }
}
