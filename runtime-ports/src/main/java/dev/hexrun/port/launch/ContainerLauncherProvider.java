package dev.hexrun.port.launch;

import dev.hexrun.port.provider.Provider;

/** Provides a {@link ContainerLauncher}. */
public interface ContainerLauncherProvider extends Provider {

    /**
     * Creates the launcher for one command.
     *
     * @param channel the command's channel
     * @return the launcher
     * @throws dev.hexrun.domain.failure.AdapterException if the channel is not one that this launcher works with
     */
    ContainerLauncher create(CommandChannel channel);
}
