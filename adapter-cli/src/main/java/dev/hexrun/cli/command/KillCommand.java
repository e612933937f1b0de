package dev.hexrun.cli.command;

import dev.hexrun.app.KillContainer;
import dev.hexrun.app.KillRequest;
import dev.hexrun.app.KillRequest.Target;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.signal.Signal;
import dev.hexrun.domain.state.ContainerId;
import jakarta.inject.Inject;
import java.util.List;

/** {@code kill}. */
public final class KillCommand implements Command {

    private final KillContainer useCase;

    private final SelectedContainers containers;

    @Inject
    KillCommand(KillContainer useCase, SelectedContainers containers) {
        this.useCase = useCase;
        this.containers = containers;
    }

    @Override
    public int execute(Arguments arguments) {
        List<String> words = arguments.positionals();
        List<ContainerId> ids = containers.of(arguments);
        Signal signal = words.size() > 1 ? signal(words.get(1)) : Signal.SIGTERM;
        Target target = arguments.isOn(Flags.ALL) ? Target.ALL : Target.INIT;
        for (ContainerId id : ids) {
            try {
                useCase.kill(new KillRequest(id, signal, target));
            } catch (ContainerException e) {
                containers.failed(id, e);
            }
        }
        containers.finish();
        return 0;
    }

    private static Signal signal(String word) {
        try {
            return Signal.of(word);
        } catch (IllegalArgumentException e) {
            throw new ContainerException("unknown signal \"" + word + "\"", e);
        }
    }
}
