package dev.hexrun.port.cgroup;

import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.plan.CgroupMountView;
import dev.hexrun.domain.step.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The cgroups of one container, one in each hierarchy. Adapters implement it; the runtime calls it. */
public interface Cgroup {

    /**
     * Returns the paths that are saved with the container.
     *
     * @return the paths
     */
    CgroupPaths paths();

    /**
     * Returns the kernel's identities of the cgroups. A cgroup that is created later at the same path, or after the
     * next boot, has another identity.
     *
     * @return a map from path to identity, for the cgroups that exist; empty if the driver does not support identities
     */
    Map<String, String> identities();

    /**
     * Returns the hierarchies that a container sees if it mounts the file system type {@code cgroup}.
     *
     * @return the hierarchies
     */
    CgroupMountView mountView();

    /**
     * Returns the way in which the container's first process joins the cgroups.
     *
     * @return steps of the launcher, or an action of the runtime
     */
    CgroupJoin initJoin();

    /**
     * Returns the way in which another process joins the cgroups of a running container. On v2, the process joins the
     * current cgroup of the first process if the request names no subgroups and the kernel refuses ({@code EBUSY} if
     * the container has enabled controllers for child cgroups, {@code ENOENT} if it has removed its cgroup).
     *
     * @param request the first process, and the subgroups to join
     * @return steps of the launcher, or an action of the runtime; always an action if the container is rootless
     * @throws dev.hexrun.domain.failure.ContainerException if there is no cgroup for a subgroup
     */
    CgroupJoin execJoin(CgroupExecRequest request);

    /**
     * Creates a descendant of the cgroup, without limits, and moves a process of the container into it. An existing
     * descendant is used.
     *
     * @param pid the process, in the runtime's pid namespace
     * @param subgroup a relative path without {@code ..}
     * @param owner the user to whom the descendant is delegated, as in {@link CgroupRequest#owner}
     * @throws ContainerException if the kernel refuses, if not only v2 is used, or if the driver does not support
     *     subgroups, which is the default
     */
    default void enterSubgroup(int pid, String subgroup, OptionalLong owner) {
        throw new ContainerException(
                "create the subgroup " + subgroup + " of the container's cgroup: the cgroup driver " + paths().driver()
                        + " supports it only on hosts with cgroup v2, or not at all");
    }

    /**
     * Applies limits and device rules. Absent values are not changed.
     *
     * @param resources the limits; without device rules, the current rules stay
     * @throws dev.hexrun.domain.failure.UnsupportedException if a limit needs a controller that is not available
     * @throws dev.hexrun.domain.failure.HostOperationException if the kernel refuses a value; the message has the
     *     field, the value and the file
     */
    void apply(LinuxResources resources);

    /**
     * Changes the limits of an existing container, all or none: if the kernel refuses a limit, the driver restores
     * those that it has already changed. Absent values and device rules are not changed.
     *
     * @param resources the limits
     * @throws dev.hexrun.domain.failure.UnsupportedException if a limit needs a controller that is not available
     * @throws dev.hexrun.domain.failure.ContainerException if a limit is refused, for example one below the current
     *     usage; the message has the field, the value and the file, and a limit that could not be restored is a
     *     suppressed exception
     */
    void update(LinuxResources resources);

    /**
     * Returns the steps for limits that the JVM cannot apply, such as device rules on v2. The front executes them
     * after {@link #apply}, once the root file system is complete.
     *
     * @param resources the limits
     * @return steps of the front; empty if {@link #apply} applies all limits
     */
    List<Step> enforcementSteps(LinuxResources resources);

    /**
     * Returns the freezer of the cgroups.
     *
     * @return the freezer; empty if the cgroups have none
     */
    Optional<CgroupFreezer> freezer();

    /**
     * Returns the processes in the cgroup and its descendants.
     *
     * @return pids in the runtime's pid namespace, ascending; empty if the cgroup does not exist
     */
    List<Integer> processes();

    /**
     * Sends a signal to every process in the cgroup and its descendants, even if one of them cannot be signalled.
     * Frozen cgroups stay frozen.
     *
     * @param signal the number of the signal
     * @throws dev.hexrun.domain.failure.HostOperationException if a process could not be signalled
     */
    void signal(int signal);

    /**
     * Kills every process in the cgroup and its descendants, including processes that are forked during the call, and
     * thaws frozen cgroups so that the processes can exit. Does not wait until they have exited.
     *
     * @throws dev.hexrun.domain.failure.HostOperationException if a process could not be killed
     */
    void killAll();

    /**
     * Removes the cgroups and their descendants, but not their parents. A cgroup that does not exist is ignored.
     *
     * @throws dev.hexrun.domain.failure.HostOperationException if a cgroup stays busy ({@code EBUSY}); the message
     *     names the pids
     */
    void delete();

    /**
     * Returns the monitor of the cgroups.
     *
     * @return the monitor; empty if the cgroups have no counters, or the driver has no monitor
     */
    Optional<CgroupMonitor> monitor();
}
