package dev.hexrun.domain.resource;

import dev.hexrun.domain.failure.ContainerException;
import java.util.OptionalLong;

/**
 * Converts {@code linux.resources.memory.swap}, which limits memory and swap together as cgroup v1 does, to
 * {@code memory.swap.max} of v2, which limits swap alone.
 */
public final class SwapLimit {

    /** No limit. */
    public static final long UNLIMITED = -1;

    private SwapLimit() {}

    /**
     * Subtracts the memory limit where there is something to subtract from.
     *
     * @param memoryAndSwap the limit of both together in bytes; -1 for none, 0 for not asked for
     * @param memory the limit of memory in bytes; -1 for none, 0 for not asked for
     * @return the limit of swap in bytes, or {@link #UNLIMITED}; empty if it is to be left as it is
     * @throws ContainerException if the limit of both is given without that of memory, or is less
     */
    public static OptionalLong of(long memoryAndSwap, long memory) {
        if (memoryAndSwap == 0) {
            // Without a limit of memory the limit of both goes too, as it does on v1.
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
