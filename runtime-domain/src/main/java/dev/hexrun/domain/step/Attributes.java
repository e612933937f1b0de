package dev.hexrun.domain.step;

/**
 * A change of mount attributes, {@code mount_setattr(2)}.
 *
 * @param set the {@code MOUNT_ATTR_*} bits to set
 * @param clear the bits to clear before
 */
public record Attributes(long set, long clear) {

    /** No change. */
    public static final Attributes NONE = new Attributes(0, 0);

    /**
     * Returns a change that only sets bits.
     *
     * @param set the {@code MOUNT_ATTR_*} bits to set
     * @return the change
     */
    public static Attributes set(long set) {
        return new Attributes(set, 0);
    }
}
