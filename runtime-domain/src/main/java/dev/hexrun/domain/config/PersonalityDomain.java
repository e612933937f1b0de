package dev.hexrun.domain.config;

/**
 * An execution domain.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#personality">config-linux.md#personality</a>
 */
public enum PersonalityDomain {
    /** The domain of the kernel. */
    LINUX,

    /** 32 bits: {@code uname(2)} reports a 32-bit machine. */
    LINUX32;

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
    public static PersonalityDomain of(String specName) {
        for (PersonalityDomain value : values()) {
            if (value.specName().equals(specName)) {
                return value;
            }
        }
        throw new IllegalArgumentException("invalid personality domain " + specName);
    }
}
