package dev.hexrun.domain.config;

/**
 * A flag of {@code set_mempolicy(2)}.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#memory-policy">config-linux.md#memory-policy</a>
 */
public enum MemoryPolicyFlag {
    /** Pages are migrated to the node that uses them. */
    MPOL_F_NUMA_BALANCING,

    /** Node numbers are relative to the allowed nodes. */
    MPOL_F_RELATIVE_NODES,

    /** Node numbers are not remapped when the allowed nodes change. */
    MPOL_F_STATIC_NODES;

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
    public static MemoryPolicyFlag of(String specName) {
        for (MemoryPolicyFlag value : values()) {
            if (value.specName().equals(specName)) {
                return value;
            }
        }
        throw new IllegalArgumentException("invalid memory policy flag \"" + specName + "\"");
    }
}
