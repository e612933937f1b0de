package dev.hexrun.app.record;

import dev.hexrun.domain.failure.ContainerException;

/**
 * A process that is known for good: the kernel reuses a pid, but not together with a start time.
 *
 * @param pid the process; 0 if there is none
 * @param startTime when it started, in clock ticks since boot; 0 if that is not known
 */
public record ProcessId(int pid, long startTime) {

    /** No process. */
    public static final ProcessId NONE = new ProcessId(0, 0);

    /**
     * Reads what {@link #toString()} writes.
     *
     * @param text the pid, a colon, the start time
     * @return the process
     * @throws ContainerException if it is no such text
     */
    public static ProcessId of(String text) {
        int colon = text.indexOf(':');
        try {
            return new ProcessId(
                    Integer.parseInt(text.substring(0, Math.max(0, colon))), Long.parseLong(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new ContainerException("invalid process: " + text + ": not of the form PID:START");
        }
    }

    /** The pid, a colon, the start time. */
    @Override
    public String toString() {
        return pid + ":" + startTime;
    }

    // A record's own methods are linked when they are first called, which a command waits for.

    @Override
    public boolean equals(Object other) {
        return other instanceof ProcessId process && process.pid == pid && process.startTime == startTime;
    }

    @Override
    public int hashCode() {
        return pid * 31 + Long.hashCode(startTime);
    }
}
