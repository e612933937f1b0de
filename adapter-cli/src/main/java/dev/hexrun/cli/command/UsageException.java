package dev.hexrun.cli.command;

import dev.hexrun.domain.failure.ContainerException;
import java.util.List;

/** The command line cannot be understood. */
public final class UsageException extends ContainerException {

    private static final long serialVersionUID = 1L;

    private final transient CommandSpec command;
    private final transient String heading;

    /**
     * Creates one.
     *
     * @param message what is wrong
     * @param heading the line above the help that is shown with it
     * @param command whose help is shown
     */
    UsageException(String message, String heading, CommandSpec command) {
        super(message);
        this.heading = heading;
        this.command = command;
    }

    /**
     * What goes to standard output: a heading, and the help of the command.
     *
     * @param words the whole command line, with {@code argv[0]} first
     * @return whole lines
     */
    public String help(List<String> words) {
        return heading + "\n\n" + HelpText.of(ProgramName.of(words), command);
    }
}
