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
 * Deletes a container (runtime.md, "Delete"). One that was created and never started is killed and deleted even without
 * force, which is what other runtimes do and clients rely on.
 */
public final class DeleteContainer {

    /** How long a creation may take to have processes that can be killed. */
    private static final Duration BEGINNING = Duration.ofMillis(100);

    /** How long a creation that is under way may take to end by itself once its processes are killed. */
    private static final Duration CREATION_TIMEOUT = Duration.ofSeconds(10);

    private final StateStore store;
    private final ContainerRecords records;
    private final ContainerStates states;
    private final ContainerRemoval removal;
    private final CgroupDrivers drivers;

    /**
     * Creates the use case.
     *
     * @param store where the containers are
     * @param records what is remembered
     * @param states what is the case
     * @param removal which removes them
     * @param drivers for their cgroups
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
     * Deletes the container.
     *
     * @param request which
     * @return warnings: hooks that failed after the deletion
     * @throws NoSuchContainerException if it is not there and force was not asked for
     * @throws WrongStatusException if it runs and force was not asked for
     * @throws ContainerException if it cannot be killed, or a cgroup cannot be removed
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
                // By another command, if it was to be the container of a certain process.
                return request.firstProcess().isPresent()
                        ? List.of()
                        : deleteRemains(id, force, lock.isPresent(), gone);
            } catch (ContainerException unreadable) {
                return deleteRemains(id, force, lock.isPresent(), unreadable);
            }
            boolean another = request.firstProcess().isPresent()
                    && !request.firstProcess().get().equals(record.init());
            if (another) {
                return List.of();
            }
            // With force nothing stays for the sake of a command that hangs with the lock.
            boolean waits = !force || request.firstProcess().isPresent();
            if (lock.isEmpty() && waits && record.phase() == ContainerRecord.Phase.CREATED) {
                throw ContainerRemoval.locked(id);
            }
            return delete(record, force);
        } finally {
            lock.ifPresent(StateStore.Lock::close);
        }
    }

    /** One that is complete is removed or changed by whoever holds its lock, which is soon done. */
    private Optional<StateStore.Lock> lock(ContainerId id, boolean force) {
        if (force && !store.exists(id)) {
            // Nothing, or a link in the state root, which the store removes.
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

    /** Removes cgroups that may be the container's: the creation ended before it was recorded, so no process is in them. */
    private void removeUnused(CgroupPaths paths) {
        if (!paths.isEmpty()) {
            Cgroup cgroup = drivers.open(paths);
            if (cgroup.processes().isEmpty()) {
                cgroup.delete();
            }
        }
    }

    /**
     * Deletes what a crash left before the first record was written: there is nothing but the directory then. A record that
     * is there and cannot be read, or is another user's, may be that of a container that runs: it takes force.
     */
    private List<String> deleteRemains(ContainerId id, boolean force, boolean locked, ContainerException unreadable) {
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
            removal.removeProcesses(damaged.get(), hasDriver ? Optional.of(drivers.open(cgroups)) : Optional.empty());
        }
        store.delete(id);
        return List.of();
    }

    /**
     * Another command is at work on the container. If it creates it, that is made to fail by the death of the container's
     * processes, and cleans up after itself; should it hang, its own process is killed.
     */
    private Optional<StateStore.Lock> interrupt(ContainerId id) {
        Optional<StateStore.Lock> lock = store.lock(id, BEGINNING);
        ContainerRecord record;
        try {
            record = records.get(id);
        } catch (ContainerException early) {
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
