package dev.hexrun.domain.device;

/**
 * A rule that allows or denies accesses to devices.
 *
 * @param devices the devices
 * @param access the accesses, at least one; all of them if the rule matches every device
 * @param allow whether the accesses are allowed
 */
public record DeviceRule(DevicePattern devices, DeviceAccess access, boolean allow) {

    static DeviceRule allow(DevicePattern devices, DeviceAccess access) {
        return new DeviceRule(devices, access, true);
    }
}
