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
     * {@return microseconds of CPU time per period; -1 for no limit}
     */
    OptionalLong quota();

    /**
     * {@return microseconds that unused quota may gather to}
     */
    OptionalLong burst();

    /**
     * {@return microseconds of a period}
     */
    OptionalLong period();

    /**
     * {@return microseconds of real-time scheduling per real-time period}
     */
    OptionalLong realtimeRuntime();

    /**
     * {@return microseconds of a real-time period}
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
     * {@return 1 to run only when nothing else does, 0 not to}
     */
    OptionalLong idle();

    /** {@return a builder in which nothing is set} */
    static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a {@link LinuxCpu}. */
    class Builder extends ImmutableLinuxCpu.Builder {
        Builder() {}
    }
}
