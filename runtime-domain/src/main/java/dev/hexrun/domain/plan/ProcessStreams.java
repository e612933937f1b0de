package dev.hexrun.domain.plan;

import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.failure.ContainerException;
import java.util.Optional;

/**
 * What a process gets from its caller, and the caller of it, besides the standard streams.
 *
 * @param consoleSocket path of the socket that the process's terminal is sent to; without one the front keeps the
 *     terminal and relays it
 * @param pidfdSocket path of the socket that a pidfd is sent to
 * @param listenDescriptors how many descriptors, from 3 on, socket activation has passed, {@code sd_listen_fds(3)}
 * @param preservedDescriptors how many more descriptors, behind those, the caller passes on
 */
public record ProcessStreams(
        Optional<String> consoleSocket, Optional<String> pidfdSocket, int listenDescriptors, int preservedDescriptors) {

    /** Nothing but the standard streams. */
    public static final ProcessStreams NONE = new ProcessStreams(Optional.empty(), Optional.empty(), 0, 0);

    private static final int FIRST = 3;

    /** How the process is run. */
    public enum RunMode {
        /** The command ends before the process. */
        DETACHED,
        /** The command waits for the process. */
        FOREGROUND
    }

    /**
     * Checks that a terminal has somebody to hold it, and that a console socket is there for a terminal.
     *
     * @param process what is run
     * @param mode how
     * @throws ContainerException if a terminal would be lost, or a socket is of no use
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

    /** How many descriptors, from 3 on, the process gets. */
    int passedDescriptors() {
        return listenDescriptors + preservedDescriptors;
    }

    /** The first descriptor that the process does not get. */
    int firstClosed() {
        return FIRST + passedDescriptors();
    }
}
