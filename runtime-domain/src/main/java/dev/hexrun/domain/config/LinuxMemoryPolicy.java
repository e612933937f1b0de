package dev.hexrun.domain.config;

import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * The NUMA memory policy of a process, as {@code set_mempolicy(2)} takes it.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#memory-policy">config-linux.md#memory-policy</a>
 */
@Value.Immutable
public interface LinuxMemoryPolicy {
    /**
     * {@return the mode}
     */
    MemoryPolicyMode mode();

    /**
     * {@return the nodes, a list such as {@code 0-3,7}}
     */
    Optional<String> nodes();

    /**
     * {@return the flags}
     */
    List<MemoryPolicyFlag> flags();

    /** {@return a builder without values} */
    static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link LinuxMemoryPolicy}. */
    class Builder extends ImmutableLinuxMemoryPolicy.Builder {
        Builder() {}
    }
}
