package dev.hexrun.port.launch;

/** The way from one command's caller to the runtime and back. Ours to call. */
public interface CommandChannel {

    /**
     * The command.
     *
     * @return always the same
     */
    CommandRequest request();

    /**
     * Writes to the caller's standard output.
     *
     * @param text what, in UTF-8
     */
    void writeOutput(String text);

    /**
     * Writes to the caller's standard error.
     *
     * @param text what, in UTF-8
     */
    void writeError(String text);

    /**
     * Reads the caller's standard input to its end. Waits for it as long as the caller takes.
     *
     * @param most how many bytes there may be
     * @return the bytes
     * @throws dev.hexrun.domain.failure.ContainerException if there are more
     * @throws dev.hexrun.domain.failure.HostOperationException if it cannot be read, or the front has gone
     */
    byte[] readInput(int most);

    /**
     * Ends the command. Everything that was written before reaches the caller. Nothing may be called afterwards. Does
     * nothing if {@link ContainerLauncher#leaveToFront} has left the end of the command to the native side.
     *
     * @param status the exit status, 0 to 255
     */
    void exit(int status);
}
