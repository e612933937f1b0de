package dev.hexrun.domain.config;

import java.util.OptionalInt;
import org.immutables.value.Value;

/**
 * The block I/O weight for one device.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#block-io">config-linux.md#block-io</a>
 */
@Value.Immutable
public interface LinuxWeightDevice {
    /**
     * {@return the major number}
     */
    long major();

    /**
     * {@return the minor number}
     */
    long minor();

    /**
     * {@return the weight, 10 to 1000}
     */
    OptionalInt weight();

    /**
     * {@return the weight relative to child cgroups, 10 to 1000; cgroup v1 only}
     */
    OptionalInt leafWeight();

    /** {@return a builder without values} */
    static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link LinuxWeightDevice}. */
    class Builder extends ImmutableLinuxWeightDevice.Builder {
        Builder() {}
    }
}
