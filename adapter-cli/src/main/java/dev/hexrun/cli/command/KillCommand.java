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

    @Inject
    KillCommand(KillContainer useCase) {
        this.useCase = useCase;
    }

    @Override
    public int execute(Arguments arguments) {
        List<String> words = arguments.positionals();
        ContainerId id = ContainerId.of(words.getFirst());
        Signal signal = words.size() > 1 ? signal(words.get(1)) : Signal.SIGTERM;
        useCase.kill(new KillRequest(id, signal, arguments.isOn(Flags.ALL) ? Target.ALL : Target.INIT));
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
