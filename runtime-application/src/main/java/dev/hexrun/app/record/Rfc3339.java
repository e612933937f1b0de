package dev.hexrun.app.record;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * Times as text, RFC 3339 in UTC. The code does not use the formatters of {@code java.time}: in a cold JVM they take
 * longer than most commands.
 */
public final class Rfc3339 {

    private static final int SECONDS_PER_DAY = 86_400;

    /** The days from 0000-03-01 to 1970-01-01. */
    private static final long DAYS_TO_1970 = 719_468;

    private static final String SHAPE = "0000-00-00T00:00:00Z";

    private Rfc3339() {}

    /**
     * Formats a time to the second.
     *
     * @param time a time of the years 0 to 9999
     * @return the text, for example {@code 2026-01-02T03:04:05Z}
     */
    public static String seconds(Instant time) {
        return dateAndTime(time).append('Z').toString();
    }

    /**
     * Formats a time to the nanosecond.
     *
     * @param time a time of the years 0 to 9999
     * @return the text, for example {@code 2026-01-02T03:04:05.123456789Z}
     */
    @SuppressWarnings("JavaInstantGetSecondsGetNano") // only the fraction is needed
    public static String nanoseconds(Instant time) {
        StringBuilder text = dateAndTime(time).append('.');
        appendPadded(text, time.getNano(), 9);
        return text.append('Z').toString();
    }

    /**
     * Parses a time to the second and ignores a fraction.
     *
     * @param text a text that {@link #seconds} or {@link #nanoseconds} has written
     * @return the seconds since 1970-01-01T00:00:00Z; empty if the text has another format
     */
    public static OptionalLong parseSeconds(String text) {
        if (text.length() < SHAPE.length() || !text.endsWith("Z")) {
            return OptionalLong.empty();
        }
        for (int i = 0; i < SHAPE.length() - 1; i++) {
            char c = text.charAt(i);
            if (SHAPE.charAt(i) == '0' ? c < '0' || c > '9' : c != SHAPE.charAt(i)) {
                return OptionalLong.empty();
            }
        }
        long month = number(text, 5, 7);
        long years = number(text, 0, 4) - (month <= 2 ? 1 : 0);
        long dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + number(text, 8, 10) - 1;
        long days = years * 365 + years / 4 - years / 100 + years / 400 + dayOfYear - DAYS_TO_1970;
        return OptionalLong.of(days * SECONDS_PER_DAY
                + number(text, 11, 13) * 3600
                + number(text, 14, 16) * 60
                + number(text, 17, 19));
    }

    private static long number(String text, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }

    private static StringBuilder dateAndTime(Instant time) {
        long days = Math.floorDiv(time.getEpochSecond(), (long) SECONDS_PER_DAY);
        int second = (int) Math.floorMod(time.getEpochSecond(), (long) SECONDS_PER_DAY);
        StringBuilder text = new StringBuilder(30);
        appendDate(text, days);
        text.append('T');
        appendPadded(text, second / 3600, 2);
        text.append(':');
        appendPadded(text, second / 60 % 60, 2);
        text.append(':');
        appendPadded(text, second % 60, 2);
        return text;
    }

    /**
     * Appends the date of a day. The calculation uses years that begin in March, so that the leap day is the last of
     * its year.
     */
    private static void appendDate(StringBuilder text, long epochDay) {
        long day = epochDay + DAYS_TO_1970;
        long era = Math.floorDiv(day, 146_097L);
        long dayOfEra = day - era * 146_097;
        long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long marchMonth = (5 * dayOfYear + 2) / 153;
        long dayOfMonth = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
        long month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        appendPadded(text, year, 4);
        text.append('-');
        appendPadded(text, month, 2);
        text.append('-');
        appendPadded(text, dayOfMonth, 2);
    }

    private static void appendPadded(StringBuilder text, long number, int digits) {
        String plain = Long.toString(number);
        text.repeat('0', Math.max(0, digits - plain.length())).append(plain);
    }
}
