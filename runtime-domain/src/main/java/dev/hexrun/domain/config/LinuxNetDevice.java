package dev.hexrun.domain.config;

import java.util.Optional;
import org.immutables.value.Value;

/**
 * A network device that is moved into the container.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#network-devices">config-linux.md#network-devices</a>
 */
@Value.Immutable
public interface LinuxNetDevice {
    /**
     * {@return its name in the container; absent to keep the name}
     */
    Optional<String> name();

    /** {@return a builder without values} */
    static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link LinuxNetDevice}. */
    class Builder extends ImmutableLinuxNetDevice.Builder {
        Builder() {}
    }
}
