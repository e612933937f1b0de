package dev.hexrun.domain.config;

import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * The limits of cache and memory bandwidth of a container by {@code resctrl}.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#intelrdt">config-linux.md#intelrdt</a>
 */
@Value.Immutable
public interface LinuxIntelRdt {
    /**
     * {@return the class of service; absent for the id of the container}
     */
    Optional<String> closID();

    /**
     * {@return the lines for the {@code schemata} file}
     */
    List<String> schemata();

    /**
     * {@return the line for the L3 cache}
     */
    Optional<String> l3CacheSchema();

    /**
     * {@return the line for memory bandwidth}
     */
    Optional<String> memBwSchema();

    /**
     * {@return whether a monitoring group is created}
     */
    @Value.Default
    default boolean enableMonitoring() {
        return false;
    }

    /** {@return a builder without values} */
    static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link LinuxIntelRdt}. */
    class Builder extends ImmutableLinuxIntelRdt.Builder {
        Builder() {}
    }
}
