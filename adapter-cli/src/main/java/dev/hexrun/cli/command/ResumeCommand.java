package dev.hexrun.cli.command;

import dev.hexrun.app.lifecycle.PauseContainer;
import dev.hexrun.domain.state.ContainerId;
import jakarta.inject.Inject;

/** {@code resume}. */
public final class ResumeCommand implements Command {

    private final PauseContainer useCase;

    @Inject
    ResumeCommand(PauseContainer useCase) {
        this.useCase = useCase;
    }

    @Override
    public int execute(Arguments arguments) {
        useCase.resume(ContainerId.of(arguments.positionals().getFirst()));
        return 0;
    }
}
