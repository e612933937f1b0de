package dev.hexrun.port.launch;

import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.port.cgroup.CgroupTreeWalker;
import java.util.List;

/** An executor of launch plans. Adapters implement it; the runtime calls it. */
public interface ContainerLauncher {

    /**
     * Executes a plan and waits until it is complete. Later plans of the command refer to the init of earlier ones.
     *
     * @param plan the steps
     * @param observer the receiver of every sync point and event of the plan; an exception from it aborts the plan, and
     *     is rethrown when all processes of the plan are dead
     * @return init's pid in the runtime's pid namespace; 0 if no plan has created one
     * @throws LaunchFailedException if a step fails; all processes that the plan has created are dead then, unless init
     *     was released before
     */
    int launch(LaunchPlan plan, LaunchObserver observer);

    /**
     * Leaves the rest of the command to the native side. The front waits for init like {@link
     * dev.hexrun.domain.step.ProcessStep.AwaitExit}, forwards signals, and exits with the status of init. It may kill
     * this JVM at any time, even before this method returns. Later calls of the launcher or of the command's channel
     * have no effect.
     *
     * @param next the arguments, with {@code argv[0]}, of a command that the front executes when init has ended; its
     *     output goes to the same caller, and its exit status is ignored; empty for none
     * @throws IllegalStateException if no plan has created an init, or a plan has already waited for it
     */
    void leaveToFront(List<String> next);

    /**
     * Checks that the native side of the command still runs. A command calls it when it has created its first object: if
     * the caller had already killed the command, a later command of the caller may not have seen that object.
     *
     * @throws dev.hexrun.domain.failure.HostOperationException if the connection is lost; the default implementation
     *     checks nothing
     */
    default void requireConnection() {}

    /**
     * Returns the walker of cgroup trees. It may be called between plans, and at a sync point.
     *
     * @return the walker
     * @throws UnsupportedException if the native side cannot walk cgroups; the default implementation always throws it
     */
    default CgroupTreeWalker treeWalker() {
        throw UnsupportedException.facility("launcher", "it cannot walk cgroups");
    }
}
