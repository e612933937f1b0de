package dev.hexrun.app.inspect;

import dev.hexrun.app.record.ContainerRecords;
import dev.hexrun.app.state.ContainerFilter;
import dev.hexrun.app.state.ContainerState;
import dev.hexrun.app.state.ContainerStates;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.state.NoSuchContainerException;
import dev.hexrun.port.state.StateStore;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/**
 * The list use case: reads the containers in a state root one after the other, so that at most one state is in memory.
 * An entry that cannot be read does not hide the others.
 */
public final class ListContainers {

    private final StateStore store;
    private final ContainerRecords records;
    private final ContainerStates states;

    /**
     * Creates the use case.
     *
     * @param store the state store
     * @param records the container records
     * @param states the statuses
     */
    @Inject
    public ListContainers(StateStore store, ContainerRecords records, ContainerStates states) {
        this.store = store;
        this.records = records;
        this.states = states;
    }

    /**
     * Returns the ids of all containers. Reads no state, so containers whose state cannot be read are included. A
     * symbolic link in the state root is not a container.
     *
     * @return the ids in ascending order
     */
    public List<ContainerId> ids() {
        List<ContainerId> ids = new ArrayList<>();
        for (ContainerId id : store.list()) {
            if (store.exists(id)) {
                ids.add(id);
            }
        }
        return ids;
    }

    /**
     * Reads the containers in the order of their ids, and passes each one to the visitor before it reads the next.
     *
     * @param filter the containers to pass on
     * @param visitor receives the containers
     */
    public void visit(ContainerFilter filter, Visitor visitor) {
        for (ContainerId id : store.list()) {
            ContainerState state;
            try {
                state = states.state(records.get(id)).withOwner(states.owner(id));
            } catch (NoSuchContainerException gone) {
                if (store.exists(id)) {
                    visitor.broken("container " + id + " has no state: its creation was cut short");
                }
                continue;
            } catch (ContainerException unreadable) {
                visitor.broken(unreadable.message());
                continue;
            }
            // A container that was deleted just now would be listed as stopped, without an owner.
            if (store.exists(id) && filter.matches(state)) {
                visitor.container(state);
            }
        }
    }

    /**
     * Reads all containers.
     *
     * @param visitor receives the containers
     */
    public void visit(Visitor visitor) {
        visit(ContainerFilter.ALL, visitor);
    }

    /** A receiver of the containers in a state root. */
    public interface Visitor {

        /**
         * Receives a container.
         *
         * @param state the state of the container
         */
        void container(ContainerState state);

        /**
         * Receives an entry that cannot be read.
         *
         * @param reason the reason, in one sentence that names the container
         */
        void broken(String reason);
    }
}
