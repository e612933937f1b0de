package dev.hexrun.port.provider;

/**
 * The result of a probe.
 *
 * @param usable whether the adapter works on this host
 * @param reason the reason in a few words, for users
 */
public record Usability(boolean usable, String reason) {

    /**
     * Returns the result of an adapter that works on this host.
     *
     * @param reason the property of the host that makes it work
     * @return the result
     */
    public static Usability usable(String reason) {
        return new Usability(true, reason);
    }

    /**
     * Returns the result of an adapter that does not work on this host.
     *
     * @param reason the missing property of the host
     * @return the result
     */
    public static Usability unusable(String reason) {
        return new Usability(false, reason);
    }
}
