package dev.hexrun.cli.command;

/** A command of the command line. */
public interface Command {

    /**
     * Executes the command.
     *
     * @param arguments its arguments, parsed according to its {@link CommandSpec}
     * @return the exit status, 0 to 255
     * @throws dev.hexrun.domain.failure.ContainerException if the command fails
     */
    int execute(Arguments arguments);
}
