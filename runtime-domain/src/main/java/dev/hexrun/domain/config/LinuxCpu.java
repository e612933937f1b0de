package dev.hexrun.domain.config;

import java.util.Optional;
import java.util.OptionalLong;
import org.immutables.value.Value;

/**
 * The CPU limits of a cgroup.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#cpu">config-linux.md#cpu</a>
 */
@Value.Immutable
public interface LinuxCpu {
    /**
     * {@return the weight relative to other cgroups, unsigned; 0 means unset}
     */
    OptionalLong shares();

    /**
     * {@return the CPU time in microseconds per period; -1 for no limit}
     */
    OptionalLong quota();

    /**
     * {@return the unused quota in microseconds that may accumulate}
     */
    OptionalLong burst();

    /**
     * {@return the period in microseconds}
     */
    OptionalLong period();

    /**
     * {@return the time in microseconds of real-time processes per real-time period}
     */
    OptionalLong realtimeRuntime();

    /**
     * {@return the real-time period in microseconds}
     */
    OptionalLong realtimePeriod();

    /**
     * {@return the CPUs, a list such as {@code 0-3,7}}
     */
    Optional<String> cpus();

    /**
     * {@return the memory nodes, a list such as {@code 0-3,7}}
     */
    Optional<String> mems();

    /**
     * {@return 1 for {@code SCHED_IDLE} scheduling of the cgroup, 0 for normal scheduling}
     */
    OptionalLong idle();

    /** {@return a builder without values} */
    static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link LinuxCpu}. */
    class Builder extends ImmutableLinuxCpu.Builder {
        Builder() {}
    }
}
