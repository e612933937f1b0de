package dev.hexrun.domain.validate;

/**
 * A violation of a rule in a configuration. Since it may quote values of the configuration, control characters are escaped as
 * {@code \\xNN}.
 *
 * @param pointer the JSON pointer (RFC 6901) of the value; {@code ""} for the whole document
 * @param message the message, in lower case and without a full stop
 */
public record Problem(String pointer, String message) {

    /** Escapes control characters. */
    public Problem {
        pointer = printable(pointer);
        message = printable(message);
    }

    /**
     * Escapes the name of a property for a JSON pointer.
     *
     * @param name the name of the property
     * @return the name with {@code ~} and {@code /} escaped
     */
    public static String escape(String name) {
        if (name.indexOf('~') < 0 && name.indexOf('/') < 0) {
            return name;
        }
        StringBuilder escaped = new StringBuilder(name.length() + 8);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '~') {
                escaped.append("~0");
            } else if (c == '/') {
                escaped.append("~1");
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static String printable(String text) {
        int first = 0;
        while (first < text.length() && !Character.isISOControl(text.charAt(first))) {
            first++;
        }
        if (first == text.length()) {
            return text;
        }
        StringBuilder printable = new StringBuilder(text.length() + 8).append(text, 0, first);
        for (int i = first; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)) {
                printable.append("\\x").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 0xF, 16));
            } else {
                printable.append(c);
            }
        }
        return printable.toString();
    }

    @Override
    public String toString() {
        return pointer.isEmpty() ? message : pointer + ": " + message;
    }
}
