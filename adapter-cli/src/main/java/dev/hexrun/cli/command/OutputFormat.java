package dev.hexrun.cli.command;

import dev.hexrun.domain.failure.ContainerException;

/** How results are printed. */
enum OutputFormat {
    /** For people: a table or text. */
    PLAIN,
    /** For tools. */
    JSON;

    /**
     * Parses the value of {@code --format}.
     *
     * @param word what the user typed
     * @param plain the word for {@link #PLAIN}
     * @return the format
     * @throws ContainerException {@code invalid format option} if it is none
     */
    static OutputFormat of(String word, String plain) {
        if (word.equals(plain)) {
            return PLAIN;
        }
        if (word.equals("json")) {
            return JSON;
        }
        throw new ContainerException("invalid format option: " + word + "; it is " + plain + " or json");
    }
}
