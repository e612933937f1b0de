package dev.hexrun.app.resource;

import dev.hexrun.app.cgroup.CgroupDrivers;
import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.app.record.ContainerRecords;
import dev.hexrun.app.state.ContainerStates;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.state.ContainerStatus;
import dev.hexrun.domain.state.WrongStatusException;
import dev.hexrun.port.cgroup.CgroupMonitor;
import dev.hexrun.port.cgroup.CgroupStats;
import jakarta.inject.Inject;
import java.util.Optional;

/** The use case that reads the kernel's statistics of a container. */
public final class ReadStatistics {

    private final ContainerRecords records;
    private final ContainerStates states;
    private final CgroupDrivers drivers;

    /**
     * Creates the use case.
     *
     * @param records the container records
     * @param states the container statuses
     * @param drivers the cgroup drivers, which read statistics
     */
    @Inject
    public ReadStatistics(ContainerRecords records, ContainerStates states, CgroupDrivers drivers) {
        this.records = records;
        this.states = states;
        this.drivers = drivers;
    }

    /**
     * Reads the statistics of a container.
     *
     * @param id the container
     * @return the current statistics
     * @throws WrongStatusException if the container does not run
     * @throws UnsupportedException if the container has no cgroup, or if its driver has no statistics
     */
    public CgroupStats read(ContainerId id) {
        ContainerRecord record = running(id);
        return monitor(record, "statistics").statistics();
    }

    /**
     * Returns the monitor of a container's cgroups.
     *
     * @param subject the requested information, for the error message
     * @throws UnsupportedException if the driver does not provide it
     */
    CgroupMonitor monitor(ContainerRecord record, String subject) {
        Optional<CgroupMonitor> monitor = drivers.forContainer(record).monitor();
        if (monitor.isEmpty()) {
            throw UnsupportedException.facility(
                    subject, "the cgroup driver " + record.cgroups().driver() + " does not provide them");
        }
        return monitor.get();
    }

    /** Returns the record of a container that has processes and a cgroup. */
    ContainerRecord running(ContainerId id) {
        ContainerRecord record = started(id);
        if (record.cgroups().isEmpty()) {
            throw UnsupportedException.facility("statistics", "the container has no cgroup");
        }
        return record;
    }

    /** Returns the record of a container that has processes. */
    ContainerRecord started(ContainerId id) {
        ContainerRecord record = records.get(id);
        ContainerStatus status = states.status(record);
        if (status == ContainerStatus.STOPPED || status == ContainerStatus.CREATING) {
            throw new WrongStatusException(id, "events", status, "container with id " + id + " is not running");
        }
        return record;
    }
}
