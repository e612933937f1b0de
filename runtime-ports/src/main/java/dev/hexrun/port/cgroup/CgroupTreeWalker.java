package dev.hexrun.port.cgroup;

import java.util.List;

/**
 * Acts on a cgroup and its descendants. A container that may write to its cgroup chooses the names, the number and the depth of
 * the descendants, so nothing here depends on them: names may contain any bytes, and paths may be longer than {@code PATH_MAX}.
 * Every call has a timeout. A cgroup that does not exist counts as empty. Implemented by the runtime.
 */
public interface CgroupTreeWalker {

    /**
     * Lists the processes in the cgroup and its descendants. For a threaded cgroup, whose processes the kernel does not list,
     * it lists the threads.
     *
     * @param directory the cgroup, an absolute path on the host
     * @return pids in the runtime's pid namespace, ascending; a 0 for each process that is not visible there
     * @throws dev.hexrun.domain.failure.HostOperationException if the kernel refuses, or after the timeout ({@code ETIMEDOUT})
     */
    List<Integer> processes(String directory);

    /**
     * Sends a signal to every process in the cgroup and its descendants. A process is signalled only if the cgroup still lists
     * it after its pid can no longer be reused. {@code SIGKILL} is repeated until no new process appears.
     *
     * @param directory the cgroup, an absolute path on the host
     * @param signal the number of the signal
     * @throws dev.hexrun.domain.failure.HostOperationException if a process cannot be signalled, after all others were; or
     *     after the timeout ({@code ETIMEDOUT})
     */
    void signal(String directory, int signal);

    /**
     * Thaws every frozen cgroup, parents first.
     *
     * @param directory a cgroup of the v1 freezer hierarchy, or of v2; an absolute path on the host
     * @throws dev.hexrun.domain.failure.HostOperationException if the kernel refuses, or after the timeout ({@code ETIMEDOUT})
     */
    void thaw(String directory);

    /**
     * Removes the cgroup and its descendants, the deepest first.
     *
     * @param directory the cgroup, an absolute path on the host
     * @return whether all are removed; {@code false} if processes are in one of them
     * @throws dev.hexrun.domain.failure.HostOperationException if the kernel refuses for another reason, or after the timeout
     *     ({@code ETIMEDOUT})
     */
    boolean remove(String directory);
}
