package dev.hexrun.domain.step;

/** The start fifo, by which {@code start} makes a created container execute its program. */
public sealed interface StartStep extends Step {

    @Override
    default Actor actor() {
        return Actor.INIT;
    }

    /**
     * Creates a fifo, {@code mkfifo(3)}.
     *
     * @param path its path on the host
     * @param mode its permission bits
     * @param uid its owner on the host
     * @param gid its group on the host
     */
    record CreateFifo(
            String path,
            @Unsigned int mode,
            @Unsigned int uid,
            @Unsigned int gid) implements StartStep {

        @Override
        public int opcode() {
            return 8;
        }

        @Override
        public Actor actor() {
            return Actor.FRONT;
        }

        @Override
        public String describe() {
            return "create the fifo " + path;
        }
    }

    /**
     * Releases init: reads the byte that init writes to the start fifo, and removes the fifo.
     *
     * <p>Opens the fifo without blocking and waits for one byte or for the end of the process or the removal of the fifo (ESRCH, cause 4 {@code
     * exec fifo is empty}), unlinks the fifo, and reads until the end of the file, which means that the program runs. A
     * second byte reports that the program does not run (cause 4 {@code the program does not run}, errno 0); init has
     * written the reason to its standard error.
     *
     * @param path the fifo on the host
     * @param pid init
     * @param startTime init's start time in clock ticks since boot
     */
    record ReadStartFifo(String path, int pid, long startTime) implements StartStep {

        @Override
        public int opcode() {
            return 9;
        }

        @Override
        public Actor actor() {
            return Actor.FRONT;
        }

        @Override
        public String describe() {
            return "release init through " + path;
        }
    }

    /**
     * Opens the start fifo as {@code O_PATH} descriptor.
     *
     * @param path the fifo on the host
     */
    record OpenStartFifo(String path) implements StartStep {

        @Override
        public int opcode() {
            return 21;
        }

        @Override
        public Actor actor() {
            return Actor.LAUNCHER;
        }

        @Override
        public String describe() {
            return "open the start fifo " + path;
        }
    }

    /**
     * Detaches init from the front, which can exit afterwards.
     *
     * <p>Sends BATON with its own index, and closes the socket. If a filter is installed, {@code execve(2)} closes the
     * socket instead, so that {@code write(2)} is the only system call.
     */
    record DetachFromFront() implements StartStep {

        @Override
        public int opcode() {
            return 85;
        }

        @Override
        public String describe() {
            return "detach from the front";
        }
    }

    /**
     * Waits until {@code start} opens the start fifo.
     *
     * <p>Follows {@link PrepareStart}. Opens the fifo for writing, writes one byte, and keeps it open until {@code
     * execve(2)}. {@code openat(2)} and {@code write(2)} are the only system calls.
     */
    record AwaitStart() implements StartStep {

        @Override
        public int opcode() {
            return 86;
        }

        @Override
        public String describe() {
            return "wait for start";
        }
    }

    /**
     * Prepares the wait for {@code start}. The steps after it make as few system calls as possible, because a filter
     * may be installed.
     *
     * <p>Closes all descriptors of the set-up except that of the start fifo, and keeps {@code self/fd} of a procfs, by
     * which the fifo is opened: the procfs of the container, not through another mount in it, or the private one if the
     * container has none. From now on, SIGHUP, SIGINT, SIGQUIT and SIGTERM end init with status 128+N, until the
     * program runs. Clears the parent-death signal.
     *
     * @param traceable whether processes of the same user may trace init while it waits ({@code PR_SET_DUMPABLE})
     */
    record PrepareStart(boolean traceable) implements StartStep {

        @Override
        public int opcode() {
            return 98;
        }

        @Override
        public String describe() {
            return "prepare to wait for start" + (traceable ? ", traceable by the user" : "");
        }
    }
}
