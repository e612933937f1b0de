package dev.hexrun.domain.device;

/**
 * One write to a file of the v1 device controller.
 *
 * @param file {@code devices.allow} or {@code devices.deny}
 * @param value for example {@code c 1:3 rwm}
 */
public record V1DeviceWrite(String file, String value) {}
