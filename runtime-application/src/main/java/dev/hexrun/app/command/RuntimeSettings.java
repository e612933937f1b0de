package dev.hexrun.app.command;

import java.util.Optional;

/**
 * Choices that hold for a whole command, from its global flags.
 *
 * @param rootless whether cgroups are handled as for the unprivileged; empty to find out
 * @param cgroups whether containers have cgroups of their own at all
 */
public record RuntimeSettings(Optional<Boolean> rootless, CgroupUse cgroups) {

    /** Whether containers have cgroups of their own. */
    public enum CgroupUse {
        /** They have, by the chosen driver. */
        DRIVER,
        /** They stay in the caller's. */
        NONE
    }
}
