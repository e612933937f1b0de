package dev.hexrun.port.launch;

import dev.hexrun.port.provider.Provider;

/** A provider of {@link ContainerLauncher}. */
public interface ContainerLauncherProvider extends Provider {

    /**
     * Creates the launcher for one command.
     *
     * @param channel the command's channel
     * @return the launcher
     * @throws dev.hexrun.domain.failure.AdapterException if this launcher does not support the channel
     */
    ContainerLauncher create(CommandChannel channel);
}
