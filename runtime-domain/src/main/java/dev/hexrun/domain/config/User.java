package dev.hexrun.domain.config;

import java.util.List;
import java.util.OptionalInt;
import org.immutables.value.Value;

/**
 * As whom a process runs. Ids are those that the container sees, 0 to 2^32-1.
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
     * {@return further groups; an empty list takes away those of the caller too}
     */
    List<Long> additionalGids();

    /** {@return user 0 and group 0 with no further groups} */
    static User root() {
        return builder().build();
    }

    /** {@return a builder in which nothing is set} */
    static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a {@link User}. */
    class Builder extends ImmutableUser.Builder {
        Builder() {}
    }
}
