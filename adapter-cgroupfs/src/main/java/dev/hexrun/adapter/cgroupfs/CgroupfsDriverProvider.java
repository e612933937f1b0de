package dev.hexrun.adapter.cgroupfs;

import dev.hexrun.cgroup.KernelCgroupsFactory;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupDriverContext;
import dev.hexrun.port.cgroup.CgroupDriverProvider;
import dev.hexrun.port.cgroup.CgroupFeatures;
import dev.hexrun.port.cgroup.HostCgroups;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.AbstractProvider;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.provider.Usability;
import java.util.List;

/** A provider of the driver that creates cgroups without a service manager, on hosts with any version of cgroups. */
public final class CgroupfsDriverProvider extends AbstractProvider implements CgroupDriverProvider {

    private static final String NAME = "cgroupfs";

    /** Higher than the priority of systemd, which the runtime uses on request only, as other runtimes do. */
    private static final int PRIORITY = 50;

    /** Creates the provider. */
    public CgroupfsDriverProvider() {
        super(NAME, PRIORITY, SpiVersion.MAJOR, SpiVersion.MINOR);
    }

    @Override
    public Usability probe(Host host) {
        HostCgroups cgroups = HostCgroups.of(host);
        if (cgroups.isEmpty()) {
            return Usability.unusable("no cgroup file system is mounted");
        }
        if (cgroups.isUnified()) {
            return Usability.usable("cgroup v2");
        }
        return Usability.usable(cgroups.v2().isEmpty() ? "cgroup v1" : "cgroup v1 and v2 (hybrid)");
    }

    @Override
    public CgroupDriver create(Host host, CgroupDriverContext context) {
        return new CgroupfsDriver(NAME, KernelCgroupsFactory.create(host, context.treeWalker()));
    }

    @Override
    public CgroupFeatures cgroupFeatures() {
        return new CgroupFeatures(true, true, true, false, false, List.of());
    }
}
