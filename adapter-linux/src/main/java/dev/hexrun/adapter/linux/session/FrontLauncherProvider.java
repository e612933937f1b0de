package dev.hexrun.adapter.linux.session;

import dev.hexrun.domain.failure.AdapterException;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.launch.CommandChannel;
import dev.hexrun.port.launch.ContainerLauncher;
import dev.hexrun.port.launch.ContainerLauncherProvider;
import dev.hexrun.port.provider.AbstractProvider;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.provider.Usability;

/** A provider of the front as launcher, which executes plans in the context of the command's caller. */
public final class FrontLauncherProvider extends AbstractProvider implements ContainerLauncherProvider {

    /** Creates the provider. */
    public FrontLauncherProvider() {
        super("front", 50, SpiVersion.MAJOR, SpiVersion.MINOR);
    }

    @Override
    public Usability probe(Host host) {
        return Usability.usable("the hexrun command executes plans in its caller's context");
    }

    @Override
    public ContainerLauncher create(CommandChannel channel) {
        return channel.launcher()
                .orElseThrow(() -> new AdapterException(
                        "container-launcher", name(), "the command did not come through the hexrun front process"));
    }
}
