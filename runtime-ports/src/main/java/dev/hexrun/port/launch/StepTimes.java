package dev.hexrun.port.launch;

import java.util.List;

/**
 * When each step of a plan ended. All times are nanoseconds of one clock that is never set back. A step begins when the
 * one before it has ended, the first one at the start of the plan.
 *
 * @param start when the plan began
 * @param ends for each step of the plan when it ended; {@link #UNKNOWN} if it did not run, or nobody saw its end
 */
public record StepTimes(long start, List<Long> ends) {

    /** The time of a step that did not run, or whose end nobody saw. */
    public static final long UNKNOWN = 0;

    /**
     * Creates the times.
     *
     * @param start when the plan began
     * @param ends when its steps ended
     */
    public StepTimes {
        ends = List.copyOf(ends);
    }
}
