package dev.hexrun.cli.command;

import dev.hexrun.app.lifecycle.PauseContainer;
import dev.hexrun.domain.state.ContainerId;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.List;

/** {@code pause}. */
public final class PauseCommand implements Command {

    private final PauseContainer useCase;
    private final Provider<SelectedContainers> containers;

    @Inject
    PauseCommand(PauseContainer useCase, Provider<SelectedContainers> containers) {
        this.useCase = useCase;
        this.containers = containers;
    }

    @Override
    public int execute(Arguments arguments) {
        List<String> words = arguments.positionals();
        if (words.size() == 1) {
            useCase.pause(ContainerId.of(words.getFirst()));
        } else {
            containers.get().each("pausing", words, false, useCase::pause);
        }
        return 0;
    }
}
