/**
 * The compilation of a configuration to a launch plan: the steps that create a container, in their order, with the
 * process that executes each.
 *
 * <p>A {@link dev.hexrun.domain.plan.LaunchPlan} is a value that can be printed, checked and tested without a kernel.
 * {@link dev.hexrun.domain.plan.PlanInvariants} checks it before the native program executes it.
 */
@NullMarked
@ContextStyle
package dev.hexrun.domain.plan;

import org.jspecify.annotations.NullMarked;
