package dev.hexrun.domain.config;

/**
 * A mode of {@code set_mempolicy(2)}.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#memory-policy">config-linux.md#memory-policy</a>
 */
public enum MemoryPolicyMode {
    /** The policy of the system. */
    MPOL_DEFAULT,

    /** Only from these nodes. */
    MPOL_BIND,

    /** In turn from these nodes. */
    MPOL_INTERLEAVE,

    /** In turn from these nodes, by their weights. */
    MPOL_WEIGHTED_INTERLEAVE,

    /** From this node first. */
    MPOL_PREFERRED,

    /** From these nodes first. */
    MPOL_PREFERRED_MANY,

    /** From the node of the CPU. */
    MPOL_LOCAL;

    /** {@return the spelling of the specification, which is the name of the constant} */
    public String spelling() {
        return name();
    }

    /**
     * Finds the constant of a spelling.
     *
     * @param spelling as in config.json; upper and lower case are different
     * @return the constant
     * @throws IllegalArgumentException if there is none; the message is meant for the user
     */
    public static MemoryPolicyMode of(String spelling) {
        for (MemoryPolicyMode value : values()) {
            if (value.spelling().equals(spelling)) {
                return value;
            }
        }
        throw new IllegalArgumentException("invalid memory policy mode \"" + spelling + "\"");
    }
}
