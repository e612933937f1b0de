package dev.hexrun.cgroup.device;

import org.jspecify.annotations.Nullable;

/**
 * One device, or many.
 *
 * @param type {@code c} or {@code b}
 * @param major the major number, or {@link #ANY}
 * @param minor the minor number, or {@link #ANY}
 */
public record Device(char type, long major, long minor) {

    /** Every number. */
    public static final long ANY = -1;

    /**
     * Tells whether this stands for every device that another stands for.
     *
     * @param other the other
     * @return {@code true} if it does
     */
    public boolean covers(Device other) {
        return type == other.type && (major == ANY || major == other.major) && (minor == ANY || minor == other.minor);
    }

    /**
     * Tells whether there is a device that both this and another stand for.
     *
     * @param other the other
     * @return {@code true} if there is
     */
    public boolean meets(Device other) {
        return type == other.type
                && (major == ANY || other.major == ANY || major == other.major)
                && (minor == ANY || other.minor == ANY || minor == other.minor);
    }

    // Written out, since a record's own are linked at run time, which a command that lives for milliseconds would feel.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Device d && type == d.type && major == d.major && minor == d.minor;
    }

    @Override
    public int hashCode() {
        return (Long.hashCode(major) * 31 + Long.hashCode(minor)) * 31 + type;
    }

    @Override
    public String toString() {
        return type + " " + (major == ANY ? "*" : Long.toString(major)) + ':'
                + (minor == ANY ? "*" : Long.toString(minor));
    }
}
