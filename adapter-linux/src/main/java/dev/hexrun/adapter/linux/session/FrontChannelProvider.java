package dev.hexrun.adapter.linux.session;

import dev.hexrun.port.host.Host;
import dev.hexrun.port.launch.CommandChannel;
import dev.hexrun.port.launch.CommandChannelProvider;
import dev.hexrun.port.launch.EngineSockets;
import dev.hexrun.port.provider.AbstractProvider;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.provider.Usability;
import java.util.Optional;

/** A provider of the connection to the front that started this process. */
public final class FrontChannelProvider extends AbstractProvider implements CommandChannelProvider {

    /** Creates the provider. */
    public FrontChannelProvider() {
        super("front", 50, SpiVersion.MAJOR, SpiVersion.MINOR);
    }

    @Override
    public Usability probe(Host host) {
        return Usability.usable("the hexrun command hands over what its caller asks for");
    }

    @Override
    public Optional<EngineSockets> engineSockets() {
        return Optional.of(new UnixEngineSockets());
    }

    @Override
    public CommandChannel open() {
        return FrontConnection.open();
    }
}
