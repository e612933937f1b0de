package dev.hexrun.app.lifecycle;

import dev.hexrun.app.cgroup.CgroupDrivers;
import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.app.record.ContainerRecords;
import dev.hexrun.app.state.ContainerStates;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.state.ContainerStatus;
import dev.hexrun.domain.state.WrongStatusException;
import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.cgroup.CgroupFreezer;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;

/** Freezes the processes of a container, and thaws them. */
public final class PauseContainer {

    /** What other runtimes give the kernel for it. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ContainerRecords records;
    private final ContainerStates states;
    private final CgroupDrivers drivers;

    /**
     * Creates the use case.
     *
     * @param records what is remembered
     * @param states what is the case
     * @param drivers which freeze
     */
    @Inject
    public PauseContainer(ContainerRecords records, ContainerStates states, CgroupDrivers drivers) {
        this.records = records;
        this.states = states;
        this.drivers = drivers;
    }

    /**
     * Freezes every process of the container, and returns when all are frozen.
     *
     * @param id the container
     * @throws WrongStatusException if it is not created or running
     * @throws UnsupportedException if it has no cgroup to freeze
     */
    public void pause(ContainerId id) {
        ContainerRecord record = records.get(id);
        ContainerStatus status = states.status(record);
        if (status != ContainerStatus.RUNNING && status != ContainerStatus.CREATED) {
            throw new WrongStatusException(
                    id,
                    "pause",
                    status,
                    "container not running: " + status + (status == ContainerStatus.PAUSED ? " already" : ""));
        }
        Cgroup cgroup = drivers.forContainer(record);
        if (cgroup.paths().isEmpty()) {
            throw UnsupportedException.command("pause", "the container has no cgroup");
        }
        Optional<CgroupFreezer> freezer = cgroup.freezer();
        if (freezer.isEmpty()) {
            throw new UnsupportedException("freezer", "the container has no cgroup in the freezer hierarchy");
        }
        freezer.get().freeze(TIMEOUT);
    }

    /**
     * Lets the processes of a paused container go on.
     *
     * @param id the container
     * @throws WrongStatusException if it is not paused
     */
    public void resume(ContainerId id) {
        ContainerRecord record = records.get(id);
        ContainerStatus status = states.status(record);
        if (status != ContainerStatus.PAUSED) {
            throw new WrongStatusException(id, "resume", status, "container not paused");
        }
        Optional<CgroupFreezer> freezer = drivers.forContainer(record).freezer();
        if (freezer.isPresent()) {
            freezer.get().thaw();
        }
    }
}
