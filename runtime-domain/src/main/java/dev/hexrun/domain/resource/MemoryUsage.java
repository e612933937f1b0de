package dev.hexrun.domain.resource;

import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.failure.ContainerException;
import java.util.OptionalLong;

/**
 * The memory that a cgroup uses, and what is said when a limit would be below it.
 *
 * @param current bytes now; empty if that is not known
 * @param peak bytes at most so far; empty if that is not known
 */
public record MemoryUsage(OptionalLong current, OptionalLong peak) {

    /**
     * Refuses limits that are below what is used, where the configuration wants that checked
     * ({@code memory.checkBeforeUpdate}).
     *
     * @param memory the limits
     * @throws ContainerException if one is below
     */
    public void check(LinuxMemory memory) {
        if (memory.checkBeforeUpdate().orElse(false)) {
            check("memory+swap", memory.swap().orElse(0));
            check("memory", memory.limit().orElse(0));
        }
    }

    private void check(String what, long limit) {
        if (limit > 0 && limit < current.orElse(0)) {
            throw new ContainerException("rejecting " + what + " limit " + limit + " <= usage " + current.orElse(0)
                    + ": " + refusalMessage(limit));
        }
    }

    /**
     * Says that a limit cannot be set.
     *
     * @param limit the limit in bytes
     * @return the sentence
     */
    public String refusalMessage(long limit) {
        return "unable to set memory limit to " + limit + " (current usage: " + current.orElse(0) + ", peak usage: "
                + peak.orElse(current.orElse(0)) + ")";
    }
}
