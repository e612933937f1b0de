package dev.hexrun.port.launch;

import java.util.List;

/**
 * The times at which the steps of a plan ended, in nanoseconds of one monotonic clock. The first step begins with the
 * plan, each other step at the end of the step before it.
 *
 * @param start the time at which the plan began
 * @param ends the end of each step; {@link #UNKNOWN} if it did not run or its end was not observed
 */
public record StepTimes(long start, List<Long> ends) {

    /** The time of a step that did not run or whose end was not observed. */
    public static final long UNKNOWN = 0;

    /**
     * Creates the times.
     *
     * @param start the time at which the plan began
     * @param ends the ends of its steps
     */
    public StepTimes {
        ends = List.copyOf(ends);
    }
}
