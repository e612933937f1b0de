package dev.hexrun.domain.resource;

/**
 * The conversion of {@code linux.resources.blockIO.weight}, 10 to 1000, to {@code io.weight} of cgroup v2, 1 to 10000.
 */
public final class IoWeight {

    private static final long MIN_WEIGHT = 10;

    private IoWeight() {}

    /**
     * Converts linearly, as other runtimes do.
     *
     * @param weight the weight; 0 if unset
     * @return the weight of v2; 0 if {@code weight} is 0
     */
    public static long ofBlkioWeight(long weight) {
        return weight == 0 ? 0 : 1 + (weight - MIN_WEIGHT) * 9999 / 990;
    }
}
