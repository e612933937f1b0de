package dev.hexrun.domain.config;

import java.util.List;
import org.immutables.value.Value;

/**
 * The hooks of a container, in the order in which they are run.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md#posix-platform-hooks">config.md#posix-platform-hooks</a>
 */
@Value.Immutable
public interface Hooks {
    /**
     * {@return the hooks that are run after the namespaces are created and before the program is
     * executed, in the namespaces of the runtime; deprecated in favor of the next three kinds}
     */
    List<Hook> prestart();

    /**
     * {@return the hooks that are run by create, after {@code prestart}, in the namespaces of the runtime}
     */
    List<Hook> createRuntime();

    /**
     * {@return the hooks that are run by create, before the root is changed, in the namespaces of the container}
     */
    List<Hook> createContainer();

    /**
     * {@return the hooks that are run by start, before the program is executed, in the container}
     */
    List<Hook> startContainer();

    /**
     * {@return the hooks that are run after the program was started, in the namespaces of the runtime}
     */
    List<Hook> poststart();

    /**
     * {@return the hooks that are run after the container was deleted, in the namespaces of the runtime}
     */
    List<Hook> poststop();

    /** {@return a builder without values} */
    static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link Hooks}. */
    class Builder extends ImmutableHooks.Builder {
        Builder() {}
    }
}
