package dev.hexrun.domain.config;

/**
 * A condition on an argument of a system call. Values are unsigned 64-bit numbers.
 *
 * @param index the index of the argument, 0 to 5
 * @param value the value that the argument is compared with, or the mask of {@code SCMP_CMP_MASKED_EQ}
 * @param valueTwo the value that the masked argument is compared with
 * @param op the comparison
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#seccomp">config-linux.md#seccomp</a>
 */
public record LinuxSeccompArg(int index, long value, long valueTwo, LinuxSeccompOperator op) {}
