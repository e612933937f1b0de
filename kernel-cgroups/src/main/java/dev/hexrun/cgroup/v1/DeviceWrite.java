package dev.hexrun.cgroup.v1;

/**
 * One write to a file of the v1 device controller.
 *
 * @param file {@code devices.allow} or {@code devices.deny}
 * @param value for example {@code c 1:3 rwm}
 */
record DeviceWrite(String file, String value) {}
