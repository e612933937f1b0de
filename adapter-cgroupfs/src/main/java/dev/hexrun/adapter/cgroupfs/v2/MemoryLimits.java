package dev.hexrun.adapter.cgroupfs.v2;

import dev.hexrun.adapter.cgroupfs.tree.ControlGroup;
import dev.hexrun.adapter.cgroupfs.tree.ResourceField;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.resource.SwapLimit;
import java.util.OptionalLong;

/**
 * {@code linux.resources.memory} in the memory controller of v2. What v2 has no file for is ignored: {@code kernel},
 * {@code kernelTCP}, {@code swappiness}, {@code disableOOMKiller}, {@code useHierarchy}.
 */
final class MemoryLimits {

    private static final String MAX = "max";
    private static final String CURRENT = "memory.current";
    private static final String SWAP_MAX = "memory.swap.max";
    private static final long UNLIMITED = -1;

    private MemoryLimits() {}

    /** Sets what is asked for. */
    static void apply(ControlGroup group, LinuxMemory memory) {
        long limit = memory.limit().orElse(0);
        long swap = memory.swap().orElse(0);
        if (memory.checkBeforeUpdate().orElse(false)) {
            refuseBelowUsage(group, limit);
            refuseBelowUsage(group, swap);
        }
        OptionalLong swapAlone = swapAlone(swap, limit);
        if (swapAlone.isPresent()) {
            swap(group, swapAlone.getAsLong());
        }
        if (limit != 0) {
            group.set(ResourceField.MEMORY_LIMIT, "memory.max", value(limit));
        }
        long reservation = memory.reservation().orElse(0);
        if (reservation != 0) {
            group.set(ResourceField.MEMORY_RESERVATION, "memory.low", value(reservation));
        }
    }

    private static OptionalLong swapAlone(long memoryAndSwap, long memory) {
        try {
            return SwapLimit.of(memoryAndSwap, memory);
        } catch (ContainerException e) {
            throw new ContainerException(ResourceField.MEMORY_SWAP.pointer() + ": " + e.text(), e);
        }
    }

    private static void swap(ControlGroup group, long swap) {
        if (swap > 0) {
            group.set(ResourceField.MEMORY_SWAP, SWAP_MAX, Long.toString(swap));
        } else {
            // A kernel without swap has no file, and neither limits nor grants any.
            group.attempt(ResourceField.MEMORY_SWAP, SWAP_MAX, value(swap), Errno.ENOENT);
        }
    }

    private static void refuseBelowUsage(ControlGroup group, long limit) {
        long current = group.number(CURRENT).orElse(0);
        if (limit > 0 && limit < current) {
            throw new ContainerException("unable to set memory limit to " + limit + " (current usage: " + current
                    + ", peak usage: " + group.number("memory.peak").orElse(current) + ")");
        }
    }

    private static String value(long bytes) {
        return bytes == UNLIMITED ? MAX : Long.toString(bytes);
    }
}
