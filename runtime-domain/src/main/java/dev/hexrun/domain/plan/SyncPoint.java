package dev.hexrun.domain.plan;

/** A point at which the native side waits, so that the runtime can act and say whether to go on. */
public enum SyncPoint {
    /** The launcher exists and has done nothing yet: it is put into its cgroup. */
    LAUNCHER_READY,
    /** Init exists, in its new namespaces: its pid is saved. */
    INIT_READY,
    /** The root file system is complete: the limits that set-up should not feel are applied. */
    ROOTFS_READY,
    /** Everything but the user's program is done: state and pid file are written. */
    CREATED;

    /**
     * The sync point as a word for people and for the protocol.
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
