package dev.hexrun.cli.command;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.state.StateStore;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * The containers that a command selects: the one with the given id or, with {@code --regex}, all whose ids contain a match
 * of the expression. A failure for one container does not prevent the command from processing the others.
 */
final class SelectedContainers {

    private final Provider<StateStore> store;
    private boolean several;
    private @Nullable ContainerException failure;

    @Inject
    SelectedContainers(Provider<StateStore> store) {
        this.store = store;
    }

    List<ContainerId> of(Arguments arguments) {
        String word = arguments.positionals().getFirst();
        several = arguments.isOn(Flags.REGEX);
        if (!several) {
            return List.of(ContainerId.of(word));
        }
        Pattern expression = expression(word);
        List<ContainerId> matching = new ArrayList<>();
        for (ContainerId id : store.get().list()) {
            if (expression.matcher(id.value()).find()) {
                matching.add(id);
            }
        }
        return matching;
    }

    private static Pattern expression(String word) {
        try {
            return Pattern.compile(word);
        } catch (PatternSyntaxException e) {
            throw new ContainerException("invalid regular expression: " + e.getDescription(), e);
        }
    }

    /**
     * Reports a failure. It is thrown immediately if the command selects a single container, otherwise by {@link #finish}.
     *
     * @param id the container
     * @param reason its failure
     */
    void failed(ContainerId id, ContainerException reason) {
        if (!several) {
            throw reason;
        }
        ContainerException named = new ContainerException(id + ": " + reason.message(), reason);
        if (failure == null) {
            failure = named;
        } else {
            failure.addSuppressed(named);
        }
    }

    /** Throws the first failure, if any, with the others as suppressed exceptions. */
    void finish() {
        if (failure != null) {
            throw failure;
        }
    }
}
