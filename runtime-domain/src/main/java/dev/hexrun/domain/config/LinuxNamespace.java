package dev.hexrun.domain.config;

import dev.hexrun.domain.namespace.LinuxNamespaceType;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * A namespace that is made or, with a path, joined.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#namespaces">config-linux.md#namespaces</a>
 */
@Value.Immutable
public interface LinuxNamespace {
    /**
     * {@return its kind}
     */
    LinuxNamespaceType type();

    /**
     * {@return the file of the namespace to join, absolute; absent for a new one}
     */
    Optional<String> path();

    /** {@return a builder in which nothing is set} */
    static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a {@link LinuxNamespace}. */
    class Builder extends ImmutableLinuxNamespace.Builder {
        Builder() {}
    }
}
