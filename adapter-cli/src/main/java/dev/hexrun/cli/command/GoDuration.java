package dev.hexrun.cli.command;

import dev.hexrun.domain.failure.ContainerException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A parser of durations in the format of Go ({@code 1m30s}, {@code 1.5h}, {@code 100ms}), as in other runtimes. */
final class GoDuration {

    private GoDuration() {}

    /**
     * Returns the value of a flag.
     *
     * @param flag the flag
     * @param arguments the command's arguments
     * @return the duration; the flag's default if it was not given
     * @throws ContainerException if the value is not a duration or not greater than 0
     */
    static Duration of(FlagSpec flag, Arguments arguments) {
        String text = arguments.text(flag).orElse(flag.initial());
        Duration time = parse(text);
        if (time == null) {
            throw new ContainerException("invalid value \"" + text + "\" for --" + flag.name()
                    + ": must be a duration such as 500ms, 5s or 1m30s");
        }
        if (!time.isPositive()) {
            throw new ContainerException("duration interval must be greater than 0");
        }
        return time;
    }

    /** Returns the duration, or {@code null} if the text is not one or stands for more than 292 years. */
    static @Nullable Duration parse(String text) {
        boolean negative = text.startsWith("-");
        String rest = negative || text.startsWith("+") ? text.substring(1) : text;
        if (rest.equals("0")) {
            return Duration.ZERO;
        }
        if (rest.isEmpty()) {
            return null;
        }
        long nanos = 0;
        int at = 0;
        while (at < rest.length()) {
            int unit = endOf(rest, at, true);
            int end = endOf(rest, unit, false);
            long part = nanos(rest.substring(at, unit), nanosPer(rest.substring(unit, end)));
            if (part < 0 || part > Long.MAX_VALUE - nanos) {
                return null;
            }
            nanos += part;
            at = end;
        }
        return Duration.ofNanos(negative ? -nanos : nanos);
    }

    /** Returns the end of the run of digits and points, or of other characters, that starts at {@code from}. */
    private static int endOf(String text, int from, boolean digits) {
        int at = from;
        while (at < text.length() && isDigit(text.charAt(at)) == digits) {
            at++;
        }
        return at;
    }

    private static boolean isDigit(char c) {
        return (c >= '0' && c <= '9') || c == '.';
    }

    /**
     * Returns a number of units in nanoseconds, with the precision of Go's {@code time.ParseDuration}; -1 if the text is not
     * a number or the result does not fit. Without BigDecimal, whose first use costs a cold JVM 16 ms.
     */
    private static long nanos(String number, long nanosPerUnit) {
        long whole = 0;
        long fraction = 0;
        double scale = 1;
        boolean point = false;
        boolean digits = false;
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt(i);
            if (c == '.') {
                if (point) {
                    return -1;
                }
                point = true;
            } else {
                digits = true;
                int digit = c - '0';
                if (!point) {
                    if (whole > (Long.MAX_VALUE - digit) / 10) {
                        return -1;
                    }
                    whole = whole * 10 + digit;
                } else if (fraction <= (Long.MAX_VALUE - digit) / 10) {
                    fraction = fraction * 10 + digit;
                    scale *= 10;
                }
            }
        }
        if (!digits || nanosPerUnit == 0 || whole > Long.MAX_VALUE / nanosPerUnit) {
            return -1;
        }
        long rest = (long) (fraction * (nanosPerUnit / scale));
        long result = whole * nanosPerUnit;
        return rest > Long.MAX_VALUE - result ? -1 : result + rest;
    }

    /** Returns the length of a unit in nanoseconds; 0 if there is no such unit. */
    private static long nanosPer(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "us", "\u00b5s", "\u03bcs" -> 1_000;
            case "ms" -> 1_000_000;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> 0;
        };
    }
}
