package dev.hexrun.adapter.systemd;

import dev.hexrun.cgroup.KernelCgroupsFactory;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupDriverContext;
import dev.hexrun.port.cgroup.CgroupDriverProvider;
import dev.hexrun.port.cgroup.CgroupFeatures;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.AbstractProvider;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.provider.Usability;
import java.util.List;

/** A provider of the driver on hosts that run systemd. The runtime uses the driver on request only. */
public final class SystemdDriverProvider extends AbstractProvider implements CgroupDriverProvider {

    private static final String NAME = "systemd";

    /** Lower than the priority of cgroupfs: the runtime uses the driver on request only, as other runtimes do. */
    private static final int PRIORITY = 40;

    /** Creates the provider. */
    public SystemdDriverProvider() {
        super(NAME, PRIORITY, SpiVersion.MAJOR, SpiVersion.MINOR);
    }

    @Override
    public Usability probe(Host host) {
        return host.systemdRunning()
                ? Usability.usable("systemd runs the host")
                : Usability.unusable("systemd not running on this host, cannot use systemd cgroups manager");
    }

    @Override
    public CgroupDriver create(Host host, CgroupDriverContext context) {
        return new SystemdDriver(
                NAME,
                host,
                KernelCgroupsFactory.create(host, context.treeWalker()),
                new ServiceManagers(host, context),
                new KernelDevices());
    }

    @Override
    public CgroupFeatures cgroupFeatures() {
        return new CgroupFeatures(true, true, true, true, true, List.of("org.systemd.property."));
    }
}
