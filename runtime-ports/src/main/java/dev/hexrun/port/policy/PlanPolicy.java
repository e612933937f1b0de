package dev.hexrun.port.policy;

/**
 * A rule of an operator that allows or denies containers and processes. Adapters implement it; the runtime calls it.
 *
 * <p>A policy that throws an exception, returns {@code null} or exceeds the deadline of 5 s denies the operation.
 */
@FunctionalInterface
public interface PlanPolicy {

    /**
     * Decides about an operation. The call has no side effects on the container or the host: the operation may still fail
     * after it, and {@code validate} and {@code plan} call it without performing an operation.
     *
     * <p>The runtime calls the method on a thread of its own, at most once at a time.
     *
     * @param proposal the operation, with the configuration and the plan that the runtime is about to execute
     * @return the verdict
     */
    PlanVerdict judge(PlanProposal proposal);
}
