package dev.hexrun.domain.validate;

/**
 * One broken rule of a configuration. Values of the configuration may be quoted in it, so control characters, which
 * would break a line or talk to a terminal, are written as {@code \\xNN}.
 *
 * @param pointer where: a JSON pointer (RFC 6901) into the document, {@code ""} for the document as a whole
 * @param message what is wrong, in lower case and without a full stop
 */
public record Problem(String pointer, String message) {

    /** Makes both printable. */
    public Problem {
        pointer = printable(pointer);
        message = printable(message);
    }

    /**
     * Writes a property's name as a part of a pointer.
     *
     * @param name the name of a property
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
