package dev.hexrun.cli.command;

import dev.hexrun.app.CommandContext;
import dev.hexrun.app.RunContainer;
import dev.hexrun.app.RunRequest;
import dev.hexrun.app.RunRequest.End;
import jakarta.inject.Inject;

/** {@code run}: exits as the container's process does. */
public final class RunCommand implements Command {

    private final RunContainer useCase;
    private final CommandContext context;
    private final StateRoot root;

    @Inject
    RunCommand(RunContainer useCase, CommandContext context, StateRoot root) {
        this.useCase = useCase;
        this.context = context;
        this.root = root;
    }

    @Override
    public int execute(Arguments arguments) {
        root.prepare();
        return useCase.run(new RunRequest(
                CreateRequests.of(arguments, context), end(arguments), !arguments.isOn(Flags.NO_SUBREAPER)));
    }

    private static End end(Arguments arguments) {
        if (arguments.isOn(Flags.DETACH)) {
            return End.DETACH;
        }
        return arguments.isOn(Flags.KEEP) ? End.KEEP : End.DELETE;
    }
}
