package dev.hexrun.domain.step;

import java.util.List;

/** The processes of a command: their start, synchronization, signals and end. */
public sealed interface ProcessStep extends Step {

    @Override
    default Actor actor() {
        return Actor.FRONT;
    }

    /**
     * Starts the launcher from a sealed copy of the native program.
     *
     * <p>The front copies its own binary to a memfd, seals it, forks and executes it. The launcher inherits the
     * standard streams, the preserved descriptors that the caller has opened (4096 at most, else cause 4), and the
     * socket after the last of them. They stay close-on-exec in launcher and init until {@link CloseDescriptors}.
     *
     * @param preserved the number of descriptors from 3 on that the caller passes to the program
     */
    record SpawnLauncher(@Unsigned int preserved) implements ProcessStep {

        @Override
        public int opcode() {
            return 1;
        }

        @Override
        public String describe() {
            return "start the launcher from a sealed copy of the program"
                    + (preserved == 0 ? "" : ", with " + preserved + " descriptors from 3 on");
        }
    }

    /**
     * Clones init, the container's first process, as a sibling of the launcher: {@code clone3(CLONE_PARENT | flags)}.
     *
     * <p>Init is created in the v2 cgroup that {@link CgroupStep.JoinCgroup} has opened ({@code CLONE_INTO_CGROUP}),
     * unless the plan joins namespaces, whose processes could otherwise see the descriptor of a host directory, or has
     * {@link NamespaceStep.UnshareUser}. In these cases, on v1, and if the kernel refuses (EAGAIN at a limit of
     * processes, ENOSYS in a sandbox), init moves itself: a limit of processes does not apply to a move, and on v1 the
     * kernel does not wait for all CPUs if a process moves itself. The step fails if a cgroup cannot be joined. The
     * launcher sends FORKED once init is in its cgroups, and exits.
     *
     * @param flags the {@code CLONE_NEW*} flags of the new namespaces
     */
    record Fork(long flags) implements ProcessStep {

        @Override
        public int opcode() {
            return 2;
        }

        @Override
        public Actor actor() {
            return Actor.LAUNCHER;
        }

        @Override
        public String describe() {
            return "clone init" + (flags == 0 ? "" : " into new namespaces: " + StepText.namespaces(flags));
        }
    }

    /**
     * Sends REACHED and waits until the runtime has acted.
     *
     * @param point the sync point
     */
    record ReachSyncPoint(SyncPoint point) implements ProcessStep {

        @Override
        public int opcode() {
            return 3;
        }

        @Override
        public String describe() {
            return "wait at sync point " + point.label();
        }
    }

    /**
     * Allows init to run without the front from now on. Init's counterpart is {@link StartStep.DetachFromFront}.
     */
    record ReleaseInit() implements ProcessStep {

        @Override
        public int opcode() {
            return 4;
        }

        @Override
        public String describe() {
            return "release init from this command";
        }
    }

    /**
     * Waits by pidfd until a process ends, reaps it if it is a child, and sends EXITED.
     *
     * <p>The status is 0 if the process is not a child or had already ended. With option 1, forwards all signals except
     * SIGCHLD and SIGURG, for a foreground {@code run}. Relays the terminal if the front holds one, and the readiness
     * messages of an {@link CallerStep.AwaitNotify} that has not waited. Fails with ETIMEDOUT after the timeout.
     *
     * @param pid the process, 0 for init
     * @param startTime its start time in clock ticks since boot, 0 to skip the check
     * @param timeoutMillis the timeout in milliseconds, 0 for none
     * @param options 1: forward signals; 2: a timeout is not a failure, and EXITED is not sent then
     */
    record AwaitExit(int pid, long startTime, @Unsigned int timeoutMillis, List<Option> options)
            implements ProcessStep {

        /** Copies the list. */
        public AwaitExit {
            options = List.copyOf(options);
        }

        /** An option of {@link AwaitExit}. */
        public enum Option {
            /** Signals that the front receives are sent to the process. */
            FORWARD_SIGNALS(1),
            /** The step succeeds if the process still runs after the timeout; no exit is reported then. */
            TIMEOUT_IS_OK(2);

            private final int code;

            Option(int code) {
                this.code = code;
            }

            /**
             * Returns the bit of the option in the native protocol.
             *
             * @return 1 or 2
             */
            public int code() {
                return code;
            }
        }

        /**
         * Creates a step with options as arguments.
         *
         * @param pid the process, 0 for init
         * @param startTime its start time in clock ticks since boot, 0 to skip the check
         * @param timeoutMillis the timeout in milliseconds, 0 for none
         * @param options the options
         */
        public AwaitExit(int pid, long startTime, int timeoutMillis, Option... options) {
            this(pid, startTime, timeoutMillis, List.of(options));
        }

        @Override
        public int opcode() {
            return 5;
        }

        @Override
        public String describe() {
            return "wait for the end of " + StepText.process(pid);
        }
    }

    /**
     * Sends a signal by pidfd after a check of the start time (field 22 of {@code /proc/PID/stat}). Fails with ESRCH if
     * the pid now belongs to another process, or to a zombie.
     *
     * @param pid the process, 0 for init
     * @param startTime its start time in clock ticks since boot, 0 to skip the check
     * @param signal the number of the signal
     */
    record SendSignal(int pid, long startTime, int signal) implements ProcessStep {

        @Override
        public int opcode() {
            return 6;
        }

        @Override
        public String describe() {
            return "send signal " + signal + " to " + StepText.process(pid);
        }
    }

    /**
     * Sets {@code PR_SET_CHILD_SUBREAPER} of the front: orphaned descendants become its children.
     *
     * @param on whether the front is a subreaper
     */
    record SetSubreaper(boolean on) implements ProcessStep {

        @Override
        public int opcode() {
            return 7;
        }

        @Override
        public String describe() {
            return on ? "adopt orphaned processes" : "stop adopting orphaned processes";
        }
    }

    /**
     * Checks that a process still runs, so that all files that were opened by its pid before belong to it. Fails with
     * ESRCH and cause 4 otherwise.
     *
     * @param pid the process, in the runtime's pid namespace
     * @param startTime its start time, field 22 of {@code /proc/PID/stat}
     */
    record CheckProcess(int pid, long startTime) implements ProcessStep {

        @Override
        public int opcode() {
            return 28;
        }

        @Override
        public Actor actor() {
            return Actor.LAUNCHER;
        }

        @Override
        public String describe() {
            return "check that process " + pid + " is still the container's";
        }
    }

    /** Starts a session, {@code setsid(2)}. */
    record SetSession() implements ProcessStep {

        @Override
        public int opcode() {
            return 40;
        }

        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "start a session";
        }
    }

    /**
     * Finds the program, so that a missing program is reported before the container is started.
     *
     * <p>A name with a slash is a path; otherwise the first directory with the program is used. The program must be
     * a regular file with execute permission; fails with ENOENT, EACCES or EISDIR otherwise.
     *
     * @param name {@code args[0]}
     * @param directories the directories of {@code PATH}
     */
    record FindProgram(String name, List<String> directories) implements ProcessStep {

        /** Copies the list. */
        public FindProgram {
            directories = List.copyOf(directories);
        }

        @Override
        public int opcode() {
            return 83;
        }

        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "find the program " + name;
        }
    }

    /** Sets the default action of every signal and unblocks all signals. {@link Exec} does the same. */
    record ResetSignals() implements ProcessStep {

        @Override
        public int opcode() {
            return 84;
        }

        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "reset signal handling";
        }
    }

    /**
     * Makes all descriptors from 3 on close-on-exec, {@code close_range(2)}, except the preserved ones below {@code
     * first}.
     *
     * @param first the first descriptor that the program does not get, 3 or more (else EINVAL)
     */
    record CloseDescriptors(@Unsigned int first) implements ProcessStep {

        @Override
        public int opcode() {
            return 87;
        }

        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "close descriptors from " + first;
        }
    }

    /**
     * Clears the parent-death signal, for a container that outlives its front and has no {@link
     * StartStep.DetachFromFront}.
     */
    record ClearParentDeathSignal() implements ProcessStep {

        @Override
        public int opcode() {
            return 88;
        }

        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "clear the parent-death signal";
        }
    }

    /**
     * Executes the user's program, {@code execve(2)}.
     *
     * <p>Executes the file that {@link FindProgram} has found. The arguments are prepared before a filter is installed.
     * If {@code execve(2)} fails, init writes the reason to its standard error and exits with status 255, which the
     * front and the runtime treat as the exit of the program.
     *
     * @param argv the arguments, {@code argv[0]} included
     * @param environ the complete environment
     */
    record Exec(List<String> argv, List<String> environ) implements ProcessStep {

        /** Copies the lists. */
        public Exec {
            argv = List.copyOf(argv);
            environ = List.copyOf(environ);
        }

        @Override
        public int opcode() {
            return 89;
        }

        @Override
        public Actor actor() {
            return Actor.INIT;
        }

        @Override
        public String describe() {
            return "execute " + StepText.command(argv);
        }
    }
}
