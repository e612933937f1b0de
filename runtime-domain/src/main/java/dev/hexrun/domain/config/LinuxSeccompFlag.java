package dev.hexrun.domain.config;

/**
 * A flag of {@code seccomp(2)}.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#seccomp">config-linux.md#seccomp</a>
 */
public enum LinuxSeccompFlag {
    /** Installs the filter for all threads. */
    SECCOMP_FILTER_FLAG_TSYNC,

    /** Logs all actions except {@code SCMP_ACT_ALLOW}. */
    SECCOMP_FILTER_FLAG_LOG,

    /** Disables the mitigation of speculative store bypass. */
    SECCOMP_FILTER_FLAG_SPEC_ALLOW,

    /** After the listener has received a notification, only a fatal signal interrupts the call. */
    SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;

    /** {@return the name that the runtime specification uses, which is the name of the constant} */
    public String specName() {
        return name();
    }

    /**
     * Returns the constant of that name.
     *
     * @param specName the name in config.json; case-sensitive
     * @return the constant
     * @throws IllegalArgumentException if there is none; the message is for the user
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
