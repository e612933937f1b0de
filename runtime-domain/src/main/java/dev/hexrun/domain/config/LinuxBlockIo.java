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
     * {@return the weight relative to child cgroups, 10 to 1000; cgroup v1 only}
     */
    OptionalInt leafWeight();

    /**
     * {@return the weights by device}
     */
    List<LinuxWeightDevice> weightDevice();

    /**
     * {@return the limits of bytes read per second, by device}
     */
    List<LinuxThrottleDevice> throttleReadBpsDevice();

    /**
     * {@return the limits of bytes written per second, by device}
     */
    List<LinuxThrottleDevice> throttleWriteBpsDevice();

    /**
     * {@return the limits of reads per second, by device}
     */
    List<LinuxThrottleDevice> throttleReadIOPSDevice();

    /**
     * {@return the limits of writes per second, by device}
     */
    List<LinuxThrottleDevice> throttleWriteIOPSDevice();

    /** {@return a builder without values} */
    static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link LinuxBlockIo}. */
    class Builder extends ImmutableLinuxBlockIo.Builder {
        Builder() {}
    }
}
