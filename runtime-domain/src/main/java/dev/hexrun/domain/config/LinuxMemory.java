package dev.hexrun.domain.config;

import java.util.Optional;
import java.util.OptionalLong;
import org.immutables.value.Value;

/**
 * The memory limits of a cgroup, in bytes; -1 means no limit.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#memory">config-linux.md#memory</a>
 */
@Value.Immutable
public interface LinuxMemory {
    /**
     * {@return the limit}
     */
    OptionalLong limit();

    /**
     * {@return the soft limit}
     */
    OptionalLong reservation();

    /**
     * {@return the limit of memory and swap together}
     */
    OptionalLong swap();

    /**
     * {@return the kernel memory limit; obsolete and ignored}
     */
    OptionalLong kernel();

    /**
     * {@return the TCP buffer limit; obsolete and ignored}
     */
    OptionalLong kernelTCP();

    /**
     * {@return the swappiness, 0 to 100}
     */
    OptionalLong swappiness();

    /**
     * {@return whether the OOM killer is disabled for the cgroup}
     */
    Optional<Boolean> disableOOMKiller();

    /**
     * {@return whether the usage of child cgroups is included}
     */
    Optional<Boolean> useHierarchy();

    /**
     * {@return whether a limit below the current usage is refused}
     */
    Optional<Boolean> checkBeforeUpdate();

    /** {@return a builder without values} */
    static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link LinuxMemory}. */
    class Builder extends ImmutableLinuxMemory.Builder {
        Builder() {}
    }
}
