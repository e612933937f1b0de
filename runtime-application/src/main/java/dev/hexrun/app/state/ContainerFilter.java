package dev.hexrun.app.state;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.state.ContainerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A filter of containers, with the syntax of container engines: {@code KEY=VALUE} or {@code KEY!=VALUE}. As there,
 * several conditions with the same key are alternatives, except that all conditions for labels and all negated
 * conditions must be true, and conditions with different keys must all be true.
 */
public final class ContainerFilter {

    /** The filter that all containers match. */
    public static final ContainerFilter ALL = new ContainerFilter(List.of());

    /** The keys in the order of the documentation. */
    private enum Key {
        STATUS,
        LABEL,
        ANNOTATION,
        ID,
        NAME,
        BUNDLE,
        OWNER;

        private String word() {
            return switch (this) {
                case STATUS -> "status";
                case LABEL -> "label";
                case ANNOTATION -> "annotation";
                case ID -> "id";
                case NAME -> "name";
                case BUNDLE -> "bundle";
                case OWNER -> "owner";
            };
        }

        private boolean isConjunctive() {
            return this == LABEL || this == ANNOTATION;
        }
    }

    private record Condition(Key key, boolean negated, String value) {}

    private final List<Condition> conditions;

    private ContainerFilter(List<Condition> conditions) {
        this.conditions = conditions;
    }

    /**
     * Parses a filter.
     *
     * @param expressions the conditions; without any, the filter matches all containers
     * @return the filter
     * @throws ContainerException if a key or a status is unknown; the message lists the permitted ones
     */
    public static ContainerFilter of(List<String> expressions) {
        List<Condition> conditions = new ArrayList<>();
        for (String expression : expressions) {
            conditions.add(condition(expression));
        }
        return conditions.isEmpty() ? ALL : new ContainerFilter(conditions);
    }

    private static Condition condition(String expression) {
        int equals = expression.indexOf('=');
        boolean negated = equals > 0 && expression.charAt(equals - 1) == '!';
        String word = equals < 0 ? "" : expression.substring(0, negated ? equals - 1 : equals);
        Key key = null;
        StringBuilder keys = new StringBuilder();
        for (Key each : Key.values()) {
            keys.append(keys.isEmpty() ? "" : ", ").append(each.word());
            key = each.word().equals(word) ? each : key;
        }
        if (key == null) {
            throw new ContainerException("--filter " + expression + ": must have the form KEY=VALUE or KEY!=VALUE, "
                    + "where KEY is one of " + keys);
        }
        String value = expression.substring(equals + 1);
        if (key == Key.STATUS) {
            value = status(value)
                    .orElseThrow(() -> new ContainerException("--filter " + expression
                            + ": unknown status: must be creating, created, running, paused or stopped"));
        }
        return new Condition(key, negated, value);
    }

    /** Returns the name of a status; engines call stopped containers exited. */
    private static Optional<String> status(String word) {
        if (word.equals("exited")) {
            return Optional.of(ContainerStatus.STOPPED.specName());
        }
        for (ContainerStatus status : ContainerStatus.values()) {
            if (status.specName().equals(word)) {
                return Optional.of(word);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns whether a container matches.
     *
     * @param state the state of the container, with its owner if the filter has a condition for owners
     * @return {@code true} if it matches
     */
    public boolean matches(ContainerState state) {
        for (Key key : Key.values()) {
            boolean alternatives = false;
            boolean found = false;
            for (Condition condition : conditions) {
                if (condition.key() == key) {
                    boolean holds = holds(condition, state) != condition.negated();
                    if (!holds && (condition.negated() || key.isConjunctive())) {
                        return false;
                    }
                    if (!condition.negated()) {
                        alternatives = true;
                        found |= holds;
                    }
                }
            }
            if (alternatives && !found) {
                return false;
            }
        }
        return true;
    }

    private static boolean holds(Condition condition, ContainerState state) {
        String value = condition.value();
        return switch (condition.key()) {
            case STATUS -> state.status().specName().equals(value);
            case LABEL, ANNOTATION -> isAnnotated(state, value);
            case ID -> state.id().value().startsWith(value);
            case NAME -> state.id().value().contains(value);
            case BUNDLE -> isAtOrBelow(state.bundle(), value);
            case OWNER -> state.owner().equals(value);
        };
    }

    /** Returns whether the container has an annotation {@code NAME}, or {@code NAME=VALUE}. */
    private static boolean isAnnotated(ContainerState state, String condition) {
        int equals = condition.indexOf('=');
        String value = state.annotations().get(equals < 0 ? condition : condition.substring(0, equals));
        return value != null && (equals < 0 || value.equals(condition.substring(equals + 1)));
    }

    private static boolean isAtOrBelow(String path, String directory) {
        String parent = directory.endsWith("/") ? directory.substring(0, directory.length() - 1) : directory;
        return path.equals(parent) || path.startsWith(parent + "/");
    }
}
