package dev.hexrun.app.command;

import java.util.Optional;

/**
 * The settings of a command that come from its global flags.
 *
 * @param rootless whether to treat the caller as rootless when managing cgroups; empty to detect it
 * @param cgroups whether to create cgroups for new containers
 */
public record RuntimeSettings(Optional<Boolean> rootless, CgroupUse cgroups) {

    /** The use of cgroups for new containers. */
    public enum CgroupUse {
        /** The selected driver creates cgroups for each container. */
        DRIVER,
        /** Containers stay in the caller's cgroups. */
        NONE
    }
}
