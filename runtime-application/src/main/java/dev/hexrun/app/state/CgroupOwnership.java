package dev.hexrun.app.state;

import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.app.record.ContainerRecords;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.state.ContainerStatus;
import dev.hexrun.port.state.StateStore;
import jakarta.inject.Inject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the processes in a container's cgroup are the container's. A path alone does not say so: once a container
 * has stopped, another one may be created with the same {@code cgroupsPath} and run in the same cgroup.
 */
public final class CgroupOwnership {

    private final StateStore store;
    private final ContainerRecords records;
    private final ContainerStates states;

    /**
     * Creates it.
     *
     * @param store where the containers are
     * @param records what is remembered
     * @param states what is the case
     */
    @Inject
    public CgroupOwnership(StateStore store, ContainerRecords records, ContainerStates states) {
        this.store = store;
        this.records = records;
        this.states = states;
    }

    /**
     * Returns whether every process in the cgroup is the container's. The processes of a pid namespace have all ended when
     * its init has, so nothing in the cgroup is the container's then.
     */
    public boolean exclusive(ContainerRecord record) {
        if (record.init().pid() != 0 && !record.sharesPids()) {
            return alive(record);
        }
        return other(record).isEmpty();
    }

    /** Returns whether the container's init is alive. */
    public boolean alive(ContainerRecord record) {
        return states.isAlive(record.init());
    }

    /**
     * Returns another container with a cgroup at or below one of this container's: one that is alive or being created, or
     * that was created later, so that the cgroup was empty then.
     */
    public Optional<ContainerId> other(ContainerRecord record) {
        return find(record, true);
    }

    /** Returns another container that is alive or being created, with a cgroup at or below one of this container's. */
    public Optional<ContainerId> otherAlive(ContainerRecord record) {
        return find(record, false);
    }

    private Optional<ContainerId> find(ContainerRecord record, boolean later) {
        for (ContainerId id : store.list()) {
            if (!id.equals(record.id())) {
                ContainerRecord other = readable(id);
                if (other != null
                        && other.phase() != ContainerRecord.Phase.RESERVED
                        && overlap(record, other)
                        && (states.status(other) != ContainerStatus.STOPPED
                                || (later
                                        && mayHaveLeft(other)
                                        && other.creator().startTime()
                                                >= record.creator().startTime()))) {
                    return Optional.of(id);
                }
            }
        }
        return Optional.empty();
    }

    /** Returns whether processes of a stopped container may be alive: not where init had a pid namespace of its own. */
    private static boolean mayHaveLeft(ContainerRecord stopped) {
        return stopped.init().pid() == 0 || stopped.sharesPids();
    }

    private @Nullable ContainerRecord readable(ContainerId id) {
        try {
            return records.get(id);
        } catch (ContainerException broken) {
            return null;
        }
    }

    private static boolean overlap(ContainerRecord record, ContainerRecord other) {
        for (String path : record.cgroups().directories()) {
            for (String another : other.cgroups().directories()) {
                if (another.equals(path) || another.startsWith(path + '/')) {
                    return true;
                }
            }
        }
        return false;
    }
}
