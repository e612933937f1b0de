package dev.hexrun.adapter.linux.host;

import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.AbstractProvider;
import dev.hexrun.port.provider.HostProvider;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.provider.Usability;

/** A provider of the host as read from {@code /proc}. */
public final class LinuxHostProvider extends AbstractProvider implements HostProvider {

    /** Creates the provider. */
    public LinuxHostProvider() {
        super("linux", 50, SpiVersion.MAJOR, SpiVersion.MINOR);
    }

    @Override
    public Usability probe(Host host) {
        return host.kernelRelease().isEmpty()
                ? Usability.unusable("/proc is not mounted")
                : Usability.usable("Linux " + host.kernelRelease());
    }

    @Override
    public Host create() {
        return new LinuxHost("", "self");
    }

    @Override
    public Host createFor(int process) {
        return new LinuxHost("", Integer.toString(process));
    }
}
