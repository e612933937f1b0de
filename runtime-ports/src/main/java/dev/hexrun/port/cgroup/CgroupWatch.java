package dev.hexrun.port.cgroup;

import dev.hexrun.domain.step.WatchStep;

/**
 * How the kernel tells of something that happens in a container's cgroups.
 *
 * @param meaning what it means that the watch has noticed something
 * @param step what the native side has to do
 */
public record CgroupWatch(Meaning meaning, WatchStep.Watch step) {

    /** What was noticed. */
    public enum Meaning {
        /** The container has run out of memory, once. Told also when the cgroup is removed. */
        OUT_OF_MEMORY,
        /** Something was counted: {@link CgroupDriver#oomKills} may be greater now. */
        OOM_KILLS,
        /** The last process may have left: {@link CgroupDriver#pids} may be empty now. */
        POPULATION,
        /** Memory is getting short. Told also when the cgroup is removed. */
        PRESSURE
    }
}
