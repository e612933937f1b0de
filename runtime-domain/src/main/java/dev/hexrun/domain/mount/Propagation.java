package dev.hexrun.domain.mount;

/**
 * The propagation of mount events between mounts.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/mount_namespaces.7.html">mount_namespaces(7)</a>
 */
public enum Propagation {
    /** Neither sends nor receives events. */
    PRIVATE("private", MountFlags.MS_PRIVATE),

    /** {@link #PRIVATE} for the whole tree. */
    RPRIVATE("rprivate", MountFlags.MS_PRIVATE | MountFlags.MS_REC),

    /** Receives events from the master. */
    SLAVE("slave", MountFlags.MS_SLAVE),

    /** {@link #SLAVE} for the whole tree. */
    RSLAVE("rslave", MountFlags.MS_SLAVE | MountFlags.MS_REC),

    /** Sends and receives events. */
    SHARED("shared", MountFlags.MS_SHARED),

    /** {@link #SHARED} for the whole tree. */
    RSHARED("rshared", MountFlags.MS_SHARED | MountFlags.MS_REC),

    /** {@link #PRIVATE}, and cannot be bind mounted. */
    UNBINDABLE("unbindable", MountFlags.MS_UNBINDABLE),

    /** {@link #UNBINDABLE} for the whole tree. */
    RUNBINDABLE("runbindable", MountFlags.MS_UNBINDABLE | MountFlags.MS_REC);

    private final String specName;
    private final int flags;

    Propagation(String specName, int flags) {
        this.specName = specName;
        this.flags = flags;
    }

    /** {@return the name that the runtime specification uses} */
    public String specName() {
        return specName;
    }

    /** {@return the {@code MS_*} flags of {@code mount(2)}} */
    public int flags() {
        return flags;
    }

    /**
     * Returns whether mounts propagate in both directions.
     *
     * @return {@code true} for {@link #SHARED} and {@link #RSHARED}
     */
    public boolean isShared() {
        return this == SHARED || this == RSHARED;
    }

    /**
     * Returns the constant of that name.
     *
     * @param specName the value of {@code rootfsPropagation} in config.json
     * @return the constant
     * @throws IllegalArgumentException if there is none; the message is for the user
     */
    public static Propagation of(String specName) {
        for (Propagation value : values()) {
            if (value.specName.equals(specName)) {
                return value;
            }
        }
        throw new IllegalArgumentException("rootfsPropagation=" + specName + " is not supported");
    }
}
