package dev.hexrun.domain.step;

import java.util.List;

/** The terminal, the pid file, and the sockets of the caller or of a service of the host. */
public sealed interface CallerStep extends Step {

    @Override
    default Actor actor() {
        return Actor.FRONT;
    }

    /**
     * Sends the terminal to the console socket: connects (stream) and sends one message with the name of the terminal
     * and the descriptor of its master (SCM_RIGHTS). The front then closes the master.
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
     * @param payload the text of the message: {@code standard} for a container's first process, {@code setns} for a
     *     process that joins it
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
     * Writes the pid of init to a file for the caller, in decimal and without a newline.
     *
     * <p>Creates a file with a random name in the same directory, with mode 0666 as the umask of the caller allows, and
     * renames it, so that a reader sees the former file or the complete new one. A link or fifo of that name is replaced
     * and not opened. The front removes the file if the plan is not completed and no other process has replaced it. The
     * step may follow {@code Exec}; if it then fails, the front kills init.
     *
     * @param path the file on the host, absolute
     */
    record WritePidFile(String path) implements CallerStep {

        @Override
        public int opcode() {
            return 100;
        }

        @Override
        public String describe() {
            return "write pid file " + path;
        }
    }

    /**
     * Creates the directory of the notify socket, with mode 0755. It must not exist.
     *
     * @param path the directory on the host, absolute
     */
    record CreateNotifyDirectory(String path) implements CallerStep {

        @Override
        public int opcode() {
            return 101;
        }

        @Override
        public String describe() {
            return "create the directory " + path;
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
     * Waits until the program has reported that it is ready, or has ended, and forwards the report to the service
     * manager.
     *
     * <p>Forwards the messages that arrive on the socket of {@link BindNotifySocket}, and ignores messages of more than
     * 4096 bytes. Forwards the lines READY, RELOADING, STOPPING, STATUS, ERRNO, BUSERROR, VARLINKERROR, EXIT_STATUS,
     * WATCHDOG, WATCHDOG_USEC, EXTEND_TIMEOUT_USEC and MONOTONIC_USEC, and no others. After the first READY it sends
     * {@code MAINPID=PID}, and {@code BARRIER=1} with the write end of a pipe, and waits until the pipe is closed (30 s
     * at most). The step then ends; it also ends with the process. During {@code AwaitExit} the PID is the front's own,
     * and the front also forwards later messages, until init ends.
     *
     * @param hostSocket the service manager's socket: a path, or {@code @NAME} for an abstract one
     * @param pid the process, 0 for init
     * @param startTime its start time in clock ticks since boot, 0 to skip the check
     * @param duringAwaitExit whether the step does not wait, and a later {@code AwaitExit} forwards the messages
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
     * <p>Follows {@link MountStep.PivotRoot} and {@link ProcessStep.SetSession}. Opens {@code /dev/pts/ptmx}, which
     * must not be a link and must be device 5:2 of a devpts (else cause 4), and the slave by TIOCGPTPEER. Sets size and
     * owner (EPERM, EINVAL and EROFS are ignored) before any other process can see the terminal. Mounts the slave by
     * descriptor on {@code /dev/console}, which is created as an empty file if it is missing (cause 4 if it is a link
     * or a directory, or is on a procfs or at or below {@code /proc}). Sends TERMINAL.
     *
     * @param owner the user in the container that owns the terminal
     * @param rows the height; 0 for rows and columns means the size of the terminal among init's standard streams, if
     *     there is one
     * @param columns the width
     * @param console whether the slave is mounted on {@code /dev/console}
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
     * message with a {@code ContainerProcessState} (config-linux.md, "The Container Process State") and the descriptor
     * of the listener from LISTENER (SCM_RIGHTS). The front then closes the descriptor.
     *
     * @param socket path of the agent's socket on the host
     * @param document the message in parts; init's pid in decimal is inserted between consecutive parts
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
