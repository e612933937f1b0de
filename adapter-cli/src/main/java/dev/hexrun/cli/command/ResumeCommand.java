package dev.hexrun.cli.command;

import dev.hexrun.app.lifecycle.PauseContainer;
import dev.hexrun.domain.state.ContainerId;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.List;

/** {@code resume}. */
public final class ResumeCommand implements Command {

    private final PauseContainer useCase;
    private final Provider<SelectedContainers> containers;

    @Inject
    ResumeCommand(PauseContainer useCase, Provider<SelectedContainers> containers) {
        this.useCase = useCase;
        this.containers = containers;
    }

    @Override
    public int execute(Arguments arguments) {
        List<String> words = arguments.positionals();
        if (words.size() == 1) {
            useCase.resume(ContainerId.of(words.getFirst()));
        } else {
            containers.get().each("resuming", words, false, useCase::resume);
        }
        return 0;
    }
}
