package dev.hexrun.adapter.systemd;

import dev.hexrun.domain.failure.AdapterException;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupDriverContext;
import dev.hexrun.port.cgroup.CgroupDriverProvider;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.provider.Usability;

/** Provides the driver on hosts that systemd runs, for those who ask for it. */
public final class SystemdDriverProvider implements CgroupDriverProvider {

    private static final String NAME = "systemd";

    /** Below that of the kernel's files: with every runtime this one is for those who ask for it. */
    private static final int PRIORITY = 40;

    private static final String FILES = "cgroupfs";

    /** Creates the provider. */
    public SystemdDriverProvider() {}

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
        return host.systemdRunning()
                ? Usability.usable("systemd runs the host")
                : Usability.unusable("systemd not running on this host, cannot use systemd cgroups manager");
    }

    @Override
    public CgroupDriver create(Host host) {
        throw new AdapterException(
                "cgroup-driver", NAME, "is built upon the driver " + FILES + ", and needs a context");
    }

    @Override
    public CgroupDriver create(Host host, CgroupDriverContext context) {
        return new SystemdDriver(
                NAME, host, context.driver(FILES), new ServiceManagers(host, context), new KernelDevices());
    }
}
