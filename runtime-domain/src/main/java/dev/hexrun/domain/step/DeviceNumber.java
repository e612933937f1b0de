package dev.hexrun.domain.step;

/**
 * A device, {@code mknod(2)}.
 *
 * @param type {@code c}, {@code b}, or {@code p} for a fifo
 * @param major the major number
 * @param minor the minor number
 */
public record DeviceNumber(
        char type, @Unsigned int major, @Unsigned int minor) {

    String describe() {
        return type == 'p' ? "p" : type + " " + Integer.toUnsignedString(major) + ":" + Integer.toUnsignedString(minor);
    }
}
