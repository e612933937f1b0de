package dev.hexrun.domain.resource;

/** The conversion of {@code linux.resources.pids.limit} to {@code pids.max}, which v1 and v2 have. */
public final class PidsLimit {

    private PidsLimit() {}

    /**
     * Converts a limit. 0 becomes 1, the minimum that systemd can also express.
     *
     * @param limit the limit; negative for no limit
     * @return a number, or {@code max}
     */
    public static String of(long limit) {
        return limit < 0 ? "max" : Long.toString(Math.max(limit, 1));
    }
}
