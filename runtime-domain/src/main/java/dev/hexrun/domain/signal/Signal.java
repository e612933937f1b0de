package dev.hexrun.domain.signal;

import java.util.Locale;

/**
 * A signal.
 *
 * @param number 1 to 64, as on x86, ARM and most other architectures; 0 sends nothing and checks whether the process
 *     exists
 * @see <a href="https://man7.org/linux/man-pages/man7/signal.7.html">signal(7)</a>
 */
public record Signal(int number) {
    /** Kills the process. */
    public static final Signal SIGKILL = new Signal(9);

    /** Requests that the process exits. */
    public static final Signal SIGTERM = new Signal(15);

    /** The first real-time signal for programs; the C library reserves 32 and 33. */
    private static final int RTMIN = 34;

    private static final int RTMAX = 64;

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is not in the range 0 to 64
     */
    public Signal {
        if (number < 0 || number > RTMAX) {
            throw new IllegalArgumentException("unknown signal \"" + number + "\"");
        }
    }

    /**
     * Parses a signal.
     *
     * @param text a number, or a name in upper or lower case, with or without {@code SIG}; {@code RTMIN+N} and
     *     {@code RTMAX-N} for real-time signals
     * @return the signal
     * @throws IllegalArgumentException if there is none; the message is for the user
     */
    public static Signal of(String text) {
        String name = text.toUpperCase(Locale.ROOT);
        int number = number(name);
        if (number < 0) {
            number = named(name.startsWith("SIG") ? name.substring(3) : name);
        }
        if (number < 0 || number > RTMAX) {
            throw new IllegalArgumentException("unknown signal \"" + text + "\"");
        }
        return new Signal(number);
    }

    // A record's own methods are linked at run time, which a command that lives for milliseconds would notice.

    @Override
    public boolean equals(Object other) {
        return other instanceof Signal signal && signal.number == number;
    }

    @Override
    public int hashCode() {
        return number;
    }

    /** {@return the name, with {@code SIG}} */
    public String name() {
        return "SIG"
                + switch (number) {
                    case 1 -> "HUP";
                    case 2 -> "INT";
                    case 3 -> "QUIT";
                    case 4 -> "ILL";
                    case 5 -> "TRAP";
                    case 6 -> "ABRT";
                    case 7 -> "BUS";
                    case 8 -> "FPE";
                    case 9 -> "KILL";
                    case 10 -> "USR1";
                    case 11 -> "SEGV";
                    case 12 -> "USR2";
                    case 13 -> "PIPE";
                    case 14 -> "ALRM";
                    case 15 -> "TERM";
                    case 16 -> "STKFLT";
                    case 17 -> "CHLD";
                    case 18 -> "CONT";
                    case 19 -> "STOP";
                    case 20 -> "TSTP";
                    case 21 -> "TTIN";
                    case 22 -> "TTOU";
                    case 23 -> "URG";
                    case 24 -> "XCPU";
                    case 25 -> "XFSZ";
                    case 26 -> "VTALRM";
                    case 27 -> "PROF";
                    case 28 -> "WINCH";
                    case 29 -> "IO";
                    case 30 -> "PWR";
                    case 31 -> "SYS";
                    case 0, 32, 33 -> Integer.toString(number);
                    case RTMIN -> "RTMIN";
                    case RTMAX -> "RTMAX";
                    default -> "RTMIN+" + (number - RTMIN);
                };
    }

    @Override
    public String toString() {
        return name();
    }

    /** Returns the number of a name without {@code SIG}; -1 if unknown. */
    private static int named(String name) {
        return switch (name) {
            case "HUP" -> 1;
            case "INT" -> 2;
            case "QUIT" -> 3;
            case "ILL" -> 4;
            case "TRAP" -> 5;
            case "ABRT", "IOT" -> 6;
            case "BUS" -> 7;
            case "FPE" -> 8;
            case "KILL" -> 9;
            case "USR1" -> 10;
            case "SEGV" -> 11;
            case "USR2" -> 12;
            case "PIPE" -> 13;
            case "ALRM" -> 14;
            case "TERM" -> 15;
            case "STKFLT" -> 16;
            case "CHLD", "CLD" -> 17;
            case "CONT" -> 18;
            case "STOP" -> 19;
            case "TSTP" -> 20;
            case "TTIN" -> 21;
            case "TTOU" -> 22;
            case "URG" -> 23;
            case "XCPU" -> 24;
            case "XFSZ" -> 25;
            case "VTALRM" -> 26;
            case "PROF" -> 27;
            case "WINCH" -> 28;
            case "IO", "POLL" -> 29;
            case "PWR" -> 30;
            case "SYS" -> 31;
            case "0" -> 0; // for the result of name() for numbers without a name: SIG32
            case "32" -> 32;
            case "33" -> 33;
            case "RTMIN" -> RTMIN;
            case "RTMAX" -> RTMAX;
            default -> realTime(name);
        };
    }

    private static int realTime(String name) {
        if (name.startsWith("RTMIN+")) {
            int offset = number(name.substring(6));
            return offset < 0 || offset > RTMAX - RTMIN ? -1 : RTMIN + offset;
        }
        if (name.startsWith("RTMAX-")) {
            int offset = number(name.substring(6));
            return offset < 0 || offset > RTMAX - RTMIN ? -1 : RTMAX - offset;
        }
        return -1;
    }

    /** Parses a decimal number of one to three digits; returns -1 for anything else. */
    private static int number(String text) {
        if (text.isEmpty() || text.length() > 3) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            number = number * 10 + (digit - '0');
        }
        return number;
    }
}
