package dev.hexrun.adapter.cgroupfs;

import dev.hexrun.cgroup.tree.Hierarchy;
import dev.hexrun.cgroup.tree.HostCgroups;
import dev.hexrun.cgroup.tree.KernelCgroupFiles;
import dev.hexrun.cgroup.v1.CgroupV1Driver;
import dev.hexrun.cgroup.v2.CgroupV2Driver;
import dev.hexrun.domain.failure.AdapterException;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupDriverContext;
import dev.hexrun.port.cgroup.CgroupDriverProvider;
import dev.hexrun.port.cgroup.CgroupTreeWalker;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.provider.Usability;

/** Provides the driver for whichever version of cgroups the host has. */
public final class CgroupfsDriverProvider implements CgroupDriverProvider {

    private static final String NAME = "cgroupfs";

    /** Above systemd's driver: that one is for those who ask for it, as with every runtime. */
    private static final int PRIORITY = 50;

    /** Creates the provider. */
    public CgroupfsDriverProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int priority() {
        return PRIORITY;
    }

    @Override
    public SpiVersion spiVersion() {
        return new SpiVersion(1, 0);
    }

    @Override
    public Usability probe(Host host) {
        HostCgroups cgroups = HostCgroups.of(host);
        if (cgroups.none()) {
            return Usability.unusable("no cgroup file system is mounted");
        }
        if (cgroups.unified()) {
            return Usability.usable("cgroup v2");
        }
        return Usability.usable(cgroups.v2() == null ? "cgroup v1" : "cgroup v1 and v2 (hybrid)");
    }

    @Override
    public CgroupDriver create(Host host) {
        throw new AdapterException("cgroup-driver", NAME, "walks cgroups through the runtime, and needs a context");
    }

    @Override
    public CgroupDriver create(Host host, CgroupDriverContext context) {
        HostCgroups cgroups = HostCgroups.of(host);
        Hierarchy v2 = cgroups.v2();
        CgroupTreeWalker walker = context.treeWalker();
        return v2 != null && cgroups.unified()
                ? new CgroupV2Driver(NAME, host, v2, new KernelCgroupFiles(), walker)
                : new CgroupV1Driver(NAME, host, cgroups, new KernelCgroupFiles(), walker);
    }
}
