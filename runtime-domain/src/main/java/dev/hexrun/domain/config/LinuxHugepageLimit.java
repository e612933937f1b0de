package dev.hexrun.domain.config;

/**
 * The limit of huge pages of one size.
 *
 * @param pageSize the size: a number and {@code KB}, {@code MB} or {@code GB}
 * @param limit bytes, unsigned
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#huge-page-limits">config-linux.md#huge-page-limits</a>
 */
public record LinuxHugepageLimit(String pageSize, long limit) {}
