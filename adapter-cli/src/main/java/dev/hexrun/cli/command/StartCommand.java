package dev.hexrun.cli.command;

import dev.hexrun.app.lifecycle.StartContainer;
import dev.hexrun.domain.state.ContainerId;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.List;

/** {@code start}. */
public final class StartCommand implements Command {

    private final StartContainer useCase;
    private final Provider<SelectedContainers> containers;

    @Inject
    StartCommand(StartContainer useCase, Provider<SelectedContainers> containers) {
        this.useCase = useCase;
        this.containers = containers;
    }

    @Override
    public int execute(Arguments arguments) {
        List<String> words = arguments.positionals();
        if (words.size() == 1) {
            useCase.start(ContainerId.of(words.getFirst()));
        } else {
            containers.get().each("starting", words, false, useCase::start);
        }
        return 0;
    }
}
