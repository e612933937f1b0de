package dev.hexrun.cli.message;

/**
 * Text that a terminal may be given. Names of a caller or a configuration are in messages, and a control character in them
 * could do to a terminal what its user does not want; so could a byte that is no text, and a bidirectional control
 * character, which shows the text behind it in another order. They are written as {@code \\xNN} or {@code \\uNNNN}.
 */
public final class Printable {

    private Printable() {}

    /**
     * Makes a text printable that may have several lines, as the output of a hook has.
     *
     * @param text the text
     * @return the text; newlines and tabs stay
     */
    public static String text(String text) {
        return printable(text, "\n\t");
    }

    /**
     * Makes a text printable that has to stay on one line.
     *
     * @param text the text
     * @return the text on one line
     */
    public static String line(String text) {
        return printable(text, "");
    }

    private static String printable(String text, String kept) {
        for (int i = 0; i < text.length(); i++) {
            if (isHarmful(text, i, kept)) {
                return escaped(text, kept);
            }
        }
        return text;
    }

    private static String escaped(String text, String kept) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isBidirectionalControl(c)) {
                escaped.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    escaped.append(Character.forDigit((c >> shift) & 0xf, 16));
                }
            } else if (isHarmful(text, i, kept)) {
                // Of a lone surrogate it is the byte that it stands for.
                escaped.append("\\x")
                        .append(Character.forDigit((c >> 4) & 0xf, 16))
                        .append(Character.forDigit(c & 0xf, 16));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /** Returns whether a character changes the direction of the text around it, Unicode Standard Annex #9. */
    static boolean isBidirectionalControl(char c) {
        if (c < '\u061c') {
            return false;
        }
        return c == '\u061c'
                || c == '\u200e'
                || c == '\u200f'
                || (c >= '\u202a' && c <= '\u202e')
                || (c >= '\u2066' && c <= '\u2069');
    }

    private static boolean isHarmful(String text, int at, String kept) {
        char c = text.charAt(at);
        if (c < ' ' || (c >= 0x7f && c < 0xa0)) {
            return kept.indexOf(c) < 0;
        }
        if (isBidirectionalControl(c)) {
            return true;
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }
}
