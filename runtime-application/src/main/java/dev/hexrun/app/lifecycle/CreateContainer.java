package dev.hexrun.app.lifecycle;

import dev.hexrun.domain.plan.LaunchContext.StartMode;
import dev.hexrun.domain.plan.ProcessStreams;
import jakarta.inject.Inject;

/** The create use case: creates a container whose program waits for {@code start} (runtime.md, "Create"). */
public final class CreateContainer {

    private final ContainerCreation creation;

    /**
     * Creates the use case.
     *
     * @param creation creates the container
     */
    @Inject
    public CreateContainer(ContainerCreation creation) {
        this.creation = creation;
    }

    /**
     * Creates the container. If this fails, nothing of the container is left, and its id can be used again.
     *
     * @param request the container
     * @throws dev.hexrun.domain.failure.InvalidConfigurationException if the bundle is invalid
     * @throws dev.hexrun.domain.state.ContainerExistsException if a container with the id exists
     * @throws dev.hexrun.domain.failure.ContainerException if the host refuses an operation
     */
    public void create(CreateRequest request) {
        creation.create(request, StartMode.LATER, ProcessStreams.RunMode.DETACHED);
    }
}
