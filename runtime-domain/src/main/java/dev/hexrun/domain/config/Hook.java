package dev.hexrun.domain.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.immutables.value.Value;

/**
 * A command that is run at one point of the life of a container.
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
     * {@return its arguments, the first of which is its name}
     */
    List<String> args();

    /**
     * {@return its environment, each entry {@code NAME=value}; absent where the configuration does not name one, which is
     * not the same as an empty one}
     */
    Optional<List<String>> env();

    /**
     * {@return seconds until it is killed, more than zero; absent for no limit}
     */
    OptionalInt timeout();

    /** {@return a builder in which nothing is set} */
    static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a {@link Hook}. */
    class Builder extends ImmutableHook.Builder {
        Builder() {}
    }
}
