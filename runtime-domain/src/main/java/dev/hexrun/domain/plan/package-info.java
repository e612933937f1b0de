/**
 * The launch plan: what has to happen, in which order and by which process, so that a configuration becomes a
 * container.
 *
 * <p>A {@link dev.hexrun.domain.plan.LaunchPlan} is compiled by a planner from values alone, so it can be read, printed
 * and tested without a kernel. The native program executes it, step by step; {@code docs/protocol.md} says what each
 * step does to the last system call.
 */
@NullMarked
package dev.hexrun.domain.plan;

import org.jspecify.annotations.NullMarked;
