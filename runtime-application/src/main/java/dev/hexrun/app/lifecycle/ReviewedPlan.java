package dev.hexrun.app.lifecycle;

import dev.hexrun.app.policy.PolicyDecision;
import dev.hexrun.domain.plan.LaunchPlan;
import java.util.List;

/**
 * A plan and the decisions of the policies about it.
 *
 * @param plan the steps that {@code create} would execute
 * @param decisions the decision of each policy; empty on a host without policies
 */
public record ReviewedPlan(LaunchPlan plan, List<PolicyDecision> decisions) {

    /** Copies the list. */
    public ReviewedPlan {
        decisions = List.copyOf(decisions);
    }
}
