package dev.hexrun.domain.config;

/**
 * The priority of traffic over a network interface.
 *
 * @param name the name of the interface
 * @param priority 0 to 2^32-1
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#network">config-linux.md#network</a>
 */
public record LinuxInterfacePriority(String name, long priority) {}
