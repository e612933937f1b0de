package dev.hexrun.adapter.systemd.bus;

/** A message was answered with an error, or not at all. It ends in this adapter. */
public final class BusException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String name;

    /**
     * Creates the failure.
     *
     * @param name the error's name, for example {@code org.freedesktop.systemd1.UnitExists}; empty if the connection is of
     *     no use any longer
     * @param message what it says
     */
    public BusException(String name, String message) {
        super(message);
        this.name = name;
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
     * Tells whether the connection failed, so that a new one is needed.
     *
     * @return {@code true} if it is of no use any longer
     */
    public boolean connectionLost() {
        return name.isEmpty();
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
