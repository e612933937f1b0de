package dev.hexrun.app.inspect;

import dev.hexrun.app.record.ContainerRecords;
import dev.hexrun.app.state.ContainerState;
import dev.hexrun.app.state.ContainerStates;
import dev.hexrun.domain.state.ContainerId;
import jakarta.inject.Inject;

/** Tells the state of a container. Takes no lock, so it answers whatever else is going on. */
public final class QueryState {

    private final ContainerRecords records;
    private final ContainerStates states;

    /**
     * Creates the use case.
     *
     * @param records what is remembered
     * @param states what is the case
     */
    @Inject
    public QueryState(ContainerRecords records, ContainerStates states) {
        this.records = records;
        this.states = states;
    }

    /**
     * Tells the state.
     *
     * @param id the container
     * @return its state
     * @throws dev.hexrun.domain.state.NoSuchContainerException if there is none of that id
     */
    public ContainerState state(ContainerId id) {
        return states.state(records.get(id));
    }
}
