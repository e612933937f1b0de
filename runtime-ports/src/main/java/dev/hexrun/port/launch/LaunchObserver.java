package dev.hexrun.port.launch;

import dev.hexrun.domain.step.SyncPoint;

/** Acts while a plan is executed. */
public interface LaunchObserver {

    /** Does nothing, for plans without a sync point. */
    LaunchObserver NONE = new LaunchObserver() {};

    /**
     * The native side waits at a sync point; it goes on when this returns.
     *
     * @param point which
     * @param launcherPid the launcher; 0 if it has gone
     * @param initPid init; 0 if there is none yet
     */
    default void onSyncPoint(SyncPoint point, int launcherPid, int initPid) {}

    /**
     * A process that the plan awaited has ended.
     *
     * @param pid the process
     * @param status its exit status, or 128 plus the number of the signal that ended it
     */
    default void onExit(int pid, int status) {}

    /**
     * A watch has noticed something while the plan waited for events.
     *
     * @param watch its number, from 0 in the order of the command's {@link dev.hexrun.domain.step.WatchStep.Watch} steps
     */
    default void onEvent(int watch) {}

    /** Nobody reads the caller's standard output any more; told while the plan waits for events. */
    default void onOutputClosed() {}

    /**
     * Receives the width of the terminal that is the caller's standard output, at the end of each wait for events. Not
     * called where standard output is not a terminal.
     *
     * @param columns the width in cells
     */
    default void onTerminalWidth(int columns) {}

    /**
     * Returns whether the times of steps are wanted. Asked once, before the plan is executed.
     *
     * @return true for a call of {@link #onStepTimes}, from launchers that can measure
     */
    default boolean wantsStepTimes() {
        return false;
    }

    /**
     * Receives when each step ended, once the last one has, or one has failed.
     *
     * @param times a time for each step of the plan
     */
    default void onStepTimes(StepTimes times) {}
}
