package dev.hexrun.domain.config;

/**
 * A class of I/O scheduling of {@code ioprio_set(2)}.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md#linux-process">config.md#linux-process</a>
 */
public enum IoPriorityClass {
    /** Real time. */
    IOPRIO_CLASS_RT,

    /** Best effort. */
    IOPRIO_CLASS_BE,

    /** Only while no other process uses the disk. */
    IOPRIO_CLASS_IDLE;

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
    public static IoPriorityClass of(String specName) {
        for (IoPriorityClass value : values()) {
            if (value.specName().equals(specName)) {
                return value;
            }
        }
        throw new IllegalArgumentException("invalid ioPriority.Class: \"" + specName + "\"");
    }
}
