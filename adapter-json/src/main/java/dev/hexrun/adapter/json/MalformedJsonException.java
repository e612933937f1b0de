package dev.hexrun.adapter.json;

/** Thrown for text that is not JSON. The message has line and column. */
final class MalformedJsonException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedJsonException(int line, int column, String message) {
        super("line " + line + ", column " + column + ": " + message);
    }

    /** Returns the message, which is never {@code null}. */
    String text() {
        return String.valueOf(getMessage());
    }
}
