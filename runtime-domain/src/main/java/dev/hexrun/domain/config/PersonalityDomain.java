package dev.hexrun.domain.config;

/**
 * An execution domain.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#personality">config-linux.md#personality</a>
 */
public enum PersonalityDomain {
    /** That of the kernel. */
    LINUX,

    /** 32 bits: {@code uname(2)} tells a 32-bit machine. */
    LINUX32;

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
    public static PersonalityDomain of(String spelling) {
        for (PersonalityDomain value : values()) {
            if (value.spelling().equals(spelling)) {
                return value;
            }
        }
        throw new IllegalArgumentException("invalid personality domain " + spelling);
    }
}
