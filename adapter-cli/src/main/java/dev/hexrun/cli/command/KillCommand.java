package dev.hexrun.cli.command;

import dev.hexrun.app.lifecycle.KillContainer;
import dev.hexrun.app.lifecycle.KillRequest;
import dev.hexrun.app.lifecycle.KillRequest.Target;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.signal.Signal;
import dev.hexrun.domain.state.ContainerId;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

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
        List<ContainerId> ids = containers.of(arguments);
        Signal signal = signal(arguments);
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

    private static Signal signal(Arguments arguments) {
        List<String> words = arguments.positionals();
        Optional<String> flag = arguments.text(Flags.SIGNAL);
        if (words.size() > 1) {
            if (flag.isPresent()) {
                throw new ContainerException(
                        "more than one signal: \"" + flag.get() + "\" and \"" + words.get(1) + "\"");
            }
            return signal(words.get(1));
        }
        return flag.isPresent() ? signal(flag.get()) : Signal.SIGTERM;
    }

    /** Parses a signal, optionally with a leading dash as in {@code kill(1)}. */
    private static Signal signal(String word) {
        String name = word.startsWith("-") ? word.substring(1) : word;
        if (!isSignal(name)) {
            throw new ContainerException("unknown signal \"" + word
                    + "\": must be a number from 1 to 64, or a name such as KILL, SIGTERM or SIGRTMIN+3");
        }
        return Signal.of(name);
    }

    static boolean isSignal(String name) {
        try {
            Signal.of(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
