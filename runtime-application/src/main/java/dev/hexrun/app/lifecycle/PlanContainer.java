package dev.hexrun.app.lifecycle;

import dev.hexrun.app.policy.PolicyDecision;
import jakarta.inject.Inject;
import java.util.List;

/** The plan use case: compiles the plan of {@code create} and creates nothing. */
public final class PlanContainer {

    private final ContainerCreation creation;

    /**
     * Creates the use case.
     *
     * @param creation compiles the plan
     */
    @Inject
    public PlanContainer(ContainerCreation creation) {
        this.creation = creation;
    }

    /**
     * Compiles the plan, and asks the policies about it.
     *
     * @param request the container
     * @return the steps that {@code create} would execute, and the decisions of the policies
     * @throws dev.hexrun.domain.failure.InvalidConfigurationException if the bundle is invalid
     */
    public ReviewedPlan plan(CreateRequest request) {
        return creation.plan(request);
    }

    /**
     * Returns the decisions of the policies about a container. The runtime does not report warnings about the configuration,
     * which {@code validate} returns.
     *
     * @param request the container
     * @return the decision of each policy; empty on a host without policies, where no plan is compiled
     * @throws dev.hexrun.domain.failure.InvalidConfigurationException if the bundle is invalid
     */
    public List<PolicyDecision> decide(CreateRequest request) {
        return creation.decide(request);
    }
}
