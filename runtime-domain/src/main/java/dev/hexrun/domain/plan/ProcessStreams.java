package dev.hexrun.domain.plan;

import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.failure.ContainerException;
import java.util.Optional;

/**
 * The sockets and descriptors of a process and its caller, in addition to the standard streams.
 *
 * @param consoleSocket path of the socket to which the terminal of the process is sent; if absent, the front keeps
 *     the terminal and relays it
 * @param pidfdSocket path of the socket to which a pidfd is sent
 * @param listenDescriptors the number of descriptors from 3 on of socket activation, {@code sd_listen_fds(3)}
 * @param preservedDescriptors the number of additional descriptors after those
 */
public record ProcessStreams(
        Optional<String> consoleSocket, Optional<String> pidfdSocket, int listenDescriptors, int preservedDescriptors) {

    /** The standard streams only. */
    public static final ProcessStreams NONE = new ProcessStreams(Optional.empty(), Optional.empty(), 0, 0);

    private static final int FIRST = 3;

    /** The relation of the command to the process. */
    public enum RunMode {
        /** The command ends before the process. */
        DETACHED,
        /** The command waits for the process. */
        FOREGROUND
    }

    /**
     * Checks that a detached process with a terminal has a console socket, and that other processes have none.
     *
     * @param process the process
     * @param mode whether the command waits
     * @throws ContainerException if the console socket is missing or not allowed
     */
    public void check(Process process, RunMode mode) {
        boolean detached = mode == RunMode.DETACHED;
        if (process.terminal() && detached && consoleSocket.isEmpty()) {
            throw new ContainerException("cannot allocate tty if hexrun will detach without setting console socket");
        }
        if (consoleSocket.isPresent() && !(process.terminal() && detached)) {
            throw new ContainerException("cannot use console socket if hexrun will not detach or allocate tty");
        }
    }

    /** Returns the number of descriptors from 3 on that the process gets. */
    int passedDescriptors() {
        return listenDescriptors + preservedDescriptors;
    }

    /** Returns the first descriptor that the process does not get. */
    int firstClosed() {
        return FIRST + passedDescriptors();
    }
}
