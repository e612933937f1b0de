package dev.hexrun.cli.command;

import dev.hexrun.domain.failure.ContainerException;
import java.util.List;

/** The command line cannot be understood. */
public final class UsageException extends ContainerException {

    private static final long serialVersionUID = 1L;

    private final transient CommandSpec command;
    private final transient String hint;

    /**
     * Creates one.
     *
     * @param message what is wrong
     * @param hint what to type instead; empty for a reference to the help
     * @param command the command
     */
    UsageException(String message, String hint, CommandSpec command) {
        super((command.name().isEmpty() ? "" : command.name() + ": ") + message);
        this.hint = hint;
        this.command = command;
    }

    /**
     * Returns what is wrong and the next step.
     *
     * @param words the whole command line, with {@code argv[0]} first
     * @return one line, without the name of the program
     */
    public String text(List<String> words) {
        if (!hint.isEmpty()) {
            return message() + "; " + hint;
        }
        String called = ProgramName.of(words) + (command.name().isEmpty() ? "" : " " + command.name());
        return message() + "; see \"" + called + " --help\"";
    }
}
