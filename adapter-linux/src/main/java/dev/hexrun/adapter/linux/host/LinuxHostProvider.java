package dev.hexrun.adapter.linux.host;

import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.HostProvider;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.provider.Usability;

/** A provider of the host as read from {@code /proc}. */
public final class LinuxHostProvider implements HostProvider {

    /** Creates the provider. */
    public LinuxHostProvider() {}

    @Override
    public String name() {
        return "linux";
    }

    @Override
    public int priority() {
        return 50;
    }

    @Override
    public SpiVersion spiVersion() {
        return new SpiVersion(SpiVersion.MAJOR, SpiVersion.MINOR);
    }

    @Override
    public Usability probe(Host host) {
        return host.kernelRelease().isEmpty()
                ? Usability.unusable("/proc is not mounted")
                : Usability.usable("Linux " + host.kernelRelease());
    }

    @Override
    public Host create() {
        return new LinuxHost("");
    }
}
