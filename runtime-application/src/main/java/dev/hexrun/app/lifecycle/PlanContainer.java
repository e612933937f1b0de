package dev.hexrun.app.lifecycle;

import dev.hexrun.domain.plan.LaunchContext.StartMode;
import dev.hexrun.domain.plan.LaunchPlan;
import jakarta.inject.Inject;

/** Compiles the plan by which a container would be created, and makes nothing. */
public final class PlanContainer {

    private final ContainerCreation creation;

    /**
     * Creates the use case.
     *
     * @param creation how containers come to be
     */
    @Inject
    public PlanContainer(ContainerCreation creation) {
        this.creation = creation;
    }

    /**
     * Compiles the plan.
     *
     * @param request what the container would be made from
     * @return the steps that {@code create} would take
     * @throws dev.hexrun.domain.failure.InvalidConfigurationException if the bundle breaks rules
     */
    public LaunchPlan plan(CreateRequest request) {
        return creation.plan(request, StartMode.LATER);
    }
}
