package dev.hexrun.port.cgroup;

import dev.hexrun.domain.step.Step;
import dev.hexrun.domain.step.WatchStep;

/**
 * A source of events about a container's cgroups.
 *
 * @param meaning the meaning of an event
 * @param step the step that watches the source, from {@code ContributedSteps}
 */
public record CgroupWatch(Meaning meaning, Step step) {

    /**
     * Checks the step.
     *
     * @throws IllegalArgumentException if the step is not a watch
     */
    public CgroupWatch {
        if (!(step instanceof WatchStep.Watch)) {
            throw new IllegalArgumentException("not a step that watches a file: " + step.describe());
        }
    }

    /** The meaning of an event. */
    public enum Meaning {
        /** The container has run out of memory. Also sent when the cgroup is removed. */
        OUT_OF_MEMORY,
        /** A memory counter has changed, possibly {@link CgroupMonitor#oomKills}. */
        OOM_KILLS,
        /** The last process may have left, so that {@link Cgroup#processes} may be empty. */
        POPULATION,
        /** Memory pressure has reached the level. Also sent when the cgroup is removed. */
        PRESSURE
    }
}
