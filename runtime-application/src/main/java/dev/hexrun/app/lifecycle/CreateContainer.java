package dev.hexrun.app.lifecycle;

import dev.hexrun.domain.plan.LaunchContext.StartMode;
import dev.hexrun.domain.plan.ProcessStreams;
import jakarta.inject.Inject;

/** Creates a container whose program waits for {@code start} (runtime.md, "Create"). */
public final class CreateContainer {

    private final ContainerCreation creation;

    /**
     * Creates the use case.
     *
     * @param creation how containers come to be
     */
    @Inject
    public CreateContainer(ContainerCreation creation) {
        this.creation = creation;
    }

    /**
     * Creates the container. When this fails nothing is left of it, and the id is free.
     *
     * @param request what it is made from
     * @throws dev.hexrun.domain.failure.InvalidConfigurationException if the bundle breaks rules
     * @throws dev.hexrun.domain.state.ContainerExistsException if the id is taken
     * @throws dev.hexrun.domain.failure.ContainerException if the host refuses
     */
    public void create(CreateRequest request) {
        creation.create(request, StartMode.LATER, ProcessStreams.RunMode.DETACHED);
    }
}
