package dev.hexrun.app;

import dev.hexrun.app.record.ContainerRecords;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.state.NoSuchContainerException;
import dev.hexrun.port.state.StateStore;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/** Lists the containers below a state root. An entry that cannot be read does not hide the others. */
public final class ListContainers {

    private final StateStore store;
    private final ContainerRecords records;
    private final ContainerStates states;

    /**
     * Creates the use case.
     *
     * @param store where the containers are
     * @param records what is remembered
     * @param states what is the case
     */
    @Inject
    public ListContainers(StateStore store, ContainerRecords records, ContainerStates states) {
        this.store = store;
        this.records = records;
        this.states = states;
    }

    /**
     * Lists the containers.
     *
     * @return what was found, in the order of the ids
     */
    public Listing list() {
        List<ContainerState> containers = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        for (ContainerId id : store.list()) {
            try {
                ContainerState state = states.state(records.get(id));
                containers.add(withOwner(state, states.owner(id)));
            } catch (NoSuchContainerException gone) {
                if (store.exists(id)) {
                    broken.add("container " + id + " has no state: its creation was cut short");
                }
            } catch (ContainerException unreadable) {
                broken.add(unreadable.text());
            }
        }
        return new Listing(containers, broken);
    }

    private static ContainerState withOwner(ContainerState state, String owner) {
        return new ContainerState(
                state.ociVersion(),
                state.id(),
                state.pid(),
                state.status(),
                state.bundle(),
                state.rootfs(),
                state.created(),
                state.annotations(),
                owner);
    }

    /**
     * What was found.
     *
     * @param containers the containers
     * @param broken a sentence for each folder that is none that can be read
     */
    public record Listing(List<ContainerState> containers, List<String> broken) {

        /** Keeps copies of the lists. */
        public Listing {
            containers = List.copyOf(containers);
            broken = List.copyOf(broken);
        }
    }
}
