package dev.hexrun.cli.command;

import java.util.Optional;

/** The commands that this build has. */
public enum CommandName {
    /** Lists providers of adapters. */
    ADAPTERS,
    /** Makes a container that waits for {@link #START}. */
    CREATE,
    /** Removes a container. */
    DELETE,
    /** Tells what happens to a container. */
    EVENTS,
    /** Executes a further process in a container. */
    EXEC,
    /** Describes what the runtime can do. */
    FEATURES,
    /** Shows help. */
    HELP,
    /** Sends a signal. */
    KILL,
    /** Lists containers. */
    LIST,
    /** Freezes a container's processes. */
    PAUSE,
    /** Shows the steps that would make a container. */
    PLAN,
    /** Lists a container's processes. */
    PS,
    /** Thaws a container's processes. */
    RESUME,
    /** Makes, starts, awaits and removes a container. */
    RUN,
    /** Writes a bundle's first configuration. */
    SPEC,
    /** Starts a created container's program. */
    START,
    /** Shows a container's state. */
    STATE,
    /** Shows what containers use. */
    STATS,
    /** Changes a container's limits. */
    UPDATE,
    /** Checks a bundle. */
    VALIDATE;

    /**
     * The command as it is typed.
     *
     * @return for example {@code create}
     */
    public String word() {
        return switch (this) {
            case ADAPTERS -> "adapters";
            case CREATE -> "create";
            case DELETE -> "delete";
            case EVENTS -> "events";
            case EXEC -> "exec";
            case FEATURES -> "features";
            case HELP -> "help";
            case KILL -> "kill";
            case LIST -> "list";
            case PAUSE -> "pause";
            case PLAN -> "plan";
            case PS -> "ps";
            case RESUME -> "resume";
            case RUN -> "run";
            case SPEC -> "spec";
            case START -> "start";
            case STATE -> "state";
            case STATS -> "stats";
            case UPDATE -> "update";
            case VALIDATE -> "validate";
        };
    }

    /**
     * Finds a command.
     *
     * @param word what was typed
     * @return the command, if there is one of that name
     */
    static Optional<CommandName> of(String word) {
        for (CommandName name : values()) {
            if (name.word().equals(word)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    /**
     * Tells whether runtimes have a command of this name that this build lacks.
     *
     * @param word what was typed
     * @return {@code true} for {@code events} and the like
     */
    static boolean isMissing(String word) {
        return switch (word) {
            case "checkpoint", "restore" -> true;
            default -> false;
        };
    }
}
