package dev.hexrun.app.record;

import dev.hexrun.domain.failure.ContainerException;

/**
 * A process, identified by pid and start time: the kernel reuses a pid, but not with the same start time.
 *
 * @param pid the pid; 0 if there is no process
 * @param startTime the start time in clock ticks since boot (proc_pid_stat(5)); 0 if unknown
 */
public record ProcessId(int pid, long startTime) {

    /** No process. */
    public static final ProcessId NONE = new ProcessId(0, 0);

    /**
     * Parses the text of {@link #toString()}.
     *
     * @param text pid and start time, separated by a colon
     * @return the process
     * @throws ContainerException if the text has another format
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

    /** Returns pid and start time, separated by a colon. */
    @Override
    public String toString() {
        return pid + ":" + startTime;
    }

    // The first call of a record's generated methods links them, which delays a command.

    @Override
    public boolean equals(Object other) {
        return other instanceof ProcessId process && process.pid == pid && process.startTime == startTime;
    }

    @Override
    public int hashCode() {
        return pid * 31 + Long.hashCode(startTime);
    }
}
