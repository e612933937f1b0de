package dev.hexrun.port.cgroup;

import java.time.Duration;

/** The freezer of a container's cgroups. Adapters implement it; the runtime calls it. */
public interface CgroupFreezer {

    /**
     * Returns whether the cgroup itself is frozen.
     *
     * @return {@code true} after {@link #freeze}; {@code false} if only a parent is frozen, or the cgroup does not
     *     exist
     */
    boolean isFrozen();

    /**
     * Returns whether the processes are frozen because a parent is, so that {@link #thaw} has no effect on them.
     *
     * @return {@code true} if a parent is frozen; {@code false} if the cgroup does not exist
     */
    boolean isFrozenByParent();

    /**
     * Freezes every process, and returns when the kernel reports the cgroup as frozen. Freezing a frozen cgroup has no
     * effect.
     *
     * @param timeout the time to wait until the kernel reports the cgroup as frozen
     * @throws dev.hexrun.domain.failure.HostOperationException if tasks still run after {@code timeout} ({@code
     *     ETIMEDOUT}); the driver then thaws the cgroup
     */
    void freeze(Duration timeout);

    /** Thaws the cgroup. Has no effect if it is not frozen or does not exist. */
    void thaw();

    /**
     * Thaws the cgroup and its descendants, including those that the container has frozen, so that killed processes
     * can exit. Frozen processes cannot exit on v1; on v2 they can.
     */
    void thawRecursively();
}
