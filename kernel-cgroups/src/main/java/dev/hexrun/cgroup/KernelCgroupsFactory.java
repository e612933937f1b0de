package dev.hexrun.cgroup;

import dev.hexrun.cgroup.tree.CgroupFiles;
import dev.hexrun.cgroup.tree.KernelCgroupFiles;
import dev.hexrun.cgroup.tree.KernelCgroups;
import dev.hexrun.cgroup.v1.CgroupsV1;
import dev.hexrun.cgroup.v2.CgroupsV2;
import dev.hexrun.port.cgroup.CgroupTreeWalker;
import dev.hexrun.port.cgroup.HostCgroups;
import dev.hexrun.port.host.Host;

/** A factory of the implementation for the host's version of cgroups. */
public final class KernelCgroupsFactory {

    private KernelCgroupsFactory() {}

    /**
     * Creates the implementation.
     *
     * @param host the host
     * @param walker the walker that reaches the descendants of a container's cgroups
     * @return the implementation for v2, or for v1 and hybrid hosts
     */
    public static KernelCgroups create(Host host, CgroupTreeWalker walker) {
        HostCgroups cgroups = HostCgroups.of(host);
        CgroupFiles files = new KernelCgroupFiles();
        return cgroups.isUnified()
                ? new CgroupsV2(host, cgroups.v2().orElseThrow(), files, walker)
                : new CgroupsV1(host, cgroups, files, walker);
    }
}
