package dev.hexrun.app;

import java.time.Instant;

/**
 * Times as text, RFC 3339 in UTC. Written by hand because the formatters of {@code java.time} cost a cold JVM more than
 * most commands take.
 */
public final class Rfc3339 {

    private static final int SECONDS_A_DAY = 86_400;

    private Rfc3339() {}

    /**
     * Formats a time to the second.
     *
     * @param time a time of the years 0 to 9999
     * @return for example {@code 2026-01-02T03:04:05Z}
     */
    public static String seconds(Instant time) {
        return dateAndTime(time).append('Z').toString();
    }

    /**
     * Formats a time to the nanosecond.
     *
     * @param time a time of the years 0 to 9999
     * @return for example {@code 2026-01-02T03:04:05.123456789Z}
     */
    @SuppressWarnings("JavaInstantGetSecondsGetNano") // the fraction is what is meant
    public static String nanoseconds(Instant time) {
        StringBuilder text = dateAndTime(time).append('.');
        appendPadded(text, time.getNano(), 9);
        return text.append('Z').toString();
    }

    private static StringBuilder dateAndTime(Instant time) {
        long days = Math.floorDiv(time.getEpochSecond(), (long) SECONDS_A_DAY);
        int second = (int) Math.floorMod(time.getEpochSecond(), (long) SECONDS_A_DAY);
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

    /** Days to a date of the Gregorian calendar, in years that begin with March so that leap days come last. */
    private static void appendDate(StringBuilder text, long epochDay) {
        long day = epochDay + 719_468; // from 0000-03-01
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
