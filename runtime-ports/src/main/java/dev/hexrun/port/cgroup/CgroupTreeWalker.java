package dev.hexrun.port.cgroup;

import java.util.List;

/**
 * A walker of a cgroup and its descendants. The runtime implements it, and the front executes the calls; drivers call
 * it. A container that may write to its cgroup chooses the names, the number and the depth of the descendants, so the
 * walker accepts all of them: names may contain any bytes, and paths may be longer than {@code PATH_MAX}. Every call
 * has a timeout. A cgroup that does not exist counts as empty.
 */
public interface CgroupTreeWalker {

    /**
     * Returns the processes in the cgroup and its descendants; for a threaded cgroup, whose processes the kernel does
     * not list, the threads.
     *
     * @param directory the cgroup, an absolute path on the host
     * @return pids in the runtime's pid namespace, ascending; a 0 for each process that is not visible there
     * @throws dev.hexrun.domain.failure.HostOperationException if the kernel refuses, or after the timeout ({@code
     *     ETIMEDOUT})
     */
    List<Integer> processes(String directory);

    /**
     * Sends a signal to every process in the cgroup and its descendants. The walker first opens a pidfd and then checks
     * that the cgroup still lists the process, so it never signals another process that has the same pid. It repeats
     * {@code SIGKILL} until no new process appears.
     *
     * @param directory the cgroup, an absolute path on the host
     * @param signal the number of the signal
     * @throws dev.hexrun.domain.failure.HostOperationException if a process cannot be signalled, thrown after all
     *     others were signalled; or after the timeout ({@code ETIMEDOUT})
     */
    void signal(String directory, int signal);

    /**
     * Thaws every frozen cgroup, parents first.
     *
     * @param directory a cgroup of the v1 freezer hierarchy, or of v2; an absolute path on the host
     * @throws dev.hexrun.domain.failure.HostOperationException if the kernel refuses, or after the timeout ({@code
     *     ETIMEDOUT})
     */
    void thaw(String directory);

    /**
     * Removes the cgroup and its descendants, children before parents.
     *
     * @param directory the cgroup, an absolute path on the host
     * @return {@code true} if all are removed; {@code false} if one of them contains processes
     * @throws dev.hexrun.domain.failure.HostOperationException if the kernel refuses for another reason, or after the
     *     timeout ({@code ETIMEDOUT})
     */
    boolean remove(String directory);
}
