package dev.hexrun.domain.resource;

/** Words {@code linux.resources.pids.limit} for {@code pids.max}, which v1 and v2 have alike. */
public final class PidsLimit {

    private PidsLimit() {}

    /**
     * Words a limit. 0 is a limit; it becomes 1, the least that systemd can express too.
     *
     * @param limit the limit; below 0 for none
     * @return a number, or {@code max}
     */
    public static String of(long limit) {
        return limit < 0 ? "max" : Long.toString(Math.max(limit, 1));
    }
}
