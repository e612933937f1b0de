package dev.hexrun.cli.message;

import dev.hexrun.domain.failure.ContainerException;

/** How lines of the log look. */
public enum LogFormat {
    /** {@code time="…" level=error msg="…"}. */
    TEXT,
    /** One object per line with {@code level}, {@code msg} and {@code time}, as containerd and podman read it. */
    JSON;

    /**
     * Parses the value of {@code --log-format}.
     *
     * @param word what the user typed
     * @return the format
     * @throws ContainerException {@code invalid log-format: X} for anything but {@code text} and {@code json}
     */
    public static LogFormat of(String word) {
        return switch (word) {
            case "text" -> TEXT;
            case "json" -> JSON;
            default -> throw new ContainerException("invalid log-format: " + word + "; it is text or json");
        };
    }
}
