package dev.hexrun.domain.config;

/**
 * The block I/O rate for one device.
 *
 * @param major the major number
 * @param minor the minor number
 * @param rate bytes or operations per second, unsigned; 0 removes the limit
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#block-io">config-linux.md#block-io</a>
 */
public record LinuxThrottleDevice(long major, long minor, long rate) {}
