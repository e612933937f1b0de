package dev.hexrun.domain.resource;

/**
 * The conversion of {@code linux.resources.cpu.shares}, 2 to 262144, to {@code cpu.weight} of cgroup v2, 1 to 10000.
 */
public final class CpuWeight {

    /** {@code MIN_SHARES} of kernel/sched/sched.h. */
    static final long MIN_SHARES = 2;

    /** {@code MAX_SHARES} of kernel/sched/sched.h. */
    static final long MAX_SHARES = 262_144;

    private static final long MIN_WEIGHT = 1;
    private static final long MAX_WEIGHT = 10_000;

    private CpuWeight() {}

    /**
     * Converts with a curve that maps the minimum, the default and the maximum of one range to those of the other: 2
     * shares to weight 1, 1024 to 100, 262144 to 10000. runc since 1.3.2 and crun since 1.23 use the same curve. Their
     * former linear conversion mapped 1024 shares to 39, less than the default.
     *
     * @param shares the shares; 0 if unset; values out of range are clamped
     * @return the weight; 0 if {@code shares} is 0
     */
    public static long ofShares(long shares) {
        if (shares == 0) {
            return 0;
        }
        // The field is an unsigned 64-bit number.
        if (shares < 0 || shares >= MAX_SHARES) {
            return MAX_WEIGHT;
        }
        if (shares <= MIN_SHARES) {
            return MIN_WEIGHT;
        }
        double log = logarithm(shares);
        return (long) Math.ceil(Math.pow(10, (log * log + 125 * log) / 612.0 - 7.0 / 34.0));
    }

    /** Returns the binary logarithm, exact for powers of two, so that rounding up does not convert 1024 to 101. */
    private static double logarithm(long shares) {
        int exponent = 64 - Long.numberOfLeadingZeros(shares);
        return exponent + Math.log(Math.scalb((double) shares, -exponent)) / Math.log(2);
    }
}
