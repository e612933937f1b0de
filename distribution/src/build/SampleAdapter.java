package dev.hexrun.sample;

import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupDriverContext;
import dev.hexrun.port.cgroup.CgroupDriverProvider;
import dev.hexrun.port.cgroup.ForwardingCgroupDriver;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.AbstractProvider;
import dev.hexrun.port.provider.SpiVersion;

/**
 * A cgroup driver in a jar of its own, with which the AOT cache is trained: the cache then contains the classes of the JDK and
 * of hexrun that load the adapters of vendors.
 */
public final class SampleAdapter extends AbstractProvider implements CgroupDriverProvider {

    /** Creates the provider. */
    public SampleAdapter() {
        super("sample", -1, SpiVersion.MAJOR, SpiVersion.MINOR);
    }

    @Override
    public CgroupDriver create(Host host, CgroupDriverContext context) {
        return new ForwardingCgroupDriver("sample", "cgroupfs", context.driver("cgroupfs"));
    }
}
