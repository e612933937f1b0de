package dev.hexrun.domain.config;

/**
 * A flag of {@code seccomp(2)}.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#seccomp">config-linux.md#seccomp</a>
 */
public enum LinuxSeccompFlag {
    /** All threads get the filter. */
    SECCOMP_FILTER_FLAG_TSYNC,

    /** Everything but allowed calls is logged. */
    SECCOMP_FILTER_FLAG_LOG,

    /** Speculative store bypass is not mitigated. */
    SECCOMP_FILTER_FLAG_SPEC_ALLOW,

    /** A call whose notification was received waits killably only. */
    SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;

    /** {@return the name that the runtime specification uses, which is the name of the constant} */
    public String specName() {
        return name();
    }

    /**
     * Returns the constant of that name.
     *
     * @param specName the name as in config.json; upper and lower case are different
     * @return the constant
     * @throws IllegalArgumentException if there is none; the message is meant for the user
     */
    public static LinuxSeccompFlag of(String specName) {
        for (LinuxSeccompFlag value : values()) {
            if (value.specName().equals(specName)) {
                return value;
            }
        }
        throw new IllegalArgumentException("invalid seccomp flag \"" + specName + "\"");
    }
}
