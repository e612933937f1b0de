package dev.hexrun.domain.config;

/**
 * A mode of {@code set_mempolicy(2)}.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#memory-policy">config-linux.md#memory-policy</a>
 */
public enum MemoryPolicyMode {
    /** The policy of the system. */
    MPOL_DEFAULT,

    /** Allocates from these nodes only. */
    MPOL_BIND,

    /** Allocates from these nodes in turn. */
    MPOL_INTERLEAVE,

    /** Allocates from these nodes in turn, by their weights. */
    MPOL_WEIGHTED_INTERLEAVE,

    /** Allocates from this node first. */
    MPOL_PREFERRED,

    /** Allocates from these nodes first. */
    MPOL_PREFERRED_MANY,

    /** Allocates from the node of the CPU. */
    MPOL_LOCAL;

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
    public static MemoryPolicyMode of(String specName) {
        for (MemoryPolicyMode value : values()) {
            if (value.specName().equals(specName)) {
                return value;
            }
        }
        throw new IllegalArgumentException("invalid memory policy mode \"" + specName + "\"");
    }
}
