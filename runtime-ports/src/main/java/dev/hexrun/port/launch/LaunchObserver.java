package dev.hexrun.port.launch;

import dev.hexrun.domain.step.SyncPoint;

/**
 * A receiver of the events of a plan. The runtime implements it; the launcher calls it, in the thread of {@code
 * launch}.
 */
public interface LaunchObserver {

    /** An observer that ignores every event. */
    LaunchObserver NONE = new LaunchObserver() {};

    /**
     * Acts at a sync point. The native side continues when this method returns.
     *
     * @param point the sync point
     * @param launcherPid the pid of the launcher; 0 if it has ended
     * @param initPid the pid of init; 0 if it does not exist yet
     */
    default void onSyncPoint(SyncPoint point, int launcherPid, int initPid) {}

    /**
     * Receives the exit of a process that the plan has waited for.
     *
     * @param pid the process
     * @param status its exit status, or 128 plus the number of the signal that ended it
     */
    default void onExit(int pid, int status) {}

    /**
     * Receives an event of a watch while the plan waits for events.
     *
     * @param watch the number of the watch, from 0 in the order of the command's {@link
     *     dev.hexrun.domain.step.WatchStep.Watch} steps
     */
    default void onEvent(int watch) {}

    /** Receives the loss of the last reader of the caller's standard output, while the plan waits for events. */
    default void onOutputClosed() {}

    /**
     * Receives the width of the terminal on the caller's standard output, at the end of each wait for events. Not
     * called if standard output is not a terminal.
     *
     * @param columns the width in cells
     */
    default void onTerminalWidth(int columns) {}

    /**
     * Returns whether the launcher measures the times of steps. Called once, before the plan is executed.
     *
     * @return {@code true} to receive {@link #onStepTimes}, if the launcher can measure times
     */
    default boolean wantsStepTimes() {
        return false;
    }

    /**
     * Receives the time at which each step ended, after the last step or a failed one.
     *
     * @param times the times, one for each step of the plan
     */
    default void onStepTimes(StepTimes times) {}
}
