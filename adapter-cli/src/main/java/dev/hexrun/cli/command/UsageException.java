package dev.hexrun.cli.command;

import dev.hexrun.domain.failure.ContainerException;
import java.util.List;

/** Thrown when the command line is invalid. */
public final class UsageException extends ContainerException {

    private static final long serialVersionUID = 1L;

    private final transient CommandSpec command;
    private final transient String hint;

    /**
     * Creates the exception.
     *
     * @param message the problem
     * @param hint the next step; empty for a reference to the help
     * @param command the command
     */
    UsageException(String message, String hint, CommandSpec command) {
        super((command.name().isEmpty() ? "" : command.name() + ": ") + message);
        this.hint = hint;
        this.command = command;
    }

    /**
     * Returns the problem and the next step.
     *
     * @param words the command line, including {@code argv[0]}
     * @return one line without the name of the program
     */
    public String text(List<String> words) {
        if (!hint.isEmpty()) {
            return message() + "; " + hint;
        }
        String called = ProgramName.of(words) + (command.name().isEmpty() ? "" : " " + command.name());
        return message() + "; see \"" + called + " --help\"";
    }
}
