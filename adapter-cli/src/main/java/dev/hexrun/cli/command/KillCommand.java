package dev.hexrun.cli.command;

import dev.hexrun.app.lifecycle.KillContainer;
import dev.hexrun.app.lifecycle.KillRequest;
import dev.hexrun.app.lifecycle.KillRequest.Target;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.signal.Signal;
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
        List<String> words = arguments.positionals();
        Optional<String> flag = arguments.text(Flags.SIGNAL);
        // With SIGNAL as an argument, it is the last one, as in runc.
        int count = flag.isPresent() || words.size() == 1 ? words.size() : words.size() - 1;
        for (int i = 1; i < count; i++) {
            // Such an argument is hardly the id of a container.
            if (isSignal(withoutDash(words.get(i)))) {
                throw new ContainerException("more than one signal: \"" + flag.orElse(words.get(i)) + "\" and \""
                        + (flag.isPresent() ? words.get(i) : words.getLast()) + "\"");
            }
        }
        Signal signal = count < words.size()
                ? signal(words.getLast(), words.size())
                : flag.isPresent() ? signal(flag.get(), 1) : Signal.SIGTERM;
        Target target = arguments.isOn(Flags.ALL) ? Target.ALL : Target.INIT;
        containers.each(
                "signalling",
                words.subList(0, count),
                arguments.isOn(Flags.REGEX),
                id -> useCase.kill(new KillRequest(id, signal, target)));
        return 0;
    }

    /** Parses a signal, optionally with a leading dash as in {@code kill(1)}. */
    private static Signal signal(String word, int words) {
        String name = withoutDash(word);
        if (!isSignal(name)) {
            throw new ContainerException("unknown signal \"" + word
                    + "\": must be a number from 1 to 64, or a name such as KILL, SIGTERM or SIGRTMIN+3"
                    + (words > 1 ? "; for several containers, use --signal SIGNAL ID..." : ""));
        }
        return Signal.of(name);
    }

    private static String withoutDash(String word) {
        return word.startsWith("-") ? word.substring(1) : word;
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
