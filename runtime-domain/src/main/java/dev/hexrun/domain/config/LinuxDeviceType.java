package dev.hexrun.domain.config;

/**
 * The type of a device node.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#devices">config-linux.md#devices</a>
 */
public enum LinuxDeviceType {
    /** A character device. */
    CHARACTER("c"),

    /** A character device by its old name; for {@code mknod(2)} the same as {@link #CHARACTER}. */
    UNBUFFERED("u"),

    /** A block device. */
    BLOCK("b"),

    /** A named pipe. */
    FIFO("p");

    private final String specName;

    LinuxDeviceType(String specName) {
        this.specName = specName;
    }

    /** {@return the name that the runtime specification uses} */
    public String specName() {
        return specName;
    }

    /**
     * Returns the constant of that name.
     *
     * @param specName the name in config.json; case-sensitive
     * @return the constant
     * @throws IllegalArgumentException if there is none; the message is for the user
     */
    public static LinuxDeviceType of(String specName) {
        for (LinuxDeviceType value : values()) {
            if (value.specName().equals(specName)) {
                return value;
            }
        }
        throw new IllegalArgumentException("invalid device type \"" + specName + "\"");
    }
}
