package dev.hexrun.cli.message;

import dev.hexrun.domain.failure.ContainerException;

/** The format of log messages. */
public enum LogFormat {
    /** {@code time="…" level=error msg="…"}. */
    TEXT,
    /** One object per line with {@code level}, {@code msg} and {@code time}, as containerd and podman expect. */
    JSON;

    /**
     * Parses the value of {@code --log-format}.
     *
     * @param word the value
     * @return the format
     * @throws ContainerException {@code invalid log-format: X} if the value is neither {@code text} nor {@code json}
     */
    public static LogFormat of(String word) {
        return switch (word) {
            case "text" -> TEXT;
            case "json" -> JSON;
            default -> throw new ContainerException("invalid log-format: " + word + ": must be text or json");
        };
    }
}
