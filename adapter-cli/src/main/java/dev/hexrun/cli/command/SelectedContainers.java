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
 * The containers that a command selects: those with the given ids or, with {@code --regex}, all whose ids contain a match
 * of an expression. A failure for one container does not prevent the command from processing the others.
 */
final class SelectedContainers {

    private final Provider<StateStore> store;
    private final Progress progress;
    private boolean several;
    private boolean expressions;
    private @Nullable ContainerException failure;

    @Inject
    SelectedContainers(Provider<StateStore> store, Progress progress) {
        this.store = store;
        this.progress = progress;
    }

    /**
     * Performs the action of a command for each selected container.
     *
     * @param verb the action in a progress message, for example {@code deleting}
     * @param words the ids or expressions
     * @param regex whether the words are expressions
     * @param action the action
     * @throws ContainerException the failure of the only container, or the first failure with the others as suppressed
     *     exceptions
     */
    void each(String verb, List<String> words, boolean regex, Action action) {
        List<ContainerId> ids = of(words, regex);
        int done = 0;
        if (several) {
            progress.start();
        }
        for (ContainerId id : ids) {
            try {
                action.perform(id);
            } catch (ContainerException e) {
                failed(id, e);
            }
            done++;
            if (several) {
                progress.advance(verb, done, ids.size());
            }
        }
        if (several) {
            progress.clear();
        }
        if (failure != null) {
            throw failure;
        }
    }

    private List<ContainerId> of(List<String> words, boolean regex) {
        expressions = regex;
        several = regex || words.size() > 1;
        List<ContainerId> selected = new ArrayList<>();
        if (!regex) {
            for (String word : words) {
                add(ContainerId.of(word), selected);
            }
            return selected;
        }
        List<Pattern> patterns = new ArrayList<>();
        for (String word : words) {
            patterns.add(expression(word));
        }
        for (ContainerId id : store.get().list()) {
            for (Pattern pattern : patterns) {
                if (pattern.matcher(id.value()).find()) {
                    add(id, selected);
                }
            }
        }
        return selected;
    }

    private static void add(ContainerId id, List<ContainerId> selected) {
        for (ContainerId each : selected) {
            if (each.value().equals(id.value())) {
                return;
            }
        }
        selected.add(id);
    }

    private static Pattern expression(String word) {
        try {
            return Pattern.compile(word);
        } catch (PatternSyntaxException e) {
            throw new ContainerException("invalid regular expression: " + e.getDescription(), e);
        }
    }

    /** Throws the failure if the command selects a single container; otherwise keeps it until the others are done. */
    private void failed(ContainerId id, ContainerException reason) {
        if (!several) {
            throw reason;
        }
        if (failure != null) {
            failure.addSuppressed(new ContainerException(id + ": " + reason.message(), reason));
        } else if (expressions) {
            failure = new ContainerException(id + ": " + reason.message(), reason);
        } else {
            failure = new ContainerFailure(id, reason);
        }
    }

    /** The action of a command for one container. */
    interface Action {

        /**
         * Performs the action.
         *
         * @param id the container
         * @throws ContainerException if it fails
         */
        void perform(ContainerId id);
    }
}
