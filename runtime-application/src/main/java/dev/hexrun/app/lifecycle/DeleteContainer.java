package dev.hexrun.app.lifecycle;

import dev.hexrun.app.cgroup.CgroupDrivers;
import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.app.record.ContainerRecords;
import dev.hexrun.app.state.ContainerStates;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.signal.Signal;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.state.ContainerStatus;
import dev.hexrun.domain.state.NoSuchContainerException;
import dev.hexrun.domain.state.WrongStatusException;
import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.state.StateStore;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The delete use case (runtime.md, "Delete"). A created container that was never started is killed and deleted even
 * without force, as in other runtimes; clients rely on that.
 */
public final class DeleteContainer {

    /** The time to wait until a creation has processes that can be killed. */
    private static final Duration RESERVATION_TIMEOUT = Duration.ofMillis(100);

    /** The time to wait until a creation has failed and released its lock after its processes were killed. */
    private static final Duration CREATION_TIMEOUT = Duration.ofSeconds(10);

    private final StateStore store;
    private final ContainerRecords records;
    private final ContainerStates states;
    private final ContainerRemoval removal;
    private final CgroupDrivers drivers;

    /**
     * Creates the use case.
     *
     * @param store stores the containers
     * @param records the container records
     * @param states the container statuses
     * @param removal removes containers
     * @param drivers the cgroup drivers
     */
    @Inject
    public DeleteContainer(
            StateStore store,
            ContainerRecords records,
            ContainerStates states,
            ContainerRemoval removal,
            CgroupDrivers drivers) {
        this.store = store;
        this.records = records;
        this.states = states;
        this.removal = removal;
        this.drivers = drivers;
    }

    /**
     * Deletes a container.
     *
     * @param request the container, and the handling of one that runs or does not exist
     * @return warnings about poststop hooks that failed
     * @throws NoSuchContainerException if the container does not exist and the request is without force
     * @throws WrongStatusException if the container runs and the request is without force
     * @throws ContainerException if a process cannot be killed or a cgroup cannot be removed
     */
    public List<String> delete(DeleteRequest request) {
        boolean force = request.mode() == DeleteRequest.Mode.FORCE;
        ContainerId id = request.id();
        Optional<StateStore.Lock> lock = lock(id, force);
        try {
            ContainerRecord record;
            try {
                record = records.get(id);
            } catch (NoSuchContainerException gone) {
                // If the request names the first process, another command has deleted the container.
                return request.firstProcess().isPresent()
                        ? List.of()
                        : deleteUnreadable(id, force, lock.isPresent(), gone);
            } catch (ContainerException unreadable) {
                return deleteUnreadable(id, force, lock.isPresent(), unreadable);
            }
            boolean another = request.firstProcess().isPresent()
                    && !request.firstProcess().get().equals(record.init());
            if (another) {
                return List.of();
            }
            // With force, a command that hangs while it holds the lock does not prevent the deletion.
            boolean waits = !force || request.firstProcess().isPresent();
            if (lock.isEmpty() && waits && record.phase() == ContainerRecord.Phase.CREATED) {
                throw ContainerRemoval.locked(id);
            }
            return delete(record, force);
        } finally {
            lock.ifPresent(StateStore.Lock::close);
        }
    }

    /**
     * Locks a container. Without force, waits only for the lock of a created container, which other commands hold
     * briefly; with force, kills the processes of an unfinished creation.
     */
    private Optional<StateStore.Lock> lock(ContainerId id, boolean force) {
        if (force && !store.exists(id)) {
            // The state root has no entry or a symbolic link, which the store removes.
            return Optional.empty();
        }
        Optional<StateStore.Lock> lock = store.lock(id, Duration.ZERO);
        if (lock.isPresent() || !store.exists(id)) {
            return lock;
        }
        if (force) {
            return interrupt(id);
        }
        return isComplete(id) ? store.lock(id, ContainerRemoval.LOCK_TIMEOUT) : lock;
    }

    private boolean isComplete(ContainerId id) {
        try {
            return records.get(id).phase() == ContainerRecord.Phase.CREATED;
        } catch (ContainerException unreadable) {
            return false;
        }
    }

    private List<String> delete(ContainerRecord record, boolean force) {
        ContainerStatus status = states.status(record);
        switch (status) {
            case STOPPED, CREATED -> {}
            case CREATING, RUNNING, PAUSED -> {
                if (!force) {
                    throw new WrongStatusException(
                            record.id(),
                            "delete",
                            status,
                            "cannot delete container " + record.id() + " that is not stopped: " + status);
                }
            }
        }
        Cgroup cgroup = drivers.forContainer(record);
        if (force || status != ContainerStatus.STOPPED || record.phase() == ContainerRecord.Phase.CREATING) {
            removal.kill(record, cgroup);
        }
        if (record.phase() == ContainerRecord.Phase.RESERVED) {
            removeUnused(record.cgroups());
        }
        return removal.destroy(record, cgroup);
    }

    /**
     * Removes cgroups that a creation may have created before it ended in phase {@link ContainerRecord.Phase#RESERVED}.
     * Cgroups with processes are kept, since they belong to another container.
     */
    private void removeUnused(CgroupPaths paths) {
        if (!paths.isEmpty()) {
            Cgroup cgroup = drivers.open(paths);
            if (cgroup.processes().isEmpty()) {
                cgroup.delete();
            }
        }
    }

    /**
     * Deletes the remains of a creation that crashed before it wrote the first record, that is, an empty directory. A
     * record that exists but cannot be read, or that another user owns, may belong to a running container: its deletion
     * requires force.
     */
    private List<String> deleteUnreadable(
            ContainerId id, boolean force, boolean locked, ContainerException unreadable) {
        if (!force) {
            if (locked && unreadable instanceof NoSuchContainerException) {
                store.delete(id);
            }
            throw unreadable;
        }
        Optional<ContainerRecord> damaged = records.salvage(id);
        if (damaged.isPresent()) {
            CgroupPaths cgroups = damaged.get().cgroups();
            boolean hasDriver = !cgroups.isEmpty() && !cgroups.driver().isEmpty();
            removal.removeProcesses(
                    damaged.get(), hasDriver ? Optional.of(drivers.forContainer(damaged.get())) : Optional.empty());
        }
        store.delete(id);
        return List.of();
    }

    /**
     * Waits for the lock of a container that another command has locked. If that command creates the container, its
     * processes are killed, so that the creation fails and cleans up; if the command hangs after that, it is killed
     * too.
     */
    private Optional<StateStore.Lock> interrupt(ContainerId id) {
        Optional<StateStore.Lock> lock = store.lock(id, RESERVATION_TIMEOUT);
        ContainerRecord record;
        try {
            record = records.get(id);
        } catch (ContainerException unreadable) {
            return lock.isPresent() ? lock : store.lock(id, CREATION_TIMEOUT);
        }
        if (lock.isEmpty() && record.phase() != ContainerRecord.Phase.CREATED) {
            removal.kill(record, drivers.forContainer(record));
            lock = store.lock(id, CREATION_TIMEOUT);
            if (lock.isEmpty() && store.exists(id) && states.isAlive(record.creator())) {
                removal.signal(record.creator(), Signal.SIGKILL.number());
            }
        }
        return lock.isPresent() ? lock : store.lock(id, CREATION_TIMEOUT);
    }
}
