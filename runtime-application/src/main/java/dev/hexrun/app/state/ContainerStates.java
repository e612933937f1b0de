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

    public boolean isAlive(ProcessId process) {
        if (process.pid() == 0) {
            return false;
        }
        Optional<ProcessStat> stat = processes.find(process.pid());
        return stat.isPresent() && !stat.get().isDead() && stat.get().startTime() == process.startTime();
    }

    public ProcessId identify(int pid) {
        Optional<ProcessStat> stat = processes.find(pid);
        return new ProcessId(pid, stat.isPresent() ? stat.get().startTime() : 0);
    }

    public String owner(ContainerId id) {
        int uid = store.owner(id);
        return processes.userName(uid).orElse("#" + Integer.toUnsignedString(uid));
    }

    public String startFifo(ContainerId id) {
        return store.path(id, START_FIFO);
    }
}
