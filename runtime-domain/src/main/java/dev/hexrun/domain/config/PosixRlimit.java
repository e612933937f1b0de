package dev.hexrun.domain.config;

import dev.hexrun.domain.rlimit.Rlimit;

/**
 * A resource limit of a process. Both limits are unsigned 64-bit numbers; -1, which is 2^64-1,
 * means no limit.
 *
 * @param type the resource
 * @param soft the limit that the kernel enforces
 * @param hard the upper bound of {@code soft}
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md#posix-process">config.md#posix-process</a>
 */
public record PosixRlimit(Rlimit type, long soft, long hard) {}
