package dev.hexrun.domain.config;

import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * One mount of a container.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md#mounts">config.md#mounts</a>
 */
@Value.Immutable
public interface Mount {
    /**
     * {@return where in the container it goes; {@code mount(2)}'s target}
     */
    @Value.Default
    default String destination() {
        return "";
    }

    /**
     * {@return the file system, as {@code /proc/filesystems} has it; without meaning for a bind
     * mount}
     */
    Optional<String> type();

    /**
     * {@return the device or, for a bind mount, the path on the host; a relative one lies below the
     * bundle}
     */
    Optional<String> source();

    /**
     * {@return the options as {@code fstab} has them, in order; see {@link
     * dev.hexrun.domain.mount.MountOptions}}
     */
    List<String> options();

    /**
     * {@return how the owners of files appear in this mount; empty for no such mapping}
     */
    List<LinuxIdMapping> uidMappings();

    /**
     * {@return how the groups of files appear in this mount; empty for no such mapping}
     */
    List<LinuxIdMapping> gidMappings();

    /** {@return a builder in which nothing is set} */
    static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a {@link Mount}. */
    class Builder extends ImmutableMount.Builder {
        Builder() {}
    }
}
