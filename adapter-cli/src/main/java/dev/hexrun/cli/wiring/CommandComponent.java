package dev.hexrun.cli.wiring;

import dagger.BindsInstance;
import dagger.Component;
import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.cgroup.CgroupDrivers;
import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.command.RuntimeSettings;
import dev.hexrun.app.inspect.ListContainers;
import dev.hexrun.cli.command.AdaptersCommand;
import dev.hexrun.cli.command.CreateCommand;
import dev.hexrun.cli.command.DeleteCommand;
import dev.hexrun.cli.command.EventsCommand;
import dev.hexrun.cli.command.ExecCommand;
import dev.hexrun.cli.command.FeaturesCommand;
import dev.hexrun.cli.command.KillCommand;
import dev.hexrun.cli.command.ListCommand;
import dev.hexrun.cli.command.PauseCommand;
import dev.hexrun.cli.command.PlanCommand;
import dev.hexrun.cli.command.PsCommand;
import dev.hexrun.cli.command.ResumeCommand;
import dev.hexrun.cli.command.RunCommand;
import dev.hexrun.cli.command.SpecCommand;
import dev.hexrun.cli.command.StartCommand;
import dev.hexrun.cli.command.StateCommand;
import dev.hexrun.cli.command.StateRoot;
import dev.hexrun.cli.command.StatsCommand;
import dev.hexrun.cli.command.UpdateCommand;
import dev.hexrun.cli.command.ValidateCommand;
import dev.hexrun.cli.message.Log;
import dev.hexrun.port.launch.CommandChannel;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Creates the objects of one command, as far as the command needs them. */
@Singleton
@Component(modules = {AdapterModule.class, ApplicationModule.class})
public interface CommandComponent {

    /** {@return the command {@code adapters}} */
    AdaptersCommand adapters();

    /**
     * Returns the cgroup drivers of the command.
     *
     * @return the drivers, to be closed when the command ends
     */
    CgroupDrivers cgroupDrivers();

    /** {@return the command {@code create}} */
    CreateCommand create();

    /** {@return the command {@code delete}} */
    DeleteCommand delete();

    /** {@return the command {@code events}} */
    EventsCommand events();

    /** {@return the command {@code exec}} */
    ExecCommand exec();

    /** {@return the command {@code features}} */
    FeaturesCommand features();

    /** {@return the command {@code kill}} */
    KillCommand kill();

    /** {@return the command {@code list}} */
    ListCommand list();

    /**
     * Creates the use case that lists containers.
     *
     * @return the use case
     */
    ListContainers containers();

    /** {@return the command {@code pause}} */
    PauseCommand pause();

    /** {@return the command {@code plan}} */
    PlanCommand plan();

    /** {@return the command {@code ps}} */
    PsCommand ps();

    /** {@return the command {@code resume}} */
    ResumeCommand resume();

    /** {@return the command {@code run}} */
    RunCommand run();

    /** {@return the command {@code spec}} */
    SpecCommand spec();

    /** {@return the command {@code start}} */
    StartCommand start();

    /** {@return the command {@code state}} */
    StateCommand state();

    /** {@return the command {@code stats}} */
    StatsCommand stats();

    /** {@return the command {@code update}} */
    UpdateCommand update();

    /** {@return the command {@code validate}} */
    ValidateCommand validate();

    /** Creates components. */
    @Component.Factory
    interface Factory {

        /**
         * Creates the component of one command.
         *
         * @param channel the channel to the front
         * @param context the context of the caller
         * @param settings the settings of the use cases
         * @param adapters the adapters
         * @param root the state root
         * @param clock the time
         * @param log the destination of warnings
         * @return the component
         */
        CommandComponent create(
                @BindsInstance CommandChannel channel,
                @BindsInstance CommandContext context,
                @BindsInstance RuntimeSettings settings,
                @BindsInstance Adapters adapters,
                @BindsInstance StateRoot root,
                @BindsInstance InstantSource clock,
                @BindsInstance Log log);
    }
}
