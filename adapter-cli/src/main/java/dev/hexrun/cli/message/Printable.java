package dev.hexrun.cli.message;

import dev.hexrun.domain.json.JsonText;

/**
 * Escapes text for terminals. Messages contain names chosen by callers and configurations. Control characters and invalid
 * bytes in them could control the terminal, and bidirectional control characters could reorder the text. They are written
 * as {@code \\xNN} or {@code \\uNNNN}.
 */
public final class Printable {

    private Printable() {}

    /**
     * Escapes a text of several lines, such as the output of a hook.
     *
     * @param text the text
     * @return the text; newlines and tabs are not escaped
     */
    public static String text(String text) {
        return printable(text, "\n\t");
    }

    /**
     * Escapes a text for use in a single line.
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
            if (JsonText.isBidirectionalControl(c)) {
                escaped.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    escaped.append(Character.forDigit((c >> shift) & 0xf, 16));
                }
            } else if (isHarmful(text, i, kept)) {
                // The low byte of a lone surrogate is the invalid byte that it represents.
                escaped.append("\\x")
                        .append(Character.forDigit((c >> 4) & 0xf, 16))
                        .append(Character.forDigit(c & 0xf, 16));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static boolean isHarmful(String text, int at, String kept) {
        char c = text.charAt(at);
        if (c < ' ' || (c >= 0x7f && c < 0xa0)) {
            return kept.indexOf(c) < 0;
        }
        if (JsonText.isBidirectionalControl(c)) {
            return true;
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }
}
