package dev.hexrun.port.cgroup;

import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.plan.CgroupMountView;
import dev.hexrun.domain.step.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The cgroups of one container, one in each hierarchy. Implemented by an adapter. */
public interface Cgroup {

    /**
     * Returns the paths, as they are saved with the container.
     *
     * @return the paths
     */
    CgroupPaths paths();

    /**
     * Returns the kernel's identities of the cgroups. A cgroup that is created later at the same path, or after the next
     * boot, has another identity.
     *
     * @return from path to identity, for the cgroups that exist; empty if the driver knows no identities
     */
    Map<String, String> identities();

    /**
     * Returns what a container sees that mounts the file system type {@code cgroup}.
     *
     * @return the hierarchies
     */
    CgroupMountView mountView();

    /**
     * Returns how the container's first process joins the cgroups.
     *
     * @return steps of the launcher, or an action of the runtime
     */
    CgroupJoin initJoin();

    /**
     * Returns how another process joins the cgroups of a running container. If the request names no subgroups and the kernel
     * refuses on v2 ({@code EBUSY}, since the container has enabled controllers for child cgroups, or {@code ENOENT}, since
     * it has removed its cgroup), the process joins the present cgroup of the first process.
     *
     * @param request the first process, and the subgroups to join
     * @return steps of the launcher, or an action of the runtime; always an action if the container is rootless
     * @throws dev.hexrun.domain.failure.ContainerException if there is no cgroup for a subgroup
     */
    CgroupJoin execJoin(CgroupExecRequest request);

    /**
     * Applies limits and device rules. Absent values are not changed.
     *
     * @param resources the limits; without device rules, the present ones stay
     * @throws dev.hexrun.domain.failure.UnsupportedException if a limit needs a controller that is not available
     * @throws dev.hexrun.domain.failure.HostOperationException if the kernel refuses a value; the message has the field, the
     *     value and the file
     */
    void apply(LinuxResources resources);

    /**
     * Changes the limits of an existing container, all or none: if the kernel refuses one, the driver restores the limits that
     * it has changed before. Absent values and device rules are not changed.
     *
     * @param resources the limits
     * @throws dev.hexrun.domain.failure.UnsupportedException if a limit needs a controller that is not available
     * @throws dev.hexrun.domain.failure.ContainerException if a limit is refused, for example one below the present usage; the
     *     message has the field, the value and the file, and a limit that could not be restored is a suppressed exception
     */
    void update(LinuxResources resources);

    /**
     * Returns the steps that enforce what the runtime cannot apply itself, such as device rules on v2. The front executes them
     * after {@link #apply}, once the root file system is complete.
     *
     * @param resources the limits
     * @return steps of the front; empty if there is nothing left to enforce
     */
    List<Step> enforcementSteps(LinuxResources resources);

    /**
     * Returns the freezer of the cgroups.
     *
     * @return the freezer; empty if the cgroups have none
     */
    Optional<CgroupFreezer> freezer();

    /**
     * Lists the processes in the cgroup and its descendants.
     *
     * @return pids in the runtime's pid namespace, ascending; empty if the cgroup does not exist
     */
    List<Integer> processes();

    /**
     * Sends a signal to every process in the cgroup and its descendants, even if one of them cannot be signalled. Frozen
     * cgroups stay frozen.
     *
     * @param signal the number of the signal
     * @throws dev.hexrun.domain.failure.HostOperationException if a process could not be signalled
     */
    void signal(int signal);

    /**
     * Kills every process in the cgroup and its descendants, even if it forks meanwhile, and thaws frozen cgroups so that the
     * processes can exit. Returns before they have exited.
     *
     * @throws dev.hexrun.domain.failure.HostOperationException if a process could not be killed
     */
    void killAll();

    /**
     * Removes the cgroups and their descendants, and keeps their parents. A cgroup that does not exist is ignored.
     *
     * @throws dev.hexrun.domain.failure.HostOperationException if a cgroup stays busy ({@code EBUSY}); the message has the
     *     pids in it
     */
    void delete();

    /**
     * Returns the monitor of the cgroups.
     *
     * @return the monitor; empty if there is nothing to read, or the driver does not provide it
     */
    Optional<CgroupMonitor> monitor();
}
