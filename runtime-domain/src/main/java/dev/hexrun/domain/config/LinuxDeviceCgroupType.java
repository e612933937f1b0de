package dev.hexrun.domain.config;

/**
 * The type of the devices of a rule.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#allowed-device-list">config-linux.md#allowed-device-list</a>
 */
public enum LinuxDeviceCgroupType {
    /** Every device. */
    ALL("a"),

    /** Character devices. */
    CHARACTER("c"),

    /** Block devices. */
    BLOCK("b");

    private final String specName;

    LinuxDeviceCgroupType(String specName) {
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
    public static LinuxDeviceCgroupType of(String specName) {
        for (LinuxDeviceCgroupType value : values()) {
            if (value.specName().equals(specName)) {
                return value;
            }
        }
        throw new IllegalArgumentException("invalid cgroup device type \"" + specName + "\"");
    }
}
