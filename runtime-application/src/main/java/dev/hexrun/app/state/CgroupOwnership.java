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
 * The decision whether the processes in a container's cgroup belong to the container. The path alone is not sufficient:
 * after a container has stopped, another one may be created with the same {@code cgroupsPath} and run in the same
 * cgroup.
 */
public final class CgroupOwnership {

    private final StateStore store;
    private final ContainerRecords records;
    private final ContainerStates states;

    /**
     * Creates the object.
     *
     * @param store lists the containers
     * @param records the container records
     * @param states the container statuses
     */
    @Inject
    public CgroupOwnership(StateStore store, ContainerRecords records, ContainerStates states) {
        this.store = store;
        this.records = records;
        this.states = states;
    }

    /**
     * Returns whether every process in the cgroup belongs to the container. When the init of a pid namespace exits, the
     * kernel kills all processes of the namespace, so no process in the cgroup belongs to the container after that.
     *
     * @param record the record of the container
     * @return {@code true} if the processes may be signalled by cgroup
     */
    public boolean exclusive(ContainerRecord record) {
        if (record.init().pid() != 0 && !record.sharesPids()) {
            return alive(record);
        }
        return other(record).isEmpty();
    }

    /**
     * Returns whether the container's init is alive.
     *
     * @param record the record of the container
     * @return {@code true} if it has not exited
     */
    public boolean alive(ContainerRecord record) {
        return states.isAlive(record.init());
    }

    /**
     * Returns another container that has a cgroup at or below one of this container's cgroups, and that is alive, is
     * being created, or was created later, when the cgroup was empty.
     *
     * @param record the record of the container
     * @return the other container; empty if there is none
     */
    public Optional<ContainerId> other(ContainerRecord record) {
        return find(record, true);
    }

    /**
     * Returns another container that is alive or being created and has a cgroup at or below one of this container's
     * cgroups.
     *
     * @param record the record of the container
     * @return the other container; empty if there is none
     */
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
                                        && mayHaveProcesses(other)
                                        && other.creator().startTime()
                                                >= record.creator().startTime()))) {
                    return Optional.of(id);
                }
            }
        }
        return Optional.empty();
    }

    /** Returns whether processes of a stopped container may be alive; never if init had its own pid namespace. */
    private static boolean mayHaveProcesses(ContainerRecord stopped) {
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
