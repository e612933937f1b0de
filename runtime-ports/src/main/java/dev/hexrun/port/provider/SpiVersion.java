package dev.hexrun.port.provider;

/**
 * A version of the service provider interface. The runtime does not use providers built for another major version.
 *
 * @param major increases when an interface changes in a way that breaks providers
 * @param minor increases when something is added that older providers need not implement
 */
public record SpiVersion(int major, int minor) {

    /**
     * The major version of these interfaces. The compiler copies the value into a provider that uses it, so the
     * provider keeps the version it was compiled against.
     */
    public static final int MAJOR = 1;

    /** The minor version of these interfaces, copied like {@link #MAJOR}. */
    public static final int MINOR = 0;

    /**
     * Returns the version of the running runtime, with which it compares the versions of providers. A provider must not
     * return it as its own version, because it is not the version that the provider was compiled against.
     *
     * @return the version
     */
    public static SpiVersion ofRuntime() {
        return new SpiVersion(MAJOR, MINOR);
    }

    /**
     * Returns whether a provider built for this version can be used by a runtime of another version.
     *
     * @param runtime the runtime's version
     * @return {@code true} if the major versions are equal and the runtime's minor version is not older
     */
    public boolean worksWith(SpiVersion runtime) {
        return major == runtime.major && minor <= runtime.minor;
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
