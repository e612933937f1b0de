package dev.hexrun.domain.device;

import java.util.List;

/** The device drivers and devices of a host at present. */
public interface HostDevices {

    /** {@return the content of {@code /proc/devices}: the major numbers and the drivers that have them} */
    String drivers();

    /**
     * Returns the numbers of the present devices: the names in {@code /sys/dev/char} or {@code /sys/dev/block}.
     *
     * @param block whether the numbers of block devices are returned, or those of character devices
     * @return for example {@code 1:3}
     */
    List<String> numbers(boolean block);

    /**
     * Returns whether a device node exists.
     *
     * @param path for example {@code /dev/char/1:3}
     * @return {@code true} if it exists
     */
    boolean hasNode(String path);
}
