package dev.hexrun.cli.command;

import dev.hexrun.app.lifecycle.StartContainer;
import dev.hexrun.domain.state.ContainerId;
import jakarta.inject.Inject;

/** {@code start}. */
public final class StartCommand implements Command {

    private final StartContainer useCase;

    @Inject
    StartCommand(StartContainer useCase) {
        this.useCase = useCase;
    }

    @Override
    public int execute(Arguments arguments) {
        useCase.start(ContainerId.of(arguments.positionals().getFirst()));
        return 0;
    }
}
