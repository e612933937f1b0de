package dev.hexrun.cli.command;

/** One command of the command line. */
public interface Command {

    /**
     * Carries the command out.
     *
     * @param arguments its arguments, read after its {@link CommandSpec}
     * @return the exit status, 0 to 255
     * @throws dev.hexrun.domain.failure.ContainerException if it fails
     */
    int execute(Arguments arguments);
}
