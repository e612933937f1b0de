package dev.hexrun.adapter.systemd.bus;

/** A message was answered with an error, or not at all. It ends in this adapter. */
public final class BusException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String name;
    private final Kind kind;

    /** What went wrong. */
    public enum Kind {
        /** The answer is an error. */
        REFUSED,
        /**
         * The connection is closed, or systemd's own socket exists and does not accept one: the state while systemd executes
         * itself again. Another attempt may succeed.
         */
        LOST,
        /** There is no socket, no message bus behind it, or no systemd on the bus. Another attempt may succeed. */
        ABSENT,
        /** There was no answer in time, and so there will hardly be one the next time. */
        TIMED_OUT
    }

    /**
     * Creates the failure of an answer that is an error.
     *
     * @param name the error's name, for example {@code org.freedesktop.systemd1.UnitExists}
     * @param message what it says
     */
    public BusException(String name, String message) {
        super(message);
        this.name = name;
        this.kind = Kind.REFUSED;
    }

    /**
     * Creates a failure.
     *
     * @param kind what went wrong
     * @param message what it says
     */
    public BusException(Kind kind, String message) {
        super(message);
        this.name = "";
        this.kind = kind;
    }

    /**
     * Tells whether this is a certain error.
     *
     * @param wanted the end of its name, for example {@code UnitExists}
     * @return {@code true} if it is
     */
    public boolean is(String wanted) {
        return name.endsWith("." + wanted);
    }

    /**
     * What went wrong.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * What it says.
     *
     * @return the text, never absent
     */
    public String text() {
        return String.valueOf(getMessage());
    }
}
