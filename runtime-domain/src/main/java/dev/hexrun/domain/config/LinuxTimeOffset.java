package dev.hexrun.domain.config;

/**
 * The offset of a clock.
 *
 * @param secs seconds, possibly negative
 * @param nanosecs nanoseconds to add, 0 to 10^9-1
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#offset-for-time-namespace">config-linux.md#offset-for-time-namespace</a>
 */
public record LinuxTimeOffset(long secs, long nanosecs) {}
