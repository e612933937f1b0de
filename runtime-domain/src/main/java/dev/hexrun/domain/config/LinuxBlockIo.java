package dev.hexrun.domain.config;

import java.util.List;
import java.util.OptionalInt;
import org.immutables.value.Value;

/**
 * The block I/O limits of a cgroup.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#block-io">config-linux.md#block-io</a>
 */
@Value.Immutable
public interface LinuxBlockIo {
    /**
     * {@return the weight, 10 to 1000}
     */
    OptionalInt weight();

    /**
     * {@return the weight against child cgroups, 10 to 1000; cgroup v1 only}
     */
    OptionalInt leafWeight();

    /**
     * {@return weights by device}
     */
    List<LinuxWeightDevice> weightDevice();

    /**
     * {@return bytes per second read, by device}
     */
    List<LinuxThrottleDevice> throttleReadBpsDevice();

    /**
     * {@return bytes per second written, by device}
     */
    List<LinuxThrottleDevice> throttleWriteBpsDevice();

    /**
     * {@return reads per second, by device}
     */
    List<LinuxThrottleDevice> throttleReadIOPSDevice();

    /**
     * {@return writes per second, by device}
     */
    List<LinuxThrottleDevice> throttleWriteIOPSDevice();

    /** {@return a builder in which nothing is set} */
    static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a {@link LinuxBlockIo}. */
    class Builder extends ImmutableLinuxBlockIo.Builder {
        Builder() {}
    }
}
