package dev.hexrun.port.provider;

/**
 * A version of the service provider interface. Providers built for another major version are not used.
 *
 * @param major changes when an interface changes in a way that breaks providers
 * @param minor changes when something is added that older providers need not know
 */
public record SpiVersion(int major, int minor) {

    /** The version of this release. */
    public static final SpiVersion CURRENT = new SpiVersion(1, 0);

    /**
     * Tells whether a provider built for this version can be used by a runtime of another.
     *
     * @param runtime the runtime's version
     * @return {@code true} if the majors are equal and the runtime's minor is not older
     */
    public boolean worksWith(SpiVersion runtime) {
        return major == runtime.major && minor <= runtime.minor;
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
