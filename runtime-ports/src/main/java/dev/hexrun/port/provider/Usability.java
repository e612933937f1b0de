package dev.hexrun.port.provider;

/**
 * The answer to a probe.
 *
 * @param usable whether the adapter works on this host
 * @param reason why, or why not, in a few words for people
 */
public record Usability(boolean usable, String reason) {

    /**
     * The adapter works here.
     *
     * @param reason what makes it work
     * @return the answer
     */
    public static Usability usable(String reason) {
        return new Usability(true, reason);
    }

    /**
     * The adapter does not work here.
     *
     * @param reason what is missing
     * @return the answer
     */
    public static Usability unusable(String reason) {
        return new Usability(false, reason);
    }
}
