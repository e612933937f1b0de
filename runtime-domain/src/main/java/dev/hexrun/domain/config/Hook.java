package dev.hexrun.domain.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.immutables.value.Value;

/**
 * A command that is run at a point of the life cycle of a container.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md#posix-platform-hooks">config.md#posix-platform-hooks</a>
 */
@Value.Immutable
public interface Hook {
    /**
     * {@return the program, absolute}
     */
    @Value.Default
    default String path() {
        return "";
    }

    /**
     * {@return the arguments, starting with {@code argv[0]}}
     */
    List<String> args();

    /**
     * {@return the environment, each entry {@code NAME=value}; absent if the configuration has none, which differs from an
     * empty one}
     */
    Optional<List<String>> env();

    /**
     * {@return the seconds after which the hook is killed, positive; absent for no limit}
     */
    OptionalInt timeout();

    /** {@return a builder without values} */
    static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link Hook}. */
    class Builder extends ImmutableHook.Builder {
        Builder() {}
    }
}
