package dev.hexrun.port.cgroup;

import dev.hexrun.domain.step.Step;
import java.util.List;

/** How a process joins the cgroups of a container. */
public sealed interface CgroupJoin {

    /**
     * The process joins by steps of the plan, without being moved: moving another process makes the kernel wait for every
     * CPU.
     *
     * @param steps steps of the launcher for all cgroups; empty if there is nothing to join
     */
    record BySteps(List<Step> steps) implements CgroupJoin {

        /** Copies the list. */
        public BySteps {
            steps = List.copyOf(steps);
        }
    }

    /**
     * The runtime moves the process while it waits.
     *
     * @param action moves it
     */
    record ByRuntime(Action action) implements CgroupJoin {}

    /** Moves a process into the cgroups. */
    @FunctionalInterface
    interface Action {

        /**
         * Moves a process. The action for the first process creates the cgroups if the driver can create them only around a
         * process.
         *
         * @param pid the waiting process, in the runtime's pid namespace
         * @return the cgroups, whose paths are saved from now on
         * @throws dev.hexrun.domain.failure.ContainerException if that fails; {@link Cgroup#delete} follows for the first
         *     process
         */
        Cgroup join(int pid);
    }
}
