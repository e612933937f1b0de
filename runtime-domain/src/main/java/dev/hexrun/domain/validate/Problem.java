package dev.hexrun.domain.validate;

/**
 * One broken rule of a configuration.
 *
 * @param pointer where: a JSON pointer (RFC 6901) into the document, {@code ""} for the document as a whole
 * @param message what is wrong, in lower case and without a full stop
 */
public record Problem(String pointer, String message) {

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

    @Override
    public String toString() {
        return pointer.isEmpty() ? message : pointer + ": " + message;
    }
}
