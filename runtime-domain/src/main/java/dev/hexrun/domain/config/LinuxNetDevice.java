package dev.hexrun.domain.config;

import java.util.Optional;
import org.immutables.value.Value;

/**
 * What becomes of a network device in the container.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#network-devices">config-linux.md#network-devices</a>
 */
@Value.Immutable
public interface LinuxNetDevice {
    /**
     * {@return its name there; absent to keep that of the host}
     */
    Optional<String> name();

    /** {@return a builder in which nothing is set} */
    static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a {@link LinuxNetDevice}. */
    class Builder extends ImmutableLinuxNetDevice.Builder {
        Builder() {}
    }
}
