package dev.hexrun.app.lifecycle;

import dev.hexrun.app.cgroup.CgroupDrivers;
import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.app.record.ContainerRecords;
import dev.hexrun.app.state.ContainerStates;
import dev.hexrun.domain.signal.Signal;
import dev.hexrun.domain.state.ContainerStatus;
import dev.hexrun.domain.state.WrongStatusException;
import dev.hexrun.port.cgroup.Cgroup;
import jakarta.inject.Inject;

/** The kill use case: sends a signal to a container (runtime.md, "Kill"). */
public final class KillContainer {

    private final ContainerRecords records;
    private final ContainerStates states;
    private final ContainerRemoval removal;
    private final CgroupDrivers drivers;

    /**
     * Creates the use case.
     *
     * @param records the container records
     * @param states the container statuses
     * @param removal sends signals
     * @param drivers the cgroup drivers
     */
    @Inject
    public KillContainer(
            ContainerRecords records, ContainerStates states, ContainerRemoval removal, CgroupDrivers drivers) {
        this.records = records;
        this.states = states;
        this.removal = removal;
        this.drivers = drivers;
    }

    /**
     * Sends the signal. In a container that shares its pid namespace, {@code SIGKILL} goes to every process of the
     * cgroup, since the other processes outlive init, and to init even if it is in none of the container's cgroups.
     * Frozen processes are thawed after {@code SIGKILL}, so that they can exit.
     *
     * @param request the container, the signal and its target
     * @throws WrongStatusException if the container has stopped, unless the signal goes to every process
     */
    public void kill(KillRequest request) {
        ContainerRecord record = records.get(request.id());
        ContainerStatus status = states.status(record);
        boolean all = request.target() == KillRequest.Target.ALL;
        boolean killing = request.signal().equals(Signal.SIGKILL);
        Cgroup cgroup = drivers.forContainer(record);
        if (status == ContainerStatus.STOPPED) {
            if (!all && !(killing && record.sharesPids())) {
                throw notRunning(request);
            }
            removal.signalAll(record, cgroup, request.signal().number());
            return;
        }
        if (all || (killing && record.sharesPids())) {
            signalAll(record, cgroup, request.signal().number());
        } else if (!removal.signal(record.init(), request.signal().number())) {
            throw notRunning(request);
        }
        if (killing) {
            CgroupDrivers.thawRecursively(cgroup);
        }
    }

    /**
     * Signals the processes of the cgroups, and init if it is in none of them, as may be the case in a rootless
     * container.
     */
    private void signalAll(ContainerRecord record, Cgroup cgroup, int signal) {
        boolean isOutsideCgroup = !cgroup.processes().contains(record.init().pid());
        removal.signalAll(record, cgroup, signal);
        if (isOutsideCgroup) {
            removal.signal(record.init(), signal);
        }
    }

    private static WrongStatusException notRunning(KillRequest request) {
        return new WrongStatusException(request.id(), "kill", ContainerStatus.STOPPED, "container not running");
    }
}
