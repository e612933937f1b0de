package dev.hexrun.domain.config;

/**
 * A range of user or group ids. All are 0 to 2^32-1.
 *
 * @param containerID the first id in the container
 * @param hostID the first id on the host
 * @param size the number of ids
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#user-namespace-mappings">config-linux.md#user-namespace-mappings</a>
 */
public record LinuxIdMapping(long containerID, long hostID, long size) {}
