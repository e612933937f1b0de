/**
 * The steps of a launch plan, which the native program executes one by one.
 *
 * <p>Adapters that contribute to a plan create their steps by {@link dev.hexrun.domain.step.ContributedSteps}; all
 * other types are an interface between the planner and the native program, and change with them.
 */
@NullMarked
package dev.hexrun.domain.step;

import org.jspecify.annotations.NullMarked;
