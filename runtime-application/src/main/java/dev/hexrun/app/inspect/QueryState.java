package dev.hexrun.app.inspect;

import dev.hexrun.app.record.ContainerRecords;
import dev.hexrun.app.state.ContainerState;
import dev.hexrun.app.state.ContainerStates;
import dev.hexrun.domain.state.ContainerId;
import jakarta.inject.Inject;

/** The state use case: reads the state of a container. It takes no lock, so it never waits for another command. */
public final class QueryState {

    private final ContainerRecords records;
    private final ContainerStates states;

    /**
     * Creates the use case.
     *
     * @param records the container records
     * @param states the container statuses
     */
    @Inject
    public QueryState(ContainerRecords records, ContainerStates states) {
        this.records = records;
        this.states = states;
    }

    /**
     * Returns the state of a container.
     *
     * @param id the container
     * @return the state
     * @throws dev.hexrun.domain.state.NoSuchContainerException if the container does not exist
     */
    public ContainerState state(ContainerId id) {
        return states.state(records.get(id));
    }
}
