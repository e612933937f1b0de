package dev.hexrun.port.cgroup;

import java.time.Duration;

/** Freezes and thaws the processes of a container. Implemented by an adapter. */
public interface CgroupFreezer {

    /**
     * Returns whether the cgroup itself is frozen.
     *
     * @return {@code true} after {@link #freeze}; {@code false} if only a parent is frozen, or the cgroup does not exist
     */
    boolean isFrozen();

    /**
     * Returns whether the processes are frozen because a parent is, so that {@link #thaw} has no effect on them.
     *
     * @return {@code true} if a parent is frozen; {@code false} if the cgroup does not exist
     */
    boolean isFrozenByParent();

    /**
     * Freezes every process, and returns when the kernel reports the cgroup as frozen. Freezing a frozen cgroup has no effect.
     *
     * @param timeout how long to wait for the kernel
     * @throws dev.hexrun.domain.failure.HostOperationException if tasks still run after {@code timeout} ({@code ETIMEDOUT});
     *     the cgroup is thawed then
     */
    void freeze(Duration timeout);

    /** Thaws the cgroup. Has no effect if it is not frozen or does not exist. */
    void thaw();

    /**
     * Thaws the cgroup and its descendants, also those that the container has frozen itself, so that killed processes can
     * exit. A v1 process does not exit while it is frozen; a v2 process does.
     */
    void thawRecursively();
}
