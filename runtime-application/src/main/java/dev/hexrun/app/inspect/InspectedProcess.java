package dev.hexrun.app.inspect;

/**
 * A process of a container.
 *
 * @param pid the pid in the runtime's pid namespace
 * @param parent the pid of its parent
 * @param state the state, one letter as in {@code proc_pid_stat(5)}
 * @param command its arguments, separated by spaces and possibly truncated; its name in brackets if it has no arguments
 */
public record InspectedProcess(int pid, int parent, char state, String command) {}
