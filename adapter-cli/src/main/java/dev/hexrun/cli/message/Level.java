package dev.hexrun.cli.message;

import dev.hexrun.domain.failure.ContainerException;

/** The severity of a log message, in ascending order. */
public enum Level {
    /** Details for diagnosis. */
    DEBUG("debug"),
    /** A problem that does not make the command fail. */
    WARNING("warning"),
    /** The failure of the command. */
    ERROR("error");

    private final String word;

    Level(String word) {
        this.word = word;
    }

    /**
     * Parses the value of {@code --log-level}.
     *
     * @param word the value
     * @return the level
     * @throws ContainerException {@code invalid log-level: X} if the value is not the name of a level
     */
    public static Level of(String word) {
        return switch (word) {
            case "debug" -> DEBUG;
            case "warning" -> WARNING;
            case "error" -> ERROR;
            default -> throw new ContainerException("invalid log-level: " + word + ": must be error, warning or debug");
        };
    }

    String word() {
        return word;
    }
}
