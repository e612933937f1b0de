package dev.hexrun.cli.command;

import dev.hexrun.domain.failure.ContainerException;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Times as Go writes them, {@code 1m30s}, {@code 1.5h}, {@code 100ms}: what users of other runtimes type. */
final class GoDuration {

    private static final BigDecimal MOST_NANOS = BigDecimal.valueOf(Long.MAX_VALUE);

    private GoDuration() {}

    /**
     * Reads the value of a flag.
     *
     * @param flag the flag
     * @param arguments which may have it
     * @return the time; what help says if the flag was not given
     * @throws ContainerException if it is no such time, or is not greater than 0
     */
    static Duration of(FlagSpec flag, Arguments arguments) {
        String text = arguments.text(flag).orElse(flag.initial());
        Duration time = parse(text);
        if (time == null) {
            throw new ContainerException(
                    "invalid value \"" + text + "\" for --" + flag.name() + ": not a time such as 500ms, 5s or 1m30s");
        }
        if (!time.isPositive()) {
            throw new ContainerException("duration interval must be greater than 0");
        }
        return time;
    }

    /** {@code null} if it is none, or longer than 292 years. */
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
        if (nanos.compareTo(MOST_NANOS) > 0) {
            return null;
        }
        Duration time = Duration.ofNanos(nanos.longValue());
        return negative ? time.negated() : time;
    }

    /** Where the digits, or the letters, end that begin here. */
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

    /** A number with at most one point, and at least one digit; 40 of them are more than anybody means. */
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
