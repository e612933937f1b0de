package dev.hexrun.cli.output;

import dev.hexrun.app.record.Rfc3339;
import java.time.Instant;
import java.util.OptionalLong;

/** Times as people say them: {@code 5 minutes ago}. */
final class RelativeTime {

    private static final String[] UNITS = {"second", "minute", "hour", "day", "week", "month", "year"};
    private static final long[] SECONDS = {1, 60, 3600, 86_400, 604_800, 2_629_746, 31_556_952};

    private RelativeTime() {}

    /**
     * Returns how long ago a time was, in the largest unit of which there are two or more; of seconds there may be less.
     *
     * @param time RFC 3339 in UTC
     * @param now the time of the clock
     * @return for example {@code 90 minutes ago}; the time itself if it lies in the future or is of another form
     */
    static String of(String time, Instant now) {
        OptionalLong seconds = Rfc3339.parseSeconds(time);
        long passed = seconds.isEmpty() ? -1 : now.getEpochSecond() - seconds.getAsLong();
        if (passed < 0) {
            return time;
        }
        int unit = UNITS.length - 1;
        while (unit > 0 && passed < 2 * SECONDS[unit]) {
            unit--;
        }
        long count = passed / SECONDS[unit];
        return count + " " + UNITS[unit] + (count == 1 ? " ago" : "s ago");
    }
}
