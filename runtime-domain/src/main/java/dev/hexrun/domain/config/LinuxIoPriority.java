package dev.hexrun.domain.config;

/**
 * The I/O priority of a process, as {@code ioprio_set(2)} takes it.
 *
 * @param priorityClass the scheduling class; the field is {@code class} in config.json, which is a keyword in Java
 * @param priority 0 (highest) to 7 (lowest)
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md#linux-process">config.md#linux-process</a>
 */
public record LinuxIoPriority(IoPriorityClass priorityClass, int priority) {}
