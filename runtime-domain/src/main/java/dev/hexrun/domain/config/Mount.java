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
     * {@return the mount point in the container; the target of {@code mount(2)}}
     */
    @Value.Default
    default String destination() {
        return "";
    }

    /**
     * {@return the type of the file system, as in {@code /proc/filesystems}; ignored for a bind mount}
     */
    Optional<String> type();

    /**
     * {@return the device or, for a bind mount, the path on the host; a relative path is relative to
     * the bundle}
     */
    Optional<String> source();

    /**
     * {@return the options in their order, as in {@code fstab(5)}; see {@link
     * dev.hexrun.domain.mount.MountOptions}}
     */
    List<String> options();

    /**
     * {@return the mapping of the owners of files; empty if owners are not mapped}
     */
    List<LinuxIdMapping> uidMappings();

    /**
     * {@return the mapping of the groups of files; empty if groups are not mapped}
     */
    List<LinuxIdMapping> gidMappings();

    /** {@return a builder without values} */
    static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link Mount}. */
    class Builder extends ImmutableMount.Builder {
        Builder() {}
    }
}
