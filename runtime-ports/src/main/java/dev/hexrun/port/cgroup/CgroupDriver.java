package dev.hexrun.port.cgroup;

import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.step.Step;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Makes and controls the cgroups of containers. Yours to implement; the runtime calls from one thread at a time.
 */
public interface CgroupDriver {

    /**
     * Works out where a container's cgroup will be. Changes nothing.
     *
     * @param request which cgroup the container wants
     * @return its place in each hierarchy
     * @throws dev.hexrun.domain.failure.ContainerException if {@code cgroupsPath} is not of the driver's form
     */
    CgroupPaths place(CgroupRequest request);

    /**
     * Tells whether who is root in a user namespace alone is an ordinary user to this driver ({@link
     * CgroupRequest#rootless}), where the caller does not say.
     *
     * @return {@code true}, unless a driver knows better
     */
    default boolean rootlessInUserNamespace() {
        return true;
    }

    /**
     * Makes the cgroups, the missing parents too, and sets what must be set before a process can join (cpuset, real-time
     * runtime). Those that exist are used as they are. Without device rules among the limits, every device but those that
     * each container may use is denied from here on; with some, {@link #apply} sees to them.
     *
     * @param paths the place, from {@link #place}
     * @param request the request it came from
     * @param resources the limits
     * @return the place as it is saved: without the hierarchies in which a rootless runtime may not make anything
     * @throws dev.hexrun.domain.failure.ContainerException if a cgroup holds processes ({@code container's cgroup is not
     *     empty: N process(es) found}) or is frozen ({@code container's cgroup unexpectedly frozen}), or if the kernel
     *     refuses; what was made is removed again
     */
    CgroupPaths create(CgroupPaths paths, CgroupRequest request, LinuxResources resources);

    /**
     * Takes over cgroups that a service manager has made, and has put processes into: makes those that it has left out, and
     * sets what {@link #create} sets.
     *
     * @param paths the place
     * @param request the request it came from
     * @param resources the limits
     * @return the place as it is saved: without the hierarchies in which a rootless runtime may not make anything
     * @throws dev.hexrun.domain.failure.UnsupportedException if the driver cannot be built upon, as one without this
     * @throws dev.hexrun.domain.failure.ContainerException if the kernel refuses; what was made is removed again
     */
    default CgroupPaths adopt(CgroupPaths paths, CgroupRequest request, LinuxResources resources) {
        throw new UnsupportedException("cgroup-driver", "no other driver can be built upon this one");
    }

    /**
     * Returns what the kernel identifies the cgroups by. A cgroup that is made at the same path after this one was removed,
     * or after the next boot, is identified otherwise.
     *
     * @param paths the place
     * @return from path to identity, for those that exist; empty if the driver cannot tell, as one without this
     */
    default Map<String, String> identities(CgroupPaths paths) {
        return Map.of();
    }

    /**
     * Moves a process into the cgroups.
     *
     * @param paths the place
     * @param pid the process, in the runtime's pid namespace
     * @throws dev.hexrun.domain.failure.HostOperationException if the kernel refuses
     */
    void join(CgroupPaths paths, int pid);

    /**
     * Moves the container's first process into the cgroups, where {@link #entering} has no steps. A driver that can make
     * cgroups only around a process makes them here and not in {@link #create}.
     *
     * @param paths the place, from {@link #create}
     * @param request the request it came from
     * @param resources the limits
     * @param pid the process, in the runtime's pid namespace; it waits
     * @return the place as it is saved
     * @throws dev.hexrun.domain.failure.ContainerException if that fails; {@link #delete} follows
     */
    default CgroupPaths joinFirst(CgroupPaths paths, CgroupRequest request, LinuxResources resources, int pid) {
        join(paths, pid);
        return paths;
    }

    /**
     * Says how a process enters the cgroups by itself, which spares the wait for every CPU that moving another process
     * costs. What is not entered so is entered by {@link #joinFirst}.
     *
     * @param paths the place
     * @return steps of the launcher, for all of the cgroups; none if the runtime has to call {@link #joinFirst}, which a
     *     driver without this does
     */
    default List<Step> entering(CgroupPaths paths) {
        return List.of();
    }

    /**
     * Says how a further process enters the cgroups of a container that runs, as {@link #entering} does for the first one
     * and with the rule of {@link #joinBeside}.
     *
     * @param paths the place
     * @param init the container's first process
     * @return steps of the launcher; none if the runtime has to call {@link #joinBeside}
     */
    default List<Step> enteringBeside(CgroupPaths paths, int init) {
        return List.of();
    }

    /**
     * Moves a further process into the cgroups of a container that runs. Where the kernel refuses on v2, since the
     * container has handed its controllers on to cgroups below ({@code EBUSY}) or has removed its own, the process goes to
     * where init is now.
     *
     * @param paths the place
     * @param pid the process, in the runtime's pid namespace
     * @param init the container's first process
     * @throws dev.hexrun.domain.failure.HostOperationException if the kernel refuses that too
     */
    default void joinBeside(CgroupPaths paths, int pid, int init) {
        join(paths, pid);
    }

    /**
     * Applies limits and device rules. Absent values are left alone.
     *
     * @param paths the place
     * @param resources the limits; without device rules, those in force stay
     * @throws dev.hexrun.domain.failure.UnsupportedException if a limit needs a controller that is not there
     * @throws dev.hexrun.domain.failure.HostOperationException if the kernel refuses a value; the message names the
     *     field, the value and the file
     */
    void apply(CgroupPaths paths, LinuxResources resources);

    /**
     * Changes limits of a container that exists, all of them or none: when the kernel refuses one, those that were changed
     * before it are taken back. Absent values are left alone, and device rules are not touched.
     *
     * @param paths the place
     * @param resources the limits
     * @throws dev.hexrun.domain.failure.UnsupportedException if a limit needs a controller that is not there
     * @throws dev.hexrun.domain.failure.ContainerException if a limit is refused, also as one that is below what is in use
     *     ({@code unable to set memory limit to N (current usage: N, peak usage: N)}); the message names the field, the
     *     value and the file, and what could not be taken back is among the suppressed exceptions
     */
    default void update(CgroupPaths paths, LinuxResources resources) {
        apply(paths, resources);
    }

    /**
     * Changes limits together with something else, for a driver that is built upon this one: when that fails, the limits
     * are taken back as when the kernel refuses one.
     *
     * @param paths the place
     * @param resources the limits
     * @param agreement what has to succeed too, once the limits are in force; it throws what is thrown then
     * @throws dev.hexrun.domain.failure.UnsupportedException if the driver cannot be built upon, as one without this
     * @throws dev.hexrun.domain.failure.ContainerException if a limit is refused, or the agreement
     */
    default void update(CgroupPaths paths, LinuxResources resources, Runnable agreement) {
        throw new UnsupportedException("cgroup-driver", "no other driver can be built upon this one");
    }

    /**
     * Says what the native side has to do so that limits hold which the runtime cannot apply by itself. The steps are
     * executed once the root file system is complete, right after {@link #apply}, in the context of the caller.
     *
     * @param paths the place
     * @param resources the limits
     * @return steps of the front; none, unless a driver has some
     */
    default List<Step> steps(CgroupPaths paths, LinuxResources resources) {
        return List.of();
    }

    /**
     * Tells whether the processes are frozen.
     *
     * @param paths the place
     * @return {@code true} if they are; {@code false} also if the cgroup is gone
     */
    boolean frozen(CgroupPaths paths);

    /**
     * Returns whether the processes are frozen because a cgroup above is, so that {@link #thaw} would not help.
     *
     * @param paths the place
     * @return {@code true} if they are; {@code false} also if the cgroup is gone, and from a driver that cannot tell, as one
     *     without this
     */
    default boolean frozenFromAbove(CgroupPaths paths) {
        return false;
    }

    /**
     * Freezes every process, and returns once the kernel reports them frozen. Freezing what is frozen does nothing.
     *
     * @param paths the place
     * @param timeout how long to wait for the kernel
     * @throws dev.hexrun.domain.failure.HostOperationException if tasks still run after {@code timeout}; the cgroup is
     *     then thawed again first
     */
    void freeze(CgroupPaths paths, Duration timeout);

    /**
     * Undoes {@link #freeze}. Does nothing where nothing is frozen or the cgroup is gone.
     *
     * @param paths the place
     */
    void thaw(CgroupPaths paths);

    /**
     * Lets every process go on that was killed, so that it can die: also those in cgroups below that the container has
     * frozen itself, as one in which others are paused does. On v1 nothing that is frozen dies; on v2 it does, so that
     * thawing, which a driver without this does, is enough.
     *
     * @param paths the place
     */
    default void thawToDie(CgroupPaths paths) {
        thaw(paths);
    }

    /**
     * Lists the processes in the cgroup and below.
     *
     * @param paths the place
     * @return pids in the runtime's pid namespace, ascending; empty if the cgroup is gone
     */
    List<Integer> pids(CgroupPaths paths);

    /**
     * Has the kernel kill every process in the cgroup and below, where it can do that by itself ({@code cgroup.kill}).
     *
     * @param paths the place
     * @return {@code false} if the kernel cannot, and the caller has to signal each process
     */
    boolean kill(CgroupPaths paths);

    /**
     * Sends a signal to every process in the cgroup and below. Every process is signalled, also after one that cannot be.
     *
     * @param paths the place
     * @param signal the number of the signal
     * @return {@code false} if the driver cannot, and the caller has to signal each process; a driver without this cannot
     * @throws dev.hexrun.domain.failure.HostOperationException if a process could not be signalled
     */
    default boolean signal(CgroupPaths paths, int signal) {
        return false;
    }

    /**
     * Counts the processes that the kernel killed for want of memory.
     *
     * @param paths the place
     * @return how many; 0 if it cannot be told
     */
    long oomKills(CgroupPaths paths);

    /**
     * Reads what the kernel has counted. What it does not say, for want of a controller or a file, is absent.
     *
     * @param paths the place
     * @return the numbers
     * @throws UnsupportedException if the driver does not provide them, which holds for one without this
     * @throws dev.hexrun.domain.failure.HostOperationException if the cgroups are gone ({@code ENOENT})
     */
    default CgroupStats statistics(CgroupPaths paths) {
        throw new UnsupportedException("statistics", "the cgroup driver " + paths.driver() + " does not provide them");
    }

    /**
     * Says how the kernel tells of a lack of memory, and of the end of the last process where it tells of that.
     *
     * @param paths the place
     * @return what to watch; without what the host has no means for
     * @throws UnsupportedException if the driver does not know, which holds for one without this
     */
    default List<CgroupWatch> watches(CgroupPaths paths) {
        throw new UnsupportedException("events", "the cgroup driver " + paths.driver() + " does not provide them");
    }

    /**
     * Says how the kernel tells that memory is getting short.
     *
     * @param paths the place
     * @param level how short
     * @return what to watch, with the meaning {@link CgroupWatch.Meaning#PRESSURE}
     * @throws UnsupportedException if the driver does not know, which holds for one without this, or if the host has no
     *     means for it
     */
    default CgroupWatch pressureWatch(CgroupPaths paths, MemoryPressure level) {
        throw new UnsupportedException(
                "memory pressure", "the cgroup driver " + paths.driver() + " does not tell of it");
    }

    /**
     * Removes the cgroups and those below them. A cgroup that is gone, or gone in part, is fine; parents stay.
     *
     * @param paths the place
     * @throws dev.hexrun.domain.failure.HostOperationException if one is still busy after the retries; the message holds
     *     the pids in it
     */
    void delete(CgroupPaths paths);

    /**
     * Says what a container that mounts the file system type {@code cgroup} is to see.
     *
     * @param paths the place
     * @return the hierarchies: one that is unified, or those of v1
     */
    List<CgroupHierarchy> hierarchies(CgroupPaths paths);
}
