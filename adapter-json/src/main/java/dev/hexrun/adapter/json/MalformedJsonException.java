package dev.hexrun.adapter.json;

/** A text is not JSON; the message says where, by line and column. */
final class MalformedJsonException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedJsonException(int line, int column, String message) {
        super("line " + line + ", column " + column + ": " + message);
    }

    /** The message, which is always there. */
    String text() {
        return String.valueOf(getMessage());
    }
}
