package dev.hexrun.domain.resource;

import dev.hexrun.domain.config.LinuxThrottleDevice;
import dev.hexrun.domain.config.LinuxWeightDevice;

/** The numbers of block devices in files of cgroups: {@code MAJOR:MINOR}. */
final class BlockDevice {

    private BlockDevice() {}

    static String of(LinuxWeightDevice device) {
        return device.major() + ":" + device.minor();
    }

    static String of(LinuxThrottleDevice device) {
        return device.major() + ":" + device.minor();
    }
}
