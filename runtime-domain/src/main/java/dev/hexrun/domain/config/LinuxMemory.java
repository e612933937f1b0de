package dev.hexrun.domain.config;

import java.util.Optional;
import java.util.OptionalLong;
import org.immutables.value.Value;

/**
 * The memory limits of a cgroup, in bytes; -1 stands for no limit.
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
     * {@return the kernel memory limit; obsolete and without effect}
     */
    OptionalLong kernel();

    /**
     * {@return the TCP buffer limit; obsolete and without effect}
     */
    OptionalLong kernelTCP();

    /**
     * {@return how much the kernel swaps, 0 to 100}
     */
    OptionalLong swappiness();

    /**
     * {@return whether the OOM killer leaves the cgroup alone}
     */
    Optional<Boolean> disableOOMKiller();

    /**
     * {@return whether the use of children counts too}
     */
    Optional<Boolean> useHierarchy();

    /**
     * {@return whether an update below what is in use is refused}
     */
    Optional<Boolean> checkBeforeUpdate();

    /** {@return a builder in which nothing is set} */
    static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a {@link LinuxMemory}. */
    class Builder extends ImmutableLinuxMemory.Builder {
        Builder() {}
    }
}
