package dev.hexrun.cli.command;

import java.util.Optional;

/** The commands of the runtime. */
public enum CommandName {
    /** Lists adapters. */
    ADAPTERS,
    /** Creates a container that waits for {@link #START}. */
    CREATE,
    /** Deletes a container. */
    DELETE,
    /** Examines whether this host can run containers. */
    DOCTOR,
    /** Serves the commands of other processes. */
    ENGINE,
    /** Streams container events. */
    EVENTS,
    /** Runs another process in a container. */
    EXEC,
    /** Shows the supported features. */
    FEATURES,
    /** Shows help. */
    HELP,
    /** Describes containers completely. */
    INSPECT,
    /** Sends a signal. */
    KILL,
    /** Lists containers. */
    LIST,
    /** Freezes the processes of a container. */
    PAUSE,
    /** Prints the steps that would create a container. */
    PLAN,
    /** Lists the processes of a container. */
    PS,
    /** Thaws the processes of a container. */
    RESUME,
    /** Creates and starts a container, waits until it exits, and deletes it. */
    RUN,
    /** Generates a configuration. */
    SPEC,
    /** Starts the program of a created container. */
    START,
    /** Shows the state of a container. */
    STATE,
    /** Shows the resource usage of containers. */
    STATS,
    /** Changes the resource limits of a container. */
    UPDATE,
    /** Checks a bundle. */
    VALIDATE;

    /**
     * Returns the command as used on the command line.
     *
     * @return for example {@code create}
     */
    public String word() {
        return switch (this) {
            case ADAPTERS -> "adapters";
            case CREATE -> "create";
            case DELETE -> "delete";
            case DOCTOR -> "doctor";
            case ENGINE -> "engine";
            case EVENTS -> "events";
            case EXEC -> "exec";
            case FEATURES -> "features";
            case HELP -> "help";
            case INSPECT -> "inspect";
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
     * Returns the command of a name.
     *
     * @param word a word of the command line
     * @return the command; empty if it does not exist
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
     * Returns whether a name is a command of other runtimes that this build does not support.
     *
     * @param word a word of the command line
     * @return {@code true} for {@code checkpoint} and {@code restore}
     */
    static boolean isMissing(String word) {
        return switch (word) {
            case "checkpoint", "restore" -> true;
            default -> false;
        };
    }
}
