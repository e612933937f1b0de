package dev.hexrun.app.doctor;

/** The verdict of a check. */
public enum Verdict {
    /** No part that was examined is missing. */
    WORKS,
    /** Containers can run, but a feature or a limit is not available. */
    LIMITED,
    /** Containers cannot run. */
    FAILS,
    /** A property of the host that is neither good nor bad. */
    INFORMATION;

    /**
     * Returns the verdict for users.
     *
     * @return one word
     */
    public String word() {
        return switch (this) {
            case WORKS -> "works";
            case LIMITED -> "limited";
            case FAILS -> "fails";
            case INFORMATION -> "info";
        };
    }
}
