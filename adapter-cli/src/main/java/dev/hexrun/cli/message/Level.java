package dev.hexrun.cli.message;

import dev.hexrun.domain.failure.ContainerException;

/** How much a line of the log matters; what matters least comes first. */
public enum Level {
    /** Helps to find a fault. */
    DEBUG("debug"),
    /** Something a user should know, although the command goes on. */
    WARNING("warning"),
    /** The command failed. */
    ERROR("error");

    private final String word;

    Level(String word) {
        this.word = word;
    }

    /**
     * Parses the value of {@code --log-level}.
     *
     * @param word what the user typed
     * @return the level
     * @throws ContainerException {@code invalid log-level: X} for anything but the words of the levels
     */
    public static Level of(String word) {
        return switch (word) {
            case "debug" -> DEBUG;
            case "warning" -> WARNING;
            case "error" -> ERROR;
            default -> throw new ContainerException("invalid log-level: " + word + "; it is error, warning or debug");
        };
    }

    String word() {
        return word;
    }
}
