package dev.hexrun.domain.config;

import java.util.Optional;
import java.util.OptionalLong;
import org.immutables.value.Value;

/**
 * A rule of the device controller.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#allowed-device-list">config-linux.md#allowed-device-list</a>
 */
@Value.Immutable
public interface LinuxDeviceCgroup {
    /**
     * {@return whether the access is allowed}
     */
    @Value.Default
    default boolean allow() {
        return false;
    }

    /**
     * {@return the type of the devices; {@link LinuxDeviceCgroupType#ALL} if absent}
     */
    @Value.Default
    default LinuxDeviceCgroupType type() {
        return LinuxDeviceCgroupType.ALL;
    }

    /**
     * {@return the major number; absent for any}
     */
    OptionalLong major();

    /**
     * {@return the minor number; absent for any}
     */
    OptionalLong minor();

    /**
     * {@return some of {@code r} (read), {@code w} (write) and {@code m} (mknod); validation refuses a
     * rule without}
     */
    Optional<String> access();

    /** {@return a builder without values} */
    static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link LinuxDeviceCgroup}. */
    class Builder extends ImmutableLinuxDeviceCgroup.Builder {
        Builder() {}
    }
}
