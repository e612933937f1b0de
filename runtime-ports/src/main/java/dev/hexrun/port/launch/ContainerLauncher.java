package dev.hexrun.port.launch;

import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.port.cgroup.CgroupTreeWalker;
import java.util.List;

/** Executes launch plans. Ours to call. */
public interface ContainerLauncher {

    /**
     * Executes a plan and waits until all of it is done. Init stays known from one plan to the next.
     *
     * @param plan the steps
     * @param observer told of every sync point and of every end of a process that the plan awaited; what it throws
     *     aborts the plan, and is thrown on once every process of the plan is dead
     * @return init's pid in the runtime's pid namespace; 0 if no plan has made one
     * @throws LaunchFailedException if a step fails; the processes that the plan made are dead by then, unless init was
     *     released before
     */
    int launch(LaunchPlan plan, LaunchObserver observer);

    /**
     * Leaves the rest of the command to the native side: it waits for init as {@link
     * dev.hexrun.domain.step.ProcessStep.AwaitExit} does, with signals forwarded, and the command's exit status is init's. This
     * process is no longer needed and may be ended at any moment from now on, even before this returns; whatever it does
     * with the launcher or with the command's channel later has no effect.
     *
     * @param next the arguments, with {@code argv[0]}, of a command that is carried out in between, once init has ended;
     *     what it is told of goes to the same caller, but its exit status counts for nothing. Empty: none
     * @throws IllegalStateException if no plan has made an init that still is to be waited for
     */
    void leaveToFront(List<String> next);

    /**
     * Returns what walks cgroups. Its calls are allowed while no plan is executed, and while an observer handles a
     * sync point.
     *
     * @return the walker
     * @throws UnsupportedException if the native side cannot walk cgroups, which holds for a launcher without this
     */
    default CgroupTreeWalker treeWalker() {
        throw new UnsupportedException("launcher", "it cannot walk cgroups");
    }
}
