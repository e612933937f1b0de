package dev.hexrun.domain.config;

import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * Cache and memory bandwidth of a container by {@code resctrl}.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#intelrdt">config-linux.md#intelrdt</a>
 */
@Value.Immutable
public interface LinuxIntelRdt {
    /**
     * {@return the class of service; absent means the id of the container}
     */
    Optional<String> closID();

    /**
     * {@return lines for the {@code schemata} file}
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
     * {@return whether a monitoring group is made}
     */
    @Value.Default
    default boolean enableMonitoring() {
        return false;
    }

    /** {@return a builder in which nothing is set} */
    static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a {@link LinuxIntelRdt}. */
    class Builder extends ImmutableLinuxIntelRdt.Builder {
        Builder() {}
    }
}
