package dev.hexrun.app.resource;

import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.app.record.ContainerRecords;
import dev.hexrun.app.state.ContainerFilter;
import dev.hexrun.app.state.ContainerStates;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.state.ContainerStatus;
import dev.hexrun.domain.state.NoSuchContainerException;
import dev.hexrun.domain.state.WrongStatusException;
import dev.hexrun.port.cgroup.CgroupStats;
import dev.hexrun.port.launch.ContainerLauncher;
import dev.hexrun.port.launch.LaunchObserver;
import dev.hexrun.port.state.StateStore;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The stats use case: measures the resource usage of containers repeatedly. An object keeps the previous measurement,
 * so it serves one caller.
 */
public final class MeasureContainers {

    private final StateStore store;
    private final ContainerRecords records;
    private final ContainerStates states;
    private final ReadStatistics statistics;
    private final ContainerLauncher launcher;
    private final InstantSource clock;
    private Map<ContainerId, Sample> samples = new HashMap<>();
    private int columns;

    /**
     * Creates the use case.
     *
     * @param store lists the containers
     * @param records the container records
     * @param states the container statuses
     * @param statistics finds running containers and their monitors
     * @param launcher executes the wait
     * @param clock the time
     */
    @Inject
    public MeasureContainers(
            StateStore store,
            ContainerRecords records,
            ContainerStates states,
            ReadStatistics statistics,
            ContainerLauncher launcher,
            InstantSource clock) {
        this.store = store;
        this.records = records;
        this.states = states;
        this.statistics = statistics;
        this.launcher = launcher;
        this.clock = clock;
    }

    /**
     * Checks that a container can be measured. A container without cgroups passes, and its figures are absent.
     *
     * @param id the container
     * @throws WrongStatusException if the container does not run
     * @throws ContainerException if the container does not exist or cannot be measured
     */
    public void require(ContainerId id) {
        count(statistics.started(id));
    }

    /**
     * Measures containers. Containers that have ended since are left out. Every figure is absent for a container that
     * has no cgroup or whose driver has no statistics. The first measurement has no CPU usage, since that is the
     * difference between two measurements.
     *
     * @param ids the containers; empty for all that run
     * @return the usage of each container, in the order of the ids
     * @throws ContainerException if a container in {@code ids} runs but cannot be measured
     */
    public List<ContainerUsage> measure(List<ContainerId> ids) {
        return measure(ids, ContainerFilter.ALL);
    }

    /**
     * Measures containers as {@link #measure(List)} does, but only those that match a filter.
     *
     * @param ids the containers; empty for all that run
     * @param filter the filter
     * @return the usage of each container, in the order of the ids
     * @throws ContainerException if a container in {@code ids} runs but cannot be measured
     */
    public List<ContainerUsage> measure(List<ContainerId> ids, ContainerFilter filter) {
        Map<ContainerId, Sample> current = new HashMap<>();
        List<ContainerUsage> usages = new ArrayList<>();
        for (ContainerId id : ids.isEmpty() ? store.list() : ids) {
            Sample sample = ids.isEmpty() ? requireSample(id, filter) : sample(id, filter);
            if (sample != null) {
                Sample before = samples.getOrDefault(id, sample);
                current.put(id, sample);
                usages.add(ContainerUsage.between(
                        id, before.stats(), sample.stats(), Duration.between(before.at(), sample.at())));
            }
        }
        samples = current;
        return usages;
    }

    private @Nullable Sample requireSample(ContainerId id, ContainerFilter filter) {
        try {
            return sample(id, filter);
        } catch (UnsupportedException notCounted) {
            return new Sample(clock.instant(), CgroupStats.NONE);
        } catch (ContainerException broken) {
            return null;
        }
    }

    private @Nullable Sample sample(ContainerId id, ContainerFilter filter) {
        try {
            ContainerRecord record = records.get(id);
            ContainerStatus status = states.status(record);
            if (status == ContainerStatus.STOPPED || status == ContainerStatus.CREATING) {
                return null;
            }
            if (filter != ContainerFilter.ALL
                    && !filter.matches(states.state(record).withOwner(states.owner(id)))) {
                return null;
            }
            CgroupStats stats = count(record);
            return new Sample(clock.instant(), stats);
        } catch (NoSuchContainerException | HostOperationException gone) {
            return null;
        }
    }

    private CgroupStats count(ContainerRecord record) {
        return record.cgroups().isEmpty()
                ? CgroupStats.NONE
                : statistics.monitor(record, "statistics").statistics();
    }

    /**
     * Returns the width of the terminal on the caller's standard output, as of the last wait.
     *
     * @return the width in cells; 0 if standard output is not a terminal, or before the first wait
     */
    public int columns() {
        return columns;
    }

    /**
     * Waits for a time, or until the reader of the caller's standard output has closed it.
     *
     * @param time the time
     * @return {@code false} if standard output was closed before the time passed
     */
    public boolean await(Duration time) {
        OutputState reader = new OutputState();
        launcher.launch(LaunchPlan.of(WatchContainer.awaitStep(time, null)), reader);
        return !reader.outputClosed;
    }

    private final class OutputState implements LaunchObserver {

        private boolean outputClosed;

        @Override
        public void onOutputClosed() {
            outputClosed = true;
        }

        @Override
        public void onTerminalWidth(int found) {
            columns = found;
        }
    }

    private record Sample(Instant at, CgroupStats stats) {}
}
