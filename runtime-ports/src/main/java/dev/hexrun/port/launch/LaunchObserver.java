package dev.hexrun.port.launch;

import dev.hexrun.domain.step.SyncPoint;

/** Receives the events of a plan while it is executed. */
public interface LaunchObserver {

    /** Ignores every event. */
    LaunchObserver NONE = new LaunchObserver() {};

    /**
     * Acts at a sync point. The native side continues when this method returns.
     *
     * @param point the sync point
     * @param launcherPid the launcher; 0 if it has ended
     * @param initPid init; 0 if there is none yet
     */
    default void onSyncPoint(SyncPoint point, int launcherPid, int initPid) {}

    /**
     * Receives the end of a process that the plan waited for.
     *
     * @param pid the process
     * @param status its exit status, or 128 plus the number of the signal that ended it
     */
    default void onExit(int pid, int status) {}

    /**
     * Receives an event of a watch while the plan waits for events.
     *
     * @param watch its number, from 0 in the order of the command's {@link dev.hexrun.domain.step.WatchStep.Watch} steps
     */
    default void onEvent(int watch) {}

    /** Called while the plan waits for events, if the caller's standard output has no reader any more. */
    default void onOutputClosed() {}

    /**
     * Receives the width of the terminal that is the caller's standard output, at the end of each wait for events. Not
     * called where standard output is not a terminal.
     *
     * @param columns the width in cells
     */
    default void onTerminalWidth(int columns) {}

    /**
     * Returns whether the times of steps are measured. Called once, before the plan is executed.
     *
     * @return true to receive {@link #onStepTimes}, from launchers that can measure
     */
    default boolean wantsStepTimes() {
        return false;
    }

    /**
     * Receives the time at which each step ended, after the last step or a failed one.
     *
     * @param times a time for each step of the plan
     */
    default void onStepTimes(StepTimes times) {}
}
