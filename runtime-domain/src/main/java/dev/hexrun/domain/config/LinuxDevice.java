package dev.hexrun.domain.config;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.immutables.value.Value;

/**
 * A device node in the container.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#devices">config-linux.md#devices</a>
 */
@Value.Immutable
public interface LinuxDevice {
    /**
     * {@return the path in the container, absolute}
     */
    @Value.Default
    default String path() {
        return "";
    }

    /**
     * {@return the type}
     */
    LinuxDeviceType type();

    /**
     * {@return the major number; absent for a fifo}
     */
    OptionalLong major();

    /**
     * {@return the minor number; absent for a fifo}
     */
    OptionalLong minor();

    /**
     * {@return the permission bits; absent means 0666} Bits of the file type are allowed and ignored.
     */
    OptionalInt fileMode();

    /**
     * {@return the owner inside the container, 0 to 2^32-1; absent means 0}
     */
    OptionalLong uid();

    /**
     * {@return the group inside the container, 0 to 2^32-1; absent means 0}
     */
    OptionalLong gid();

    /** {@return a builder without values} */
    static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link LinuxDevice}. */
    class Builder extends ImmutableLinuxDevice.Builder {
        Builder() {}
    }
}
