package dev.hexrun.app.lifecycle;

import dev.hexrun.domain.plan.LaunchContext.StartMode;
import dev.hexrun.domain.plan.LaunchPlan;
import jakarta.inject.Inject;

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
     * Compiles the plan.
     *
     * @param request the container
     * @return the steps that {@code create} would execute
     * @throws dev.hexrun.domain.failure.InvalidConfigurationException if the bundle is invalid
     */
    public LaunchPlan plan(CreateRequest request) {
        return creation.plan(request, StartMode.LATER);
    }
}
