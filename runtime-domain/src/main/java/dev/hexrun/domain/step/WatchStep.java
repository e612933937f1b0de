package dev.hexrun.domain.step;

/** Events of the host that a command waits for. */
public sealed interface WatchStep extends Step {

    @Override
    default Actor actor() {
        return Actor.FRONT;
    }

    /**
     * Watches a file until the command ends; an event is kept for the next {@link AwaitEvents}. A command's watches are
     * numbered from 0 in the order of their steps, 16 at most (ENOSPC).
     *
     * <p>Change: {@code inotify(7)}, IN_MODIFY. Event: registers an eventfd for the file with {@code
     * cgroup.event_control} in the same directory, with the argument as third word. Pressure: writes the argument, a
     * trigger, to the file (psi.rst).
     *
     * @param kind 1 change, 2 event, 3 pressure
     * @param path the file on the host
     * @param argument the argument of the kind; may be empty
     */
    record Watch(Kind kind, String path, String argument) implements WatchStep {

        /** The way in which the kernel reports an event. */
        public enum Kind {
            /** {@code inotify(7)} reports a change of the file, for example of {@code memory.events} of cgroup v2. */
            CHANGE(1),
            /**
             * The kernel signals an eventfd that is registered with {@code cgroup.event_control} in the directory of
             * the file. The argument is the third word that is written there.
             */
            EVENT(2),
            /** The kernel signals the file itself, after the argument, a trigger, is written to it (psi.rst). */
            PRESSURE(3);

            private final int code;

            Kind(int code) {
                this.code = code;
            }

            /**
             * Returns the number of the kind in the native protocol.
             *
             * @return 1 to 3
             */
            public int code() {
                return code;
            }
        }

        @Override
        public int opcode() {
            return 110;
        }

        @Override
        public String describe() {
            return "watch " + path + (argument.isEmpty() ? "" : " for \"" + argument + "\"");
        }
    }

    /**
     * Waits for an event of a watch, the end of a process, or the loss of the reader of standard output (POLLERR,
     * POLLHUP).
     *
     * <p>Sends COLUMNS, then WATCH_EVENT for each event, and EXITED with status 0 for the process, also if it had
     * already ended. A timeout is not a failure.
     *
     * @param timeoutMillis the timeout in milliseconds, 0 for none
     * @param pid the process, 0 for none
     * @param startTime its start time in clock ticks since boot, 0 to skip the check
     */
    record AwaitEvents(@Unsigned int timeoutMillis, int pid, long startTime) implements WatchStep {

        @Override
        public int opcode() {
            return 111;
        }

        @Override
        public String describe() {
            return "wait for events" + (pid == 0 ? "" : ", and for the end of " + StepText.process(pid));
        }
    }
}
