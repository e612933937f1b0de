package dev.hexrun.cli;

import dev.hexrun.port.host.Host;
import dev.hexrun.port.launch.CommandChannel;
import dev.hexrun.port.launch.ContainerLauncher;
import dev.hexrun.port.launch.ContainerLauncherProvider;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.provider.Usability;
import dev.hexrun.testkit.launch.RecordingLauncher;

/** A launcher that executes nothing, to be chosen by {@code --adapter container-launcher=recording}. */
public final class RecordingLauncherProvider implements ContainerLauncherProvider {

    @Override
    public String name() {
        return "recording";
    }

    @Override
    public int priority() {
        return -1;
    }

    @Override
    public SpiVersion spiVersion() {
        return new SpiVersion(SpiVersion.MAJOR, SpiVersion.MINOR);
    }

    @Override
    public Usability probe(Host host) {
        return Usability.usable("records, and executes nothing");
    }

    @Override
    public ContainerLauncher create(CommandChannel channel) {
        return new RecordingLauncher().exitStatus(7);
    }
}
