package dev.hexrun.domain.step;

/**
 * The times of the policy {@code SCHED_DEADLINE}, {@code sched(7)}.
 *
 * @param runtime the runtime in ns
 * @param deadline the relative deadline in ns
 * @param period the period in ns
 */
public record Deadline(long runtime, long deadline, long period) {}
