package dev.hexrun.domain.config;

/**
 * The kind of device that a rule is about.
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

    private final String spelling;

    LinuxDeviceCgroupType(String spelling) {
        this.spelling = spelling;
    }

    /** {@return the spelling of the specification} */
    public String spelling() {
        return spelling;
    }

    /**
     * Finds the constant of a spelling.
     *
     * @param spelling as in config.json; upper and lower case are different
     * @return the constant
     * @throws IllegalArgumentException if there is none; the message is meant for the user
     */
    public static LinuxDeviceCgroupType of(String spelling) {
        for (LinuxDeviceCgroupType value : values()) {
            if (value.spelling().equals(spelling)) {
                return value;
            }
        }
        throw new IllegalArgumentException("invalid cgroup device type \"" + spelling + "\"");
    }
}
