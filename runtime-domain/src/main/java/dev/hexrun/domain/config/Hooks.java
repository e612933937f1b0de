package dev.hexrun.domain.config;

import java.util.List;
import org.immutables.value.Value;

/**
 * The hooks of a container, each kind in the order in which they are run.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md#posix-platform-hooks">config.md#posix-platform-hooks</a>
 */
@Value.Immutable
public interface Hooks {
    /**
     * {@return after the namespaces are made and before the program is executed, in the runtime's
     * namespaces; deprecated by the specification in favour of the next three}
     */
    List<Hook> prestart();

    /**
     * {@return during create, after {@code prestart}, in the runtime's namespaces}
     */
    List<Hook> createRuntime();

    /**
     * {@return during create and before the root is changed, in the container's namespaces}
     */
    List<Hook> createContainer();

    /**
     * {@return during start and before the program is executed, in the container}
     */
    List<Hook> startContainer();

    /**
     * {@return after the program was started, in the runtime's namespaces}
     */
    List<Hook> poststart();

    /**
     * {@return after the container was deleted, in the runtime's namespaces}
     */
    List<Hook> poststop();

    /** {@return a builder in which nothing is set} */
    static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a {@link Hooks}. */
    class Builder extends ImmutableHooks.Builder {
        Builder() {}
    }
}
