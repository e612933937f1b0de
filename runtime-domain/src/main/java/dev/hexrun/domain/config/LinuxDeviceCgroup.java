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
     * {@return whether the access is granted or taken away}
     */
    @Value.Default
    default boolean allow() {
        return false;
    }

    /**
     * {@return which devices it is about; all if the configuration does not say}
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
     * {@return some of {@code r} (read), {@code w} (write) and {@code m} (mknod)} Absent only
     * before validation, which refuses it.
     */
    Optional<String> access();

    /** {@return a builder in which nothing is set} */
    static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a {@link LinuxDeviceCgroup}. */
    class Builder extends ImmutableLinuxDeviceCgroup.Builder {
        Builder() {}
    }
}
