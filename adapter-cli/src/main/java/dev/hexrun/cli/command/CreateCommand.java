package dev.hexrun.cli.command;

import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.lifecycle.CreateContainer;
import jakarta.inject.Inject;

/** {@code create}. */
public final class CreateCommand implements Command {

    private final CreateContainer useCase;
    private final CommandContext context;
    private final StateRoot root;

    @Inject
    CreateCommand(CreateContainer useCase, CommandContext context, StateRoot root) {
        this.useCase = useCase;
        this.context = context;
        this.root = root;
    }

    @Override
    public int execute(Arguments arguments) {
        root.prepare();
        useCase.create(CreateRequests.of(arguments, context));
        return 0;
    }
}
