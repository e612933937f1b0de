package dev.hexrun.cli.command;

import dev.hexrun.cli.template.Template;
import dev.hexrun.domain.failure.ContainerException;
import java.util.Optional;

/** The output format of a command. */
enum OutputFormat {
    /** A table or text for people. */
    PLAIN,
    /** JSON for programs. */
    JSON;

    /**
     * Parses the value of {@code --format}.
     *
     * @param word the value
     * @param plain the value that means {@link #PLAIN}
     * @return the format
     * @throws ContainerException {@code invalid format option} if the value is invalid
     */
    static OutputFormat of(String word, String plain) {
        if (word.equals(plain)) {
            return PLAIN;
        }
        if (word.equals("json")) {
            return JSON;
        }
        throw new ContainerException("invalid format option: " + word + ": must be " + plain + " or json");
    }

    /**
     * Parses the value of {@code --format} of a command that supports templates.
     *
     * @param word the value
     * @param plain the value that means {@link #PLAIN}
     * @return the format; empty for a template
     * @throws ContainerException {@code invalid format option} if the value is invalid
     */
    static Optional<OutputFormat> orTemplate(String word, String plain) {
        if (word.equals(plain)) {
            return Optional.of(PLAIN);
        }
        if (word.equals("json")) {
            return Optional.of(JSON);
        }
        if (Template.isTemplate(word)) {
            return Optional.empty();
        }
        throw new ContainerException(
                "invalid format option: " + word + ": must be " + plain + " or json, or a template such as '{{.Id}}'");
    }
}
