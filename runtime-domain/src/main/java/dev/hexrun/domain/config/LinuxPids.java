package dev.hexrun.domain.config;

import java.util.OptionalLong;
import org.immutables.value.Value;

/**
 * The limit of processes of a cgroup.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#pids">config-linux.md#pids</a>
 */
@Value.Immutable
public interface LinuxPids {
    /**
     * {@return how many; -1 for no limit}
     */
    OptionalLong limit();

    /** {@return a builder in which nothing is set} */
    static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a {@link LinuxPids}. */
    class Builder extends ImmutableLinuxPids.Builder {
        Builder() {}
    }
}
