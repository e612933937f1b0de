package dev.hexrun.domain.step;

/** A rule of a {@link MountStep.Mount} for the new mount and its target. */
public enum MountOption {
    /** The content of the target is copied into the new file system first. */
    COPY_UP(1, "copy-up"),
    /** The target must be a directory that no link leads to, else ELOOP or ENOTDIR. */
    REAL_DIRECTORY(2, "real-directory"),
    /** The target may be on a procfs, or at or below /proc of the root; refused otherwise. */
    MAY_BE_ON_PROCFS(4, "may-be-on-procfs");

    private final int code;
    private final String label;

    MountOption(int code, String label) {
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
