package dev.hexrun.cli.command;

import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.lifecycle.RunContainer;
import dev.hexrun.app.lifecycle.RunRequest;
import dev.hexrun.app.lifecycle.RunRequest.End;
import dev.hexrun.app.lifecycle.RunResult;
import dev.hexrun.cli.message.Log;
import dev.hexrun.port.launch.CommandChannel;
import jakarta.inject.Inject;
import java.util.List;

/** {@code run}: exits with the status of the init process. */
public final class RunCommand implements Command {

    /** The command that deletes the container after its init process has exited; the process and the id are appended. */
    private static final List<String> DELETION =
            List.of(CommandName.DELETE.word(), "--" + Flags.FORCE.name(), "--" + Flags.FIRST_PROCESS.name());

    private final RunContainer useCase;
    private final CommandContext context;
    private final StateRoot root;
    private final CommandChannel channel;
    private final Log log;

    @Inject
    RunCommand(RunContainer useCase, CommandContext context, StateRoot root, CommandChannel channel, Log log) {
        this.useCase = useCase;
        this.context = context;
        this.root = root;
        this.channel = channel;
        this.log = log;
    }

    @Override
    public int execute(Arguments arguments) {
        root.prepare();
        RunResult result = useCase.run(new RunRequest(
                CreateRequests.of(arguments, context),
                end(arguments),
                !arguments.isOn(Flags.NO_SUBREAPER),
                CommandLine.with(channel.request().arguments(), DELETION)));
        for (String warning : result.warnings()) {
            log.warning(warning);
        }
        return result.status();
    }

    private static End end(Arguments arguments) {
        if (arguments.isOn(Flags.DETACH)) {
            return End.DETACH;
        }
        return arguments.isOn(Flags.KEEP) ? End.KEEP : End.DELETE;
    }
}
