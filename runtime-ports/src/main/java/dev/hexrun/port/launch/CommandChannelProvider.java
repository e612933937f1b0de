package dev.hexrun.port.launch;

import dev.hexrun.port.provider.Provider;
import java.util.Optional;

/** A provider of the {@link CommandChannel} of the current process. */
public interface CommandChannelProvider extends Provider {

    /**
     * Opens the channel and receives the command.
     *
     * @return the channel
     * @throws dev.hexrun.domain.failure.ContainerException if the process was not started by a front
     */
    CommandChannel open();

    /**
     * Returns the sockets of engines.
     *
     * @return the sockets; empty if this provider does not support engines
     */
    default Optional<EngineSockets> engineSockets() {
        return Optional.empty();
    }
}
