package dev.hexrun.port.cgroup;

import java.util.List;

/**
 * Acts on a cgroup and every cgroup below it. A container that may write its cgroup chooses the names, the number and the
 * depth of those below, so nothing here depends on them: names may hold any bytes, and paths may be longer than {@code
 * PATH_MAX}. Every call is bounded in time. A cgroup that does not exist counts as empty. Ours to implement.
 */
public interface CgroupTreeWalker {

    /**
     * Lists the processes in the cgroup and below. In a threaded cgroup, whose processes the kernel does not list, it lists
     * the threads.
     *
     * @param directory the cgroup, an absolute path on the host
     * @return pids in the runtime's pid namespace, ascending; a 0 for each process that is not visible there
     * @throws dev.hexrun.domain.failure.HostOperationException if the kernel refuses, or after a timeout ({@code ETIMEDOUT})
     */
    List<Integer> processes(String directory);

    /**
     * Sends a signal to every process in the cgroup and below. A process is signalled only if the cgroup still lists it once
     * its pid cannot be reused any more. {@code SIGKILL} is repeated until no new process appears.
     *
     * @param directory the cgroup, an absolute path on the host
     * @param signal the number of the signal
     * @throws dev.hexrun.domain.failure.HostOperationException if a process cannot be signalled, after all others were; or
     *     after a timeout ({@code ETIMEDOUT})
     */
    void signal(String directory, int signal);

    /**
     * Thaws every frozen cgroup, from the top down.
     *
     * @param directory a cgroup of the v1 freezer hierarchy, or of v2; an absolute path on the host
     * @throws dev.hexrun.domain.failure.HostOperationException if the kernel refuses, or after a timeout ({@code ETIMEDOUT})
     */
    void thaw(String directory);

    /**
     * Removes the cgroup and those below it, the deepest first.
     *
     * @param directory the cgroup, an absolute path on the host
     * @return {@code false} if a cgroup is left because processes are in it
     * @throws dev.hexrun.domain.failure.HostOperationException if the kernel refuses for another reason, or after a timeout
     *     ({@code ETIMEDOUT})
     */
    boolean remove(String directory);
}
