package dev.hexrun.adapter.systemd.bus;

/**
 * The failure of a message: systemd answered with an error, or not at all. The exception does not leave this adapter.
 */
public final class BusException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String name;
    private final Kind kind;

    /** The kind of a failure. */
    public enum Kind {
        /** The answer is an error. */
        REFUSED,
        /**
         * The connection is closed, or systemd's own socket exists and refuses connections, as while systemd
         * re-executes itself. Another attempt may succeed.
         */
        LOST,
        /** No socket, no message bus behind it, or no systemd on the bus. Another attempt may succeed. */
        ABSENT,
        /** No answer in time. Another attempt is unlikely to get one. */
        TIMED_OUT
    }

    /**
     * Creates the failure for an error answer.
     *
     * @param name the error's name, for example {@code org.freedesktop.systemd1.UnitExists}
     * @param message the message of the error
     */
    public BusException(String name, String message) {
        super(message);
        this.name = name;
        this.kind = Kind.REFUSED;
    }

    /**
     * Creates a failure.
     *
     * @param kind the kind of the failure
     * @param message the message of the error
     */
    public BusException(Kind kind, String message) {
        super(message);
        this.name = "";
        this.kind = kind;
    }

    /**
     * Returns whether the failure is an error answer with a given name.
     *
     * @param expected the last part of the name, for example {@code UnitExists}
     * @return {@code true} if the name ends with that part
     */
    public boolean is(String expected) {
        return name.endsWith("." + expected);
    }

    /**
     * Returns the kind of the failure.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * Returns the message.
     *
     * @return the message, never absent
     */
    public String text() {
        return String.valueOf(getMessage());
    }
}
