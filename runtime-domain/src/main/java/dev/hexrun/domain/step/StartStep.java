package dev.hexrun.domain.step;

/** The start fifo, by which {@code start} lets a created container run its program. */
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
     * <p>Opens the fifo without blocking and waits for one byte or for the end of the process (ESRCH, cause 4 {@code
     * exec fifo is empty}), unlinks the fifo, and reads to the end of the file, when the program runs. A second byte
     * reports that it does not (cause 4 {@code the program does not run}, errno 0); init has written the reason to its
     * standard error.
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
     * <p>Sends BATON with its own index, and closes the socket unless a filter is in force: then {@code execve(2)}
     * closes it. {@code write(2)} is the only system call with a filter in force.
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
     * <p>After {@link PrepareStart}. Opens the fifo for writing, writes one byte, and keeps it open until {@code
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
     * may be in force.
     *
     * <p>Closes every descriptor of the set-up but that of the start fifo, and keeps {@code self/fd} of a procfs to open
     * that with: of the container's, not through another mount in it, or of the private one where it has none. From here
     * on SIGHUP, SIGINT, SIGQUIT and SIGTERM end init with status 128+N, until the program runs. Clears the parent-death
     * signal.
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
