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
     * {@return the maximum number; -1 for no limit}
     */
    OptionalLong limit();

    /** {@return a builder without values} */
    static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link LinuxPids}. */
    class Builder extends ImmutableLinuxPids.Builder {
        Builder() {}
    }
}
