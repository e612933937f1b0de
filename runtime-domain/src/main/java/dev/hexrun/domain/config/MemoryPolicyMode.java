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
    public static MemoryPolicyMode of(String specName) {
        for (MemoryPolicyMode value : values()) {
            if (value.specName().equals(specName)) {
                return value;
            }
        }
        throw new IllegalArgumentException("invalid memory policy mode \"" + specName + "\"");
    }
}
