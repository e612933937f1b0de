package dev.hexrun.app.record;

/**
 * A process that is known for good: the kernel reuses a pid, but not together with a start time.
 *
 * @param pid the process; 0 if there is none
 * @param startTime when it started, in clock ticks since boot; 0 if that is not known
 */
public record ProcessId(int pid, long startTime) {

    /** No process. */
    public static final ProcessId NONE = new ProcessId(0, 0);
}
