package dev.hexrun.cli.command;

import java.util.List;

/**
 * The text about a command in help and in its manual page.
 *
 * @param group the heading under which help lists the command
 * @param summary one line in lower case, without a full stop
 * @param description paragraphs separated by empty lines
 * @param examples examples of use
 */
public record CommandManual(Group group, String summary, String description, List<Example> examples) {

    /** Commands that help lists under one heading. */
    public enum Group {
        /** Commands for containers. */
        CONTAINERS,
        /** Commands for bundles. */
        BUNDLES,
        /** Commands for the runtime itself. */
        RUNTIME
    }

    /**
     * An example.
     *
     * @param line the command line
     * @param purpose its effect, in lower case and without a full stop
     */
    public record Example(String line, String purpose) {}

    /** Creates a manual with a copy of the list. */
    public CommandManual {
        examples = List.copyOf(examples);
    }
}
