package dev.hexrun.domain.step;

import java.util.List;

/** The terminal, and the sockets by which the caller or a service of the host takes part. */
public sealed interface CallerStep extends Step {

    @Override
    default Actor actor() {
        return Actor.FRONT;
    }

    /**
     * Sends the terminal to the console socket: connects (stream) and sends one message with the terminal's name, and
     * its master as SCM_RIGHTS descriptor. The front closes the master afterwards.
     *
     * @param socket path of the console socket on the host
     */
    record SendTerminal(String socket) implements CallerStep {

        @Override
        public int opcode() {
            return 15;
        }

        @Override
        public String describe() {
            return "send the terminal to " + socket;
        }
    }

    /**
     * Sends a pidfd of init, {@code pidfd_open(2)}, to a socket.
     *
     * @param socket path of the socket on the host
     * @param payload the text of the message: {@code standard} for a container's first process, {@code setns} for one
     *     that joins it
     */
    record SendPidfd(String socket, String payload) implements CallerStep {

        @Override
        public int opcode() {
            return 16;
        }

        @Override
        public String describe() {
            return "send a pidfd to " + socket;
        }
    }

    /**
     * Binds the datagram socket on which the container's program reports its state, {@code sd_notify(3)}. Its mode is
     * 0777; an existing one is replaced.
     *
     * @param path its path on the host
     */
    record BindNotifySocket(String path) implements CallerStep {

        @Override
        public int opcode() {
            return 17;
        }

        @Override
        public String describe() {
            return "listen on " + path;
        }
    }

    /**
     * Waits until the program has reported that it is ready, or has ended, and passes the report to the service
     * manager.
     *
     * <p>Passes on each message that arrives on the socket of {@link BindNotifySocket} (4096 bytes at most, else
     * nothing): the lines READY, RELOADING, STOPPING, STATUS, ERRNO, BUSERROR, VARLINKERROR, EXIT_STATUS, WATCHDOG,
     * WATCHDOG_USEC, EXTEND_TIMEOUT_USEC and MONOTONIC_USEC, and no others. After the first READY it sends {@code
     * MAINPID=PID}, and {@code BARRIER=1} with the write end of a pipe, for whose end it waits (30 s). The step ends
     * then, or with the process. During {@code AwaitExit} the PID is the front's own, and later messages are passed on
     * as well, until init ends.
     *
     * @param hostSocket the service manager's socket: a path, or {@code @NAME} for an abstract one
     * @param pid the process, 0 for init
     * @param startTime its start time in clock ticks since boot, 0 to skip the check
     * @param duringAwaitExit whether the step does not wait, and a later {@code AwaitExit} passes messages on
     */
    record AwaitNotify(String hostSocket, int pid, long startTime, boolean duringAwaitExit) implements CallerStep {

        @Override
        public int opcode() {
            return 18;
        }

        @Override
        public String describe() {
            return (duringAwaitExit ? "notify " : "wait to notify ") + hostSocket + " that " + StepText.process(pid)
                    + " is ready";
        }
    }

    /**
     * Creates a terminal on the container's devpts, {@code pts(4)}, as standard streams and controlling terminal of
     * init.
     *
     * <p>After {@link MountStep.PivotRoot} and {@link ProcessStep.SetSession}. Opens {@code /dev/pts/ptmx} (no link;
     * 5:2 of a devpts, else cause 4) and the slave by TIOCGPTPEER; sets size and owner (EPERM, EINVAL and EROFS are
     * ignored) before any other process can see it; mounts the slave on {@code /dev/console}, an empty file if missing,
     * by descriptor (cause 4: it is a link or directory, or is on a procfs or at or below {@code /proc}); sends
     * TERMINAL.
     *
     * @param owner the user in the container that owns it
     * @param rows its height; with {@code columns}, 0 for the size of the terminal among init's standard streams, if
     *     there is one
     * @param columns its width
     * @param console whether it is mounted on {@code /dev/console}
     */
    record CreateTerminal(
            @Unsigned int owner,
            @Unsigned int rows,
            @Unsigned int columns,
            boolean console) implements CallerStep {

        @Override
        public int opcode() {
            return 91;
        }

        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "create a terminal for user " + Integer.toUnsignedString(owner)
                    + (rows == 0 && columns == 0 ? "" : " of " + rows + " rows and " + columns + " columns")
                    + (console ? ", also as /dev/console" : "");
        }
    }

    /**
     * Sends the listener of init's filter to a seccomp agent, {@code seccomp_unotify(2)}: connects and sends one
     * message with a {@code ContainerProcessState} (config-linux.md, "The Container Process State") and the listener
     * that LISTENER has brought as SCM_RIGHTS descriptor. The front keeps nothing of it.
     *
     * @param socket path of the agent's socket on the host
     * @param document the message in parts; init's pid in decimal is inserted between each two
     */
    record SendSeccompListener(String socket, List<String> document) implements CallerStep {

        /** Copies the list. */
        public SendSeccompListener {
            document = List.copyOf(document);
        }

        @Override
        public int opcode() {
            return 97;
        }

        @Override
        public String describe() {
            return "send the seccomp listener to " + socket;
        }
    }
}
