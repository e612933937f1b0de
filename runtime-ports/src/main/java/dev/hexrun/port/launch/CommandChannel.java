package dev.hexrun.port.launch;

import java.util.Optional;

/** The connection between the runtime and the caller of one command. Adapters implement it; the runtime calls it. */
public interface CommandChannel {

    /**
     * Returns the command.
     *
     * @return the command, the same object in every call
     */
    CommandRequest request();

    /**
     * Writes to the caller's standard output.
     *
     * @param text the text, sent as UTF-8
     */
    void writeOutput(String text);

    /**
     * Writes to the caller's standard error.
     *
     * @param text the text, sent as UTF-8
     */
    void writeError(String text);

    /**
     * Reads the caller's standard input to its end, without a timeout.
     *
     * @param limit the maximum number of bytes
     * @return the bytes
     * @throws dev.hexrun.domain.failure.ContainerException if the input is longer
     * @throws dev.hexrun.domain.failure.HostOperationException if the input cannot be read, or the connection to the
     *     front is lost
     */
    byte[] readInput(int limit);

    /**
     * Ends the command. All output that was written before reaches the caller. No method may be called afterwards. The
     * call has no effect after {@link ContainerLauncher#leaveToFront}, because the native side then ends the command.
     *
     * @param status the exit status, 0 to 255
     * @throws IllegalArgumentException if the status is out of range
     */
    void exit(int status);

    /**
     * Returns the launcher that executes plans in the context of the command's caller.
     *
     * @return the launcher; empty if plans cannot be executed through this channel
     */
    default Optional<ContainerLauncher> launcher() {
        return Optional.empty();
    }

    /**
     * Returns whether the command is served by an engine, whose process serves other commands too.
     *
     * @return {@code true} if the command can be {@link #decline declined}
     */
    default boolean isOfEngine() {
        return false;
    }

    /**
     * Declines a command that an engine cannot serve: the front starts a process for it. No method may be called
     * afterwards, and none that changes something or writes output may have been called before.
     *
     * @throws IllegalStateException if no engine serves the command
     */
    default void decline() {
        throw new IllegalStateException("no engine serves the command");
    }

    /** Releases the connection. Has no effect unless an engine serves the command. */
    default void close() {}
}
