package dev.hexrun.port.host;

/**
 * What {@code /proc/PID/stat} says of a process, {@code proc_pid_stat(5)}.
 *
 * @param pid the process
 * @param command its name, which may hold spaces and parentheses
 * @param state one letter: {@code R S D T t X Z P I}
 * @param parent its parent's pid
 * @param startTime when it started, in clock ticks since boot; together with the pid it names a process for good
 */
public record ProcessStat(int pid, String command, char state, int parent, long startTime) {

    /**
     * Tells whether the process has ended and only waits to be reaped, or is being removed.
     *
     * @return {@code true} for the states {@code Z}, {@code X} and {@code x}
     */
    public boolean isDead() {
        return state == 'Z' || state == 'X' || state == 'x';
    }
}
