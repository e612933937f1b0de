package dev.hexrun.port.cgroup;

import dev.hexrun.domain.step.Step;
import java.util.List;

/** The way in which a process joins the cgroups of a container. */
public sealed interface CgroupJoin {

    /**
     * A join by steps of the plan, in which the process moves itself. This is faster, since the kernel waits for every
     * CPU when a process moves another one.
     *
     * @param steps steps of the launcher for all cgroups; empty if the container has none
     */
    record BySteps(List<Step> steps) implements CgroupJoin {

        /** Copies the list. */
        public BySteps {
            steps = List.copyOf(steps);
        }
    }

    /**
     * A join by the runtime, which moves the process while the process waits at {@link
     * dev.hexrun.domain.step.SyncPoint#LAUNCHER_READY}.
     *
     * @param action the action that moves the process
     */
    record ByRuntime(Action action) implements CgroupJoin {}

    /** An action that moves a process into the cgroups. */
    @FunctionalInterface
    interface Action {

        /**
         * Moves a process. If the driver cannot create cgroups without a process, the action for the first process
         * creates them.
         *
         * @param pid the waiting process, in the runtime's pid namespace
         * @return the cgroups, whose paths the runtime saves
         * @throws dev.hexrun.domain.failure.ContainerException if the process cannot be moved; for the first process,
         *     the runtime then calls {@link Cgroup#delete}
         */
        Cgroup join(int pid);
    }
}
