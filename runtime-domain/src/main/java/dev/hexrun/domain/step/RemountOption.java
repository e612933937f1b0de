package dev.hexrun.domain.step;

/** An option of a {@link MountStep.Remount}: what changes, or a rule for its path. */
public enum RemountOption {
    /** The file system itself is not changed ({@code MS_BIND}). */
    MOUNT_ONLY(1, "mount-only"),
    /** The target may be on a procfs, or at or below /proc of the root; refused otherwise. */
    MAY_BE_ON_PROCFS(4, "may-be-on-procfs");

    private final int code;
    private final String label;

    RemountOption(int code, String label) {
        this.code = code;
        this.label = label;
    }

    /**
     * Returns the bit of the option in the native protocol.
     *
     * @return a power of two
     */
    public int code() {
        return code;
    }

    /**
     * Returns the name of the option in {@code hexrun plan}.
     *
     * @return for example {@code may-be-on-procfs}
     */
    public String label() {
        return label;
    }
}
