package dev.hexrun.domain.config;

import java.util.List;
import java.util.OptionalLong;
import org.immutables.value.Value;

/**
 * The class and the priorities of network traffic of a cgroup.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#network">config-linux.md#network</a>
 */
@Value.Immutable
public interface LinuxNetwork {
    /**
     * {@return the class of packets, 0 to 2^32-1}
     */
    OptionalLong classID();

    /**
     * {@return the priorities by interface}
     */
    List<LinuxInterfacePriority> priorities();

    /** {@return a builder without values} */
    static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link LinuxNetwork}. */
    class Builder extends ImmutableLinuxNetwork.Builder {
        Builder() {}
    }
}
