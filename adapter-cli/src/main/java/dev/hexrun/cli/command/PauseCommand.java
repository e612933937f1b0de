package dev.hexrun.cli.command;

import dev.hexrun.app.lifecycle.PauseContainer;
import dev.hexrun.domain.state.ContainerId;
import jakarta.inject.Inject;

/** {@code pause}. */
public final class PauseCommand implements Command {

    private final PauseContainer useCase;

    @Inject
    PauseCommand(PauseContainer useCase) {
        this.useCase = useCase;
    }

    @Override
    public int execute(Arguments arguments) {
        useCase.pause(ContainerId.of(arguments.positionals().getFirst()));
        return 0;
    }
}
