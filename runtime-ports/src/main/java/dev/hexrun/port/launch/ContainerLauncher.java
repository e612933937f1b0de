package dev.hexrun.port.launch;

import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.port.cgroup.CgroupTreeWalker;
import java.util.List;

/** Executes launch plans. The runtime calls it. */
public interface ContainerLauncher {

    /**
     * Executes a plan and waits until it is complete. Later plans refer to the same init.
     *
     * @param plan the steps
     * @param observer is called at every sync point and for every event of the plan; an exception from it aborts the
     *     plan, and is rethrown once every process of the plan is dead
     * @return init's pid in the runtime's pid namespace; 0 if no plan has created one
     * @throws LaunchFailedException if a step fails; the processes that the plan made are dead by then, unless init was
     *     released before
     */
    int launch(LaunchPlan plan, LaunchObserver observer);

    /**
     * Leaves the rest of the command to the native side: it waits for init as {@link
     * dev.hexrun.domain.step.ProcessStep.AwaitExit} does, with signals forwarded, and the command's exit status is init's. The
     * front may kill this process at any moment from now on, even before this method returns; later calls of the launcher
     * or the command's channel have no effect.
     *
     * @param next the arguments, with {@code argv[0]}, of a command that is executed once init has ended;
     *     its output goes to the same caller, and its exit status is ignored. Empty for none
     * @throws IllegalStateException if no plan has made an init that still is to be waited for
     */
    void leaveToFront(List<String> next);

    /**
     * Returns the walker of cgroup trees. It may be called between plans, and at a sync point.
     *
     * @return the walker
     * @throws UnsupportedException if the native side cannot walk cgroups, which holds for a launcher without this
     */
    default CgroupTreeWalker treeWalker() {
        throw new UnsupportedException("launcher", "it cannot walk cgroups");
    }
}
