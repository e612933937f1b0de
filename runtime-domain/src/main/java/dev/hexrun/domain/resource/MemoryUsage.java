package dev.hexrun.domain.resource;

import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.failure.ContainerException;
import java.util.OptionalLong;

/**
 * The memory usage of a cgroup.
 *
 * @param current the usage in bytes; empty if unknown
 * @param peak the maximum usage so far in bytes; empty if unknown
 */
public record MemoryUsage(OptionalLong current, OptionalLong peak) {

    /**
     * Checks that limits are not below the usage, if {@code memory.checkBeforeUpdate} is set.
     *
     * @param memory the limits
     * @throws ContainerException if a limit is below the usage
     */
    public void check(LinuxMemory memory) {
        if (memory.checkBeforeUpdate().orElse(false)) {
            check("memory+swap", memory.swap().orElse(0));
            check("memory", memory.limit().orElse(0));
        }
    }

    private void check(String subject, long limit) {
        if (limit > 0 && limit < current.orElse(0)) {
            throw new ContainerException("rejecting " + subject + " limit " + limit + " <= usage " + current.orElse(0)
                    + ": " + refusalMessage(limit));
        }
    }

    /**
     * Returns the message for a limit that cannot be set.
     *
     * @param limit the limit in bytes
     * @return the message
     */
    public String refusalMessage(long limit) {
        return "unable to set memory limit to " + limit + " (current usage: " + current.orElse(0) + ", peak usage: "
                + peak.orElse(current.orElse(0)) + ")";
    }
}
