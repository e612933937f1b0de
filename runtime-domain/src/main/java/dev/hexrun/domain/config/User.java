package dev.hexrun.domain.config;

import java.util.List;
import java.util.OptionalInt;
import org.immutables.value.Value;

/**
 * The user and groups of a process. All ids are those inside the container, 0 to 2^32-1.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md#posix-platform-user">config.md#posix-platform-user</a>
 */
@Value.Immutable
public interface User {
    /**
     * {@return the user id}
     */
    @Value.Default
    default long uid() {
        return 0;
    }

    /**
     * {@return the group id}
     */
    @Value.Default
    default long gid() {
        return 0;
    }

    /**
     * {@return the file mode creation mask; absent means 0022}
     */
    OptionalInt umask();

    /**
     * {@return the supplementary groups; if empty, the process has none}
     */
    List<Long> additionalGids();

    /** {@return user 0 and group 0 without supplementary groups} */
    static User root() {
        return builder().build();
    }

    /** {@return a builder without values} */
    static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link User}. */
    class Builder extends ImmutableUser.Builder {
        Builder() {}
    }
}
