package dev.hexrun.domain.config;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.immutables.value.Value;

/**
 * A device node that is made in the container.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#devices">config-linux.md#devices</a>
 */
@Value.Immutable
public interface LinuxDevice {
    /**
     * {@return where in the container, absolute}
     */
    @Value.Default
    default String path() {
        return "";
    }

    /**
     * {@return what it is}
     */
    LinuxDeviceType type();

    /**
     * {@return the major number; a fifo needs none}
     */
    OptionalLong major();

    /**
     * {@return the minor number; a fifo needs none}
     */
    OptionalLong minor();

    /**
     * {@return the permission bits; absent means 0666} Bits of the file type may be there as well.
     */
    OptionalInt fileMode();

    /**
     * {@return the owner, 0 to 2^32-1 as the container sees it; absent means 0}
     */
    OptionalLong uid();

    /**
     * {@return the group, 0 to 2^32-1 as the container sees it; absent means 0}
     */
    OptionalLong gid();

    /** {@return a builder in which nothing is set} */
    static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a {@link LinuxDevice}. */
    class Builder extends ImmutableLinuxDevice.Builder {
        Builder() {}
    }
}
