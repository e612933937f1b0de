package dev.hexrun.cli.command;

import dev.hexrun.domain.failure.ContainerException;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A parser of durations in the format of Go ({@code 1m30s}, {@code 1.5h}, {@code 100ms}), as in other runtimes. */
final class GoDuration {

    private static final BigDecimal MAX_NANOS = BigDecimal.valueOf(Long.MAX_VALUE);

    private GoDuration() {}

    /**
     * Returns the value of a flag.
     *
     * @param flag the flag
     * @param arguments the arguments of the command
     * @return the duration; the default if the flag was not given
     * @throws ContainerException if the value is not a positive duration
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

    /** Returns a duration; {@code null} if the text is invalid or the duration exceeds 292 years. */
    static @Nullable Duration parse(String text) {
        boolean negative = text.startsWith("-");
        String rest = negative || text.startsWith("+") ? text.substring(1) : text;
        if (rest.equals("0")) {
            return Duration.ZERO;
        }
        if (rest.isEmpty()) {
            return null;
        }
        BigDecimal nanos = BigDecimal.ZERO;
        int at = 0;
        while (at < rest.length()) {
            int unit = after(rest, at, true);
            int end = after(rest, unit, false);
            BigDecimal number = number(rest.substring(at, unit));
            long factor = nanosOf(rest.substring(unit, end));
            if (number == null || factor == 0) {
                return null;
            }
            nanos = nanos.add(number.multiply(BigDecimal.valueOf(factor)));
            at = end;
        }
        if (nanos.compareTo(MAX_NANOS) > 0) {
            return null;
        }
        Duration time = Duration.ofNanos(nanos.longValue());
        return negative ? time.negated() : time;
    }

    /** Returns the end of the run of digits, or of letters, that begins at an index. */
    private static int after(String text, int from, boolean digits) {
        int at = from;
        while (at < text.length() && isDigit(text.charAt(at)) == digits) {
            at++;
        }
        return at;
    }

    private static boolean isDigit(char c) {
        return (c >= '0' && c <= '9') || c == '.';
    }

    /** Parses a decimal number of 1 to 40 digits. */
    private static @Nullable BigDecimal number(String text) {
        int point = text.indexOf('.');
        int digits = text.length() - (point < 0 ? 0 : 1);
        boolean points = point >= 0 && text.indexOf('.', point + 1) >= 0;
        if (digits == 0 || digits > 40 || points) {
            return null;
        }
        return new BigDecimal(text);
    }

    private static long nanosOf(String unit) {
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
