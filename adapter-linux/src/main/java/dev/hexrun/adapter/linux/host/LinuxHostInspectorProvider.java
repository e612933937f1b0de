package dev.hexrun.adapter.linux.host;

import dev.hexrun.port.host.HostFacts;
import dev.hexrun.port.host.HostInspector;
import dev.hexrun.port.provider.HostInspectorProvider;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.provider.Usability;

/** Provides the inspector that reads {@code /proc}. */
public final class LinuxHostInspectorProvider implements HostInspectorProvider {

    /** Does nothing. */
    public LinuxHostInspectorProvider() {}

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
        return new SpiVersion(1, 0);
    }

    @Override
    public Usability probe(HostFacts host) {
        return host.kernelRelease().isEmpty()
                ? Usability.unusable("/proc is not mounted")
                : Usability.usable("Linux " + host.kernelRelease());
    }

    @Override
    public HostInspector create() {
        return new LinuxHostInspector("");
    }
}
