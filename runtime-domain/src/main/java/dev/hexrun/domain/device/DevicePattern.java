package dev.hexrun.domain.device;

import dev.hexrun.domain.config.LinuxDeviceCgroupType;
import org.jspecify.annotations.Nullable;

/**
 * The devices that a rule matches, by type and numbers.
 *
 * @param type character or block devices; {@link LinuxDeviceCgroupType#ALL} only with two wildcards
 * @param major the major number, or {@link #ANY}
 * @param minor the minor number, or {@link #ANY}
 */
public record DevicePattern(LinuxDeviceCgroupType type, long major, long minor) {

    /** The wildcard for a number. */
    public static final long ANY = -1;

    /** Every device of either type. */
    public static final DevicePattern ALL = new DevicePattern(LinuxDeviceCgroupType.ALL, ANY, ANY);

    /**
     * Returns a pattern for character devices.
     *
     * @param major the major number, or {@link #ANY}
     * @param minor the minor number, or {@link #ANY}
     * @return the pattern
     */
    public static DevicePattern character(long major, long minor) {
        return new DevicePattern(LinuxDeviceCgroupType.CHARACTER, major, minor);
    }

    /**
     * Returns a pattern for block devices.
     *
     * @param major the major number, or {@link #ANY}
     * @param minor the minor number, or {@link #ANY}
     * @return the pattern
     */
    public static DevicePattern block(long major, long minor) {
        return new DevicePattern(LinuxDeviceCgroupType.BLOCK, major, minor);
    }

    /** {@return whether this is the pattern of block devices} */
    boolean isBlock() {
        return type == LinuxDeviceCgroupType.BLOCK;
    }

    /** {@return whether every device matches} */
    public boolean matchesAll() {
        return type == LinuxDeviceCgroupType.ALL;
    }

    /**
     * Returns whether every device that matches another pattern matches this one.
     *
     * @param other the other pattern
     * @return {@code true} also for an equal pattern
     */
    public boolean covers(DevicePattern other) {
        return (type == other.type || matchesAll())
                && (major == ANY || major == other.major)
                && (minor == ANY || minor == other.minor);
    }

    /**
     * Returns whether a device can match both this and another pattern.
     *
     * @param other the other pattern
     * @return {@code true} if the patterns have a device in common
     */
    public boolean overlaps(DevicePattern other) {
        return (type == other.type || matchesAll() || other.matchesAll())
                && (major == ANY || other.major == ANY || major == other.major)
                && (minor == ANY || other.minor == ANY || minor == other.minor);
    }

    // Written out for the reason given at DeviceAccess.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DevicePattern p && type == p.type && major == p.major && minor == p.minor;
    }

    @Override
    public int hashCode() {
        return (Long.hashCode(major) * 31 + Long.hashCode(minor)) * 31
                + type.name().hashCode();
    }

    /** {@return the form of the v1 controller's files, such as {@code c 136:*}} */
    @Override
    public String toString() {
        return type.specName() + " " + number(major) + ':' + number(minor);
    }

    private static String number(long number) {
        return number == ANY ? "*" : Long.toString(number);
    }
}
