package dev.hexrun.domain.selinux;

/**
 * A level of multi-level security: a sensitivity and a set of categories, for example {@code s0:c1,c2}.
 *
 * @param sensitivity the number of the sensitivity, 0 to {@link #MAX_SENSITIVITY}; 0 in MCS policies
 * @param categories the categories
 */
public record MlsLevel(int sensitivity, CategorySet categories) {

    /** The highest number of a sensitivity; MLS policies declare s0 to s15. */
    public static final int MAX_SENSITIVITY = 255;

    /** Checks the sensitivity. */
    public MlsLevel {
        if (sensitivity < 0 || sensitivity > MAX_SENSITIVITY) {
            throw new IllegalArgumentException("s" + sensitivity + " is not a sensitivity");
        }
    }

    /**
     * Parses a level.
     *
     * @param text the level, for example {@code s0} or {@code s0:c1,c2}
     * @return the level
     * @throws IllegalArgumentException if the text is not a level
     */
    public static MlsLevel of(String text) {
        int colon = text.indexOf(':');
        int sensitivity = Digits.parse(text, 's', 0, colon < 0 ? text.length() : colon, MAX_SENSITIVITY);
        if (sensitivity < 0) {
            throw new IllegalArgumentException("\"" + text + "\" is not a level such as s0 or s0:c1,c2");
        }
        return new MlsLevel(sensitivity, colon < 0 ? CategorySet.NONE : CategorySet.of(text.substring(colon + 1)));
    }

    /**
     * Returns whether this level dominates another one: a process at this level may read objects of the other level.
     *
     * @param other the other level
     * @return {@code true} if the sensitivity is not lower and the categories include all of the other level
     */
    public boolean dominates(MlsLevel other) {
        return sensitivity >= other.sensitivity && categories.containsAll(other.categories);
    }

    /**
     * Returns the text of the level, as the kernel prints it.
     *
     * @return for example {@code s0:c1,c2}
     */
    @Override
    public String toString() {
        return categories.isEmpty() ? "s" + sensitivity : "s" + sensitivity + ":" + categories;
    }
}
