package dev.hexrun.domain.step;

/** An option of a {@link MountStep.Bind}: the source of its mounts, or a rule for its target. */
public enum BindOption {
    /** The mounts below the source are bound as well. */
    RECURSIVE(1, "recursive"),
    /** The source is the clone of the last {@link MountStep.CloneTree}. */
    CLONED_BY_FRONT(2, "cloned-by-front"),
    /** The target may be on a procfs, or at or below /proc of the root; refused otherwise. */
    MAY_BE_ON_PROCFS(4, "may-be-on-procfs"),
    /** The source is the clone of the next {@link MountStep.CloneSharedTree}. */
    CLONED_SHARED(8, "cloned-shared");

    private final int code;
    private final String label;

    BindOption(int code, String label) {
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
