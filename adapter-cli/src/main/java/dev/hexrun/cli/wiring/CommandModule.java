package dev.hexrun.cli.wiring;

import dagger.Binds;
import dagger.Module;
import dagger.multibindings.IntoMap;
import dev.hexrun.cli.command.AdaptersCommand;
import dev.hexrun.cli.command.Command;
import dev.hexrun.cli.command.CommandName;
import dev.hexrun.cli.command.CreateCommand;
import dev.hexrun.cli.command.DeleteCommand;
import dev.hexrun.cli.command.DoctorCommand;
import dev.hexrun.cli.command.EngineCommand;
import dev.hexrun.cli.command.EventsCommand;
import dev.hexrun.cli.command.ExecCommand;
import dev.hexrun.cli.command.FeaturesCommand;
import dev.hexrun.cli.command.InspectCommand;
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
import dev.hexrun.cli.command.StatsCommand;
import dev.hexrun.cli.command.UpdateCommand;
import dev.hexrun.cli.command.ValidateCommand;

/** The classes of the commands, by name. */
@Module
interface CommandModule {
    @Binds
    @IntoMap
    @CommandKey(CommandName.ADAPTERS)
    Command adapters(AdaptersCommand command);

    @Binds
    @IntoMap
    @CommandKey(CommandName.CREATE)
    Command create(CreateCommand command);

    @Binds
    @IntoMap
    @CommandKey(CommandName.DELETE)
    Command delete(DeleteCommand command);

    @Binds
    @IntoMap
    @CommandKey(CommandName.DOCTOR)
    Command doctor(DoctorCommand command);

    @Binds
    @IntoMap
    @CommandKey(CommandName.ENGINE)
    Command engine(EngineCommand command);

    @Binds
    @IntoMap
    @CommandKey(CommandName.EVENTS)
    Command events(EventsCommand command);

    @Binds
    @IntoMap
    @CommandKey(CommandName.EXEC)
    Command exec(ExecCommand command);

    @Binds
    @IntoMap
    @CommandKey(CommandName.FEATURES)
    Command features(FeaturesCommand command);

    @Binds
    @IntoMap
    @CommandKey(CommandName.INSPECT)
    Command inspect(InspectCommand command);

    @Binds
    @IntoMap
    @CommandKey(CommandName.KILL)
    Command kill(KillCommand command);

    @Binds
    @IntoMap
    @CommandKey(CommandName.LIST)
    Command list(ListCommand command);

    @Binds
    @IntoMap
    @CommandKey(CommandName.PAUSE)
    Command pause(PauseCommand command);

    @Binds
    @IntoMap
    @CommandKey(CommandName.PLAN)
    Command plan(PlanCommand command);

    @Binds
    @IntoMap
    @CommandKey(CommandName.PS)
    Command ps(PsCommand command);

    @Binds
    @IntoMap
    @CommandKey(CommandName.RESUME)
    Command resume(ResumeCommand command);

    @Binds
    @IntoMap
    @CommandKey(CommandName.RUN)
    Command run(RunCommand command);

    @Binds
    @IntoMap
    @CommandKey(CommandName.SPEC)
    Command spec(SpecCommand command);

    @Binds
    @IntoMap
    @CommandKey(CommandName.START)
    Command start(StartCommand command);

    @Binds
    @IntoMap
    @CommandKey(CommandName.STATE)
    Command state(StateCommand command);

    @Binds
    @IntoMap
    @CommandKey(CommandName.STATS)
    Command stats(StatsCommand command);

    @Binds
    @IntoMap
    @CommandKey(CommandName.UPDATE)
    Command update(UpdateCommand command);

    @Binds
    @IntoMap
    @CommandKey(CommandName.VALIDATE)
    Command validate(ValidateCommand command);
}
