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

/** The pause and resume use cases: freezes and thaws the processes of a container. */
public final class PauseContainer {

    /** The time that the kernel has to freeze all processes, as in other runtimes. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ContainerRecords records;
    private final ContainerStates states;
    private final CgroupDrivers drivers;

    /**
     * Creates the use case.
     *
     * @param records the container records
     * @param states the container statuses
     * @param drivers the cgroup drivers, which freeze and thaw cgroups
     */
    @Inject
    public PauseContainer(ContainerRecords records, ContainerStates states, CgroupDrivers drivers) {
        this.records = records;
        this.states = states;
        this.drivers = drivers;
    }

    /**
     * Freezes every process of the container. Returns when all are frozen.
     *
     * @param id the container
     * @throws WrongStatusException if the container is not created or running
     * @throws UnsupportedException if the container has no cgroup that can be frozen
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
            throw UnsupportedException.facility("freezer", "the container has no cgroup in the freezer hierarchy");
        }
        freezer.get().freeze(TIMEOUT);
    }

    /**
     * Resumes all processes of a paused container.
     *
     * @param id the container
     * @throws WrongStatusException if the container is not paused
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
