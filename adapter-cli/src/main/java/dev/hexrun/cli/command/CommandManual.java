package dev.hexrun.cli.command;

import java.util.List;

/**
 * What help and manual pages say of a command.
 *
 * @param group where it stands among the commands
 * @param summary what it does, in one line, lower case and without a full stop
 * @param description more about it: paragraphs with an empty line between, each of any number of lines
 * @param examples how it is used
 */
public record CommandManual(Group group, String summary, String description, List<Example> examples) {

    /** Commands that stand together. */
    public enum Group {
        /** What is done with containers. */
        CONTAINERS,
        /** What is done with bundles. */
        BUNDLES,
        /** What concerns the runtime itself. */
        RUNTIME
    }

    /**
     * One example.
     *
     * @param line what is typed
     * @param purpose what it does, lower case and without a full stop
     */
    public record Example(String line, String purpose) {}

    /** Keeps a copy of the list. */
    public CommandManual {
        examples = List.copyOf(examples);
    }
}
