package dev.hexrun.cli.wiring;

import dagger.BindsInstance;
import dagger.Component;
import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.cgroup.CgroupDrivers;
import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.command.RuntimeSettings;
import dev.hexrun.app.engine.CommandServer;
import dev.hexrun.app.inspect.ListContainers;
import dev.hexrun.cli.command.AdaptersCommand;
import dev.hexrun.cli.command.Command;
import dev.hexrun.cli.command.CommandName;
import dev.hexrun.cli.command.StateRoot;
import dev.hexrun.cli.message.Log;
import dev.hexrun.port.launch.CommandChannel;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** Creates the objects of one command, as far as the command needs them. */
@Singleton
@Component(modules = {AdapterModule.class, CommandModule.class})
public interface CommandComponent {

    /**
     * Returns the commands. A command and its parts are created when its provider is called.
     *
     * @return the providers; there is none for {@code help}
     */
    Map<CommandName, Provider<Command>> commands();

    /**
     * Returns the cgroup drivers of the command.
     *
     * @return the drivers, to be closed when the command ends
     */
    CgroupDrivers cgroupDrivers();

    /**
     * Creates the use case that lists containers.
     *
     * @return the use case
     */
    ListContainers containers();

    /** Creates components. */
    @Component.Factory
    interface Factory {

        /**
         * Creates the component of one command.
         *
         * @param channel the channel to the front
         * @param server executes the commands of an engine
         * @param context the context of the caller
         * @param settings the settings of the use cases
         * @param adapters the adapters
         * @param root the state root
         * @param installation the directory of the installation
         * @param clock the time
         * @param log the destination of warnings
         * @param configurationFile the configuration file; empty if this installation has none
         * @return the component
         */
        CommandComponent create(
                @BindsInstance CommandChannel channel,
                @BindsInstance CommandServer server,
                @BindsInstance CommandContext context,
                @BindsInstance RuntimeSettings settings,
                @BindsInstance Adapters adapters,
                @BindsInstance StateRoot root,
                @BindsInstance AdaptersCommand.Installation installation,
                @BindsInstance InstantSource clock,
                @BindsInstance Log log,
                @BindsInstance @ConfigurationFile Optional<Path> configurationFile);
    }
}
