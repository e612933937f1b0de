package dev.hexrun.domain.config;

import dev.hexrun.domain.namespace.LinuxNamespaceType;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * A namespace that is created or, if it has a path, joined.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#namespaces">config-linux.md#namespaces</a>
 */
@Value.Immutable
public interface LinuxNamespace {
    /**
     * {@return the type}
     */
    LinuxNamespaceType type();

    /**
     * {@return the file of the namespace to join, absolute; absent for a new one}
     */
    Optional<String> path();

    /** {@return a builder without values} */
    static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link LinuxNamespace}. */
    class Builder extends ImmutableLinuxNamespace.Builder {
        Builder() {}
    }
}
