package dev.hexrun.port.launch;

import dev.hexrun.domain.plan.LaunchPlan;

/** Executes launch plans. Ours to call. */
public interface ContainerLauncher {

    /**
     * Executes a plan and waits until all of it is done. Init stays known from one plan to the next.
     *
     * @param plan the steps
     * @param observer told of every rendezvous and of every end of a process that the plan awaited; what it throws
     *     aborts the plan, and is thrown on once every process of the plan is dead
     * @return init's pid in the runtime's pid namespace; 0 if no plan has made one
     * @throws LaunchFailedException if a step fails; the processes that the plan made are dead by then, unless init was
     *     released before
     */
    int launch(LaunchPlan plan, LaunchObserver observer);
}
