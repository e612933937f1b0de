package dev.hexrun.port.host;

/**
 * The content of {@code /proc/PID/stat}, {@code proc_pid_stat(5)}.
 *
 * @param pid the process
 * @param command the name of the process, which may contain spaces and parentheses
 * @param state the state, one letter: {@code R S D T t X Z P I}
 * @param parent the pid of the parent
 * @param startTime the start time in clock ticks since boot; pid and start time identify a process, since pids are
 *     reused
 */
public record ProcessStat(int pid, String command, char state, int parent, long startTime) {

    /**
     * Returns whether the process has ended: it is a zombie or is being removed.
     *
     * @return {@code true} for the states {@code Z}, {@code X} and {@code x}
     */
    public boolean isDead() {
        return state == 'Z' || state == 'X' || state == 'x';
    }
}
