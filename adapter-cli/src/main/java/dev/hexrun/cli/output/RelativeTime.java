package dev.hexrun.cli.output;

import dev.hexrun.app.record.Rfc3339;
import java.time.Instant;
import java.util.OptionalLong;

/** Relative times such as {@code 5 minutes ago}. */
final class RelativeTime {

    private static final String[] UNITS = {"second", "minute", "hour", "day", "week", "month", "year"};
    private static final long[] SECONDS = {1, 60, 3600, 86_400, 604_800, 2_629_746, 31_556_952};

    private RelativeTime() {}

    /**
     * Returns the age of a time in the largest unit of which at least two have passed, or else in seconds.
     *
     * @param time RFC 3339 in UTC
     * @param now the current time
     * @return for example {@code 90 minutes ago}; the time itself if it is in the future or has another format
     */
    static String of(String time, Instant now) {
        OptionalLong seconds = Rfc3339.parseSeconds(time);
        long elapsed = seconds.isEmpty() ? -1 : now.getEpochSecond() - seconds.getAsLong();
        if (elapsed < 0) {
            return time;
        }
        int unit = UNITS.length - 1;
        while (unit > 0 && elapsed < 2 * SECONDS[unit]) {
            unit--;
        }
        long count = elapsed / SECONDS[unit];
        return count + " " + UNITS[unit] + (count == 1 ? " ago" : "s ago");
    }
}
