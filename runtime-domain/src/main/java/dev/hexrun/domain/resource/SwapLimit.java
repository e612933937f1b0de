package dev.hexrun.domain.resource;

import dev.hexrun.domain.failure.ContainerException;
import java.util.OptionalLong;

/**
 * The conversion of {@code linux.resources.memory.swap}, which limits the sum of memory and swap as cgroup v1 does, to
 * {@code memory.swap.max} of v2, which limits swap only.
 */
public final class SwapLimit {

    /** No limit. */
    public static final long UNLIMITED = -1;

    private SwapLimit() {}

    /**
     * Subtracts the memory limit.
     *
     * @param memoryAndSwap the limit of memory and swap in bytes; -1 for no limit, 0 if unset
     * @param memory the limit of memory in bytes; -1 for no limit, 0 if unset
     * @return the limit of swap in bytes, or {@link #UNLIMITED}; empty if it is not changed
     * @throws ContainerException if the limit of memory and swap is set without that of memory, or is less
     */
    public static OptionalLong of(long memoryAndSwap, long memory) {
        if (memoryAndSwap == 0) {
            // As on v1, an unlimited memory removes the limit of memory and swap.
            return memory == UNLIMITED ? OptionalLong.of(UNLIMITED) : OptionalLong.empty();
        }
        if (memoryAndSwap == UNLIMITED || memory == UNLIMITED) {
            return OptionalLong.of(memoryAndSwap);
        }
        if (memory == 0) {
            throw new ContainerException("unable to set swap limit without memory limit");
        }
        if (memory < 0) {
            throw new ContainerException("invalid memory value: " + memory);
        }
        if (memoryAndSwap < memory) {
            throw new ContainerException("memory+swap limit should be >= memory limit");
        }
        return OptionalLong.of(memoryAndSwap - memory);
    }
}
