package dev.hexrun.port.launch;

import java.util.List;

/**
 * The times at which the steps of a plan ended, in nanoseconds of one monotonic clock. A step begins when the one before
 * it has ended, the first one when the plan begins.
 *
 * @param start when the plan began
 * @param ends the end of each step; {@link #UNKNOWN} if it did not run or its end was not observed
 */
public record StepTimes(long start, List<Long> ends) {

    /** The time of a step that did not run or whose end was not observed. */
    public static final long UNKNOWN = 0;

    /**
     * Creates the times.
     *
     * @param start when the plan began
     * @param ends the ends of its steps
     */
    public StepTimes {
        ends = List.copyOf(ends);
    }
}
