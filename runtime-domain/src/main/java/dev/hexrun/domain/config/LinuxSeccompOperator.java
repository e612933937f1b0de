package dev.hexrun.domain.config;

/**
 * A comparison operator for an argument of a system call.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#seccomp">config-linux.md#seccomp</a>
 */
public enum LinuxSeccompOperator {
    /** Not equal. */
    SCMP_CMP_NE,

    /** Less. */
    SCMP_CMP_LT,

    /** Less or equal. */
    SCMP_CMP_LE,

    /** Equal. */
    SCMP_CMP_EQ,

    /** Greater or equal. */
    SCMP_CMP_GE,

    /** Greater. */
    SCMP_CMP_GT,

    /** Equal under a mask. */
    SCMP_CMP_MASKED_EQ;

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
    public static LinuxSeccompOperator of(String specName) {
        for (LinuxSeccompOperator value : values()) {
            if (value.specName().equals(specName)) {
                return value;
            }
        }
        throw new IllegalArgumentException("invalid seccomp operator \"" + specName + "\"");
    }
}
