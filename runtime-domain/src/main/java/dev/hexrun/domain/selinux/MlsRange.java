package dev.hexrun.domain.selinux;

import java.util.Optional;

/**
 * A range of levels, for example {@code s0-s0:c0.c1023}. The level of a context is a range; a single level such as
 * {@code s0:c1,c2} is a range whose ends are equal.
 *
 * @param low the lowest level
 * @param high the highest level, which dominates the lowest
 */
public record MlsRange(MlsLevel low, MlsLevel high) {

    /** Checks the levels. */
    public MlsRange {
        if (!high.dominates(low)) {
            throw new IllegalArgumentException("\"" + high + "\" does not dominate \"" + low + "\"");
        }
    }

    /**
     * Parses a range or a single level.
     *
     * @param text the range, for example {@code s0:c1,c2} or {@code s0-s0:c0.c1023}
     * @return the range
     * @throws IllegalArgumentException if the text is not a range, or if its high level does not dominate its low level
     */
    public static MlsRange of(String text) {
        int dash = text.indexOf('-');
        MlsLevel low = MlsLevel.of(dash < 0 ? text : text.substring(0, dash));
        return new MlsRange(low, dash < 0 ? low : MlsLevel.of(text.substring(dash + 1)));
    }

    /**
     * Returns whether this range contains another one.
     *
     * @param other the other range
     * @return {@code true} if both levels of the other range are between the levels of this one
     */
    public boolean contains(MlsRange other) {
        return other.low.dominates(low) && high.dominates(other.high);
    }

    /**
     * Returns the range that this range and another one have in common, as the kernel computes it for the {@code glblub}
     * default of a policy: the sensitivities of both, and at each end the common categories.
     *
     * @param other the other range
     * @return the range; empty if the ranges have no sensitivity in common
     */
    public Optional<MlsRange> intersection(MlsRange other) {
        int lowest = Math.max(low.sensitivity(), other.low.sensitivity());
        int highest = Math.min(high.sensitivity(), other.high.sensitivity());
        if (lowest > highest) {
            return Optional.empty();
        }
        return Optional.of(new MlsRange(
                new MlsLevel(lowest, low.categories().intersection(other.low.categories())),
                new MlsLevel(highest, high.categories().intersection(other.high.categories()))));
    }

    /**
     * Returns the text of the range, as the kernel prints it.
     *
     * @return for example {@code s0-s0:c0.c1023}; a single level if the ends are equal
     */
    @Override
    public String toString() {
        return low.equals(high) ? low.toString() : low + "-" + high;
    }
}
