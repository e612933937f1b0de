package dev.hexrun.domain.resource;

/** Converts {@code linux.resources.cpu.shares}, 2 to 262144, to {@code cpu.weight} of cgroup v2, 1 to 10000. */
public final class CpuWeight {

    private static final long MIN_SHARES = 2;
    private static final long MAX_SHARES = 262_144;
    private static final long MIN_WEIGHT = 1;
    private static final long MAX_WEIGHT = 10_000;

    private CpuWeight() {}

    /**
     * Converts with the curve that meets both ends and both defaults: 2 shares weigh 1, 1024 weigh 100, 262144 weigh
     * 10000. It is the one that runc has used since 1.3.2 and crun since 1.23; with the straight line of before, 1024
     * shares weighed 39, less than a cgroup of which nothing was asked.
     *
     * @param shares the shares; 0 for none asked for, what is out of range counts as the nearest end
     * @return the weight; 0 if {@code shares} is 0
     */
    public static long ofShares(long shares) {
        if (shares == 0) {
            return 0;
        }
        // The field is an unsigned 64-bit number: a negative long is a huge one.
        if (shares < 0 || shares >= MAX_SHARES) {
            return MAX_WEIGHT;
        }
        if (shares <= MIN_SHARES) {
            return MIN_WEIGHT;
        }
        double log = logarithm(shares);
        return (long) Math.ceil(Math.pow(10, (log * log + 125 * log) / 612.0 - 7.0 / 34.0));
    }

    /** To the base 2, and exact for powers of two, so that 1024 does not become 101 by rounding up. */
    private static double logarithm(long shares) {
        int exponent = 64 - Long.numberOfLeadingZeros(shares);
        return exponent + Math.log(Math.scalb((double) shares, -exponent)) / Math.log(2);
    }
}
