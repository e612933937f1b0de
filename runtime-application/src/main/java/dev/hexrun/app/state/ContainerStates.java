package dev.hexrun.app.state;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.cgroup.CgroupDrivers;
import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.app.record.ProcessId;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.state.ContainerStatus;
import dev.hexrun.port.cgroup.CgroupFreezer;
import dev.hexrun.port.host.ProcessStat;
import dev.hexrun.port.host.ProcessTable;
import dev.hexrun.port.state.StateStore;
import jakarta.inject.Inject;
import java.util.Optional;

/** The statuses of containers, derived from their records and from the current state of the kernel. */
public final class ContainerStates {

    /** The FIFO on which init waits until {@code start}. */
    static final String START_FIFO = "exec.fifo";

    private final StateStore store;
    private final ProcessTable processes;
    private final CgroupDrivers drivers;

    /**
     * Creates the object.
     *
     * @param store locates the containers' directories
     * @param adapters provides the process table
     * @param drivers the cgroup drivers, which report whether a container is frozen
     */
    @Inject
    public ContainerStates(StateStore store, Adapters adapters, CgroupDrivers drivers) {
        this.store = store;
        this.processes = adapters.host().processes();
        this.drivers = drivers;
    }

    /**
     * Returns the status of a container, derived from its record, its processes, its cgroup and its start FIFO.
     *
     * @param record the record
     * @return the status
     */
    public ContainerStatus status(ContainerRecord record) {
        boolean complete = record.phase() == ContainerRecord.Phase.CREATED;
        if (!isAlive(record.init())) {
            return !complete && isAlive(record.creator()) ? ContainerStatus.CREATING : ContainerStatus.STOPPED;
        }
        if (!complete) {
            return ContainerStatus.CREATING;
        }
        if (!record.cgroups().isEmpty() && isFrozen(record) && !drivers.isReplaced(record)) {
            return ContainerStatus.PAUSED;
        }
        return store.contains(record.id(), START_FIFO) ? ContainerStatus.CREATED : ContainerStatus.RUNNING;
    }

    private boolean isFrozen(ContainerRecord record) {
        Optional<CgroupFreezer> freezer = drivers.unchecked(record).freezer();
        return freezer.isPresent() && freezer.get().isFrozen();
    }

    /**
     * Returns the state of a container, without its owner.
     *
     * @param record the record
     * @return the state
     */
    public ContainerState state(ContainerRecord record) {
        ContainerStatus status = status(record);
        return new ContainerState(
                record.ociVersion(),
                record.id(),
                status == ContainerStatus.STOPPED ? 0 : record.init().pid(),
                status,
                record.bundle(),
                record.rootfs(),
                record.created(),
                record.annotations(),
                record.stateMembers(),
                "");
    }

    /**
     * Returns whether a process is alive.
     *
     * @param process the pid and the start time
     * @return {@code false} if the process has exited, is a zombie, or if its pid has been reused
     */
    public boolean isAlive(ProcessId process) {
        if (process.pid() == 0) {
            return false;
        }
        Optional<ProcessStat> stat = processes.find(process.pid());
        return stat.isPresent() && !stat.get().isDead() && stat.get().startTime() == process.startTime();
    }

    /**
     * Returns a pid together with the start time of its process.
     *
     * @param pid the pid
     * @return the identity; the start time is 0 if there is no such process
     */
    public ProcessId identify(int pid) {
        Optional<ProcessStat> stat = processes.find(pid);
        return new ProcessId(pid, stat.isPresent() ? stat.get().startTime() : 0);
    }

    /**
     * Returns the owner of a container's directory.
     *
     * @param id the container
     * @return the name of the user, or {@code #} and the user id if it has no name
     */
    public String owner(ContainerId id) {
        int uid = store.owner(id);
        return processes.userName(uid).orElse("#" + Integer.toUnsignedString(uid));
    }

    /**
     * Returns the path of the FIFO that a created container waits on.
     *
     * @param id the container
     * @return the absolute path
     */
    public String startFifo(ContainerId id) {
        return store.path(id, START_FIFO);
    }
}
