package dev.hexrun.adapter.cgroupfs.v1;

import dev.hexrun.adapter.cgroupfs.tree.ControlGroup;
import dev.hexrun.adapter.cgroupfs.tree.ResourceField;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.Errno;

/**
 * {@code linux.resources.memory} in the memory controller of v1. {@code kernel} and {@code kernelTCP} are ignored as the
 * kernel does since 5.16, and so is {@code useHierarchy}, which is always on.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/memory.html">memory resource controller</a>
 */
final class MemoryLimits {

    private static final String LIMIT = "memory.limit_in_bytes";
    private static final String SWAP_LIMIT = "memory.memsw.limit_in_bytes";
    private static final String USAGE = "memory.usage_in_bytes";
    private static final String PEAK = "memory.max_usage_in_bytes";
    private static final long UNLIMITED = -1;
    private static final long HIGHEST_SWAPPINESS = 100;

    private MemoryLimits() {}

    /** Sets what is asked for. */
    static void apply(ControlGroup group, LinuxMemory memory) {
        long limit = memory.limit().orElse(0);
        long swap = memory.swap().orElse(0);
        if (limit > 0 && swap > 0 && swap < limit) {
            throw new ContainerException(
                    ResourceField.MEMORY_SWAP.pointer() + ": memory+swap limit should be >= memory limit");
        }
        if (memory.checkBeforeUpdate().orElse(false)) {
            refuseBelowUsage(group, limit);
            refuseBelowUsage(group, swap);
        }
        limits(group, limit, swap);
        long reservation = memory.reservation().orElse(0);
        if (reservation != 0) {
            group.set(ResourceField.MEMORY_RESERVATION, "memory.soft_limit_in_bytes", Long.toString(reservation));
        }
        if (memory.disableOOMKiller().orElse(false)) {
            group.set(ResourceField.MEMORY_DISABLE_OOM_KILLER, "memory.oom_control", "1");
        }
        long swappiness = memory.swappiness().orElse(-1);
        if (swappiness > HIGHEST_SWAPPINESS) {
            throw new ContainerException(ResourceField.MEMORY_SWAPPINESS.pointer()
                    + ": invalid memory swappiness value: " + swappiness + " (valid range is 0-100)");
        }
        if (swappiness >= 0) {
            group.set(ResourceField.MEMORY_SWAPPINESS, "memory.swappiness", Long.toString(swappiness));
        }
    }

    /** At no time may the limit of memory be above that of memory and swap: the kernel refuses with EINVAL. */
    private static void limits(ControlGroup group, long limit, long swap) {
        boolean raised = limit != 0
                && swap != 0
                && (swap == UNLIMITED || group.number(LIMIT).orElse(0) < swap);
        if (raised) {
            swapLimit(group, swap);
            limit(group, limit);
        } else if (limit == UNLIMITED && swap == 0) {
            // No limit of memory is meant for both together; there may be none for swap in this kernel.
            if (group.has(SWAP_LIMIT)) {
                swapLimit(group, UNLIMITED);
            }
            limit(group, limit);
        } else {
            limit(group, limit);
            swapLimit(group, swap);
        }
    }

    private static void limit(ControlGroup group, long limit) {
        if (limit == 0) {
            return;
        }
        if (!group.attempt(ResourceField.MEMORY_LIMIT, LIMIT, Long.toString(limit), Errno.EBUSY)) {
            throw inUse(group, limit);
        }
    }

    private static void swapLimit(ControlGroup group, long swap) {
        if (swap == UNLIMITED) {
            // Without swap accounting there is no limit either.
            group.attempt(ResourceField.MEMORY_SWAP, SWAP_LIMIT, "-1", Errno.ENOENT);
        } else if (swap != 0) {
            group.set(ResourceField.MEMORY_SWAP, SWAP_LIMIT, Long.toString(swap));
        }
    }

    private static void refuseBelowUsage(ControlGroup group, long limit) {
        if (limit > 0 && limit < group.number(USAGE).orElse(0)) {
            throw inUse(group, limit);
        }
    }

    private static ContainerException inUse(ControlGroup group, long limit) {
        return new ContainerException("unable to set memory limit to " + limit + " (current usage: "
                + group.number(USAGE).orElse(0) + ", peak usage: "
                + group.number(PEAK).orElse(0) + ")");
    }
}
