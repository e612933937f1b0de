package dev.hexrun.domain.config;

/**
 * The size of a terminal, in characters.
 *
 * @param height lines, 0 to 2^32-1
 * @param width columns, 0 to 2^32-1
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md#process">config.md#process</a>
 */
public record Box(long height, long width) {}
