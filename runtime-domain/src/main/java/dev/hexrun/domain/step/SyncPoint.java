package dev.hexrun.domain.step;

/** A point in a plan at which the native side waits until the runtime has acted and answers. */
public enum SyncPoint {
    /** The launcher exists and has executed no step: the cgroup driver moves it into its cgroups. */
    LAUNCHER_READY,
    /** Init exists in its new namespaces: its pid and start time are saved. */
    INIT_READY,
    /** The root file system is complete: the limits that must not apply to its preparation are set. */
    ROOTFS_READY,
    /** All steps before the user's program are done: state and pid file are written. */
    CREATED;

    /**
     * Returns the name of the sync point in the protocol and in {@code hexrun plan}.
     *
     * @return for example {@code launcher-ready}
     */
    public String label() {
        return switch (this) {
            case LAUNCHER_READY -> "launcher-ready";
            case INIT_READY -> "init-ready";
            case ROOTFS_READY -> "rootfs-ready";
            case CREATED -> "created";
        };
    }
}
