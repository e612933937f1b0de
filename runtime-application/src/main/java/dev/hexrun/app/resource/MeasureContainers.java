package dev.hexrun.app.resource;

import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.app.record.ContainerRecords;
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

/** Tells again and again what containers use. Remembers what it has seen, so it is for one caller. */
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
     * @param store where the containers are
     * @param records what is remembered
     * @param states what is the case
     * @param statistics which knows what runs
     * @param launcher which waits
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
     * Checks that a container can be measured. One without cgroups can: nothing is counted for it.
     *
     * @param id the container
     * @throws WrongStatusException if it does not run
     * @throws ContainerException if it does not exist, or cannot be measured
     */
    public void require(ContainerId id) {
        count(statistics.started(id));
    }

    /**
     * Measures containers. Those that have ended meanwhile are left out. Where nothing is counted, because there is no
     * cgroup or the driver has no statistics, every figure is absent. The first time there is no use of processors, which
     * is what is used from one time to the next.
     *
     * @param ids the containers; empty for all that run
     * @return what each uses, in the order of the ids
     * @throws ContainerException if one that is named cannot be measured though it runs
     */
    public List<ContainerUsage> measure(List<ContainerId> ids) {
        Map<ContainerId, Sample> taken = new HashMap<>();
        List<ContainerUsage> usages = new ArrayList<>();
        for (ContainerId id : ids.isEmpty() ? store.list() : ids) {
            Sample sample = ids.isEmpty() ? measurable(id) : sample(id);
            if (sample != null) {
                Sample before = samples.getOrDefault(id, sample);
                taken.put(id, sample);
                usages.add(ContainerUsage.between(
                        id, before.stats(), sample.stats(), Duration.between(before.at(), sample.at())));
            }
        }
        samples = taken;
        return usages;
    }

    private @Nullable Sample measurable(ContainerId id) {
        try {
            return sample(id);
        } catch (UnsupportedException notCounted) {
            return new Sample(clock.instant(), CgroupStats.NONE);
        } catch (ContainerException broken) {
            return null;
        }
    }

    private @Nullable Sample sample(ContainerId id) {
        try {
            ContainerRecord record = records.get(id);
            ContainerStatus status = states.status(record);
            if (status == ContainerStatus.STOPPED || status == ContainerStatus.CREATING) {
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
     * Returns the width of the terminal that is the caller's standard output, as the last wait found it.
     *
     * @return the width in cells; 0 if it is not a terminal, or before the first wait
     */
    public int columns() {
        return columns;
    }

    /**
     * Waits.
     *
     * @param time how long
     * @return {@code false} if nobody reads the caller's standard output any more; then it has not waited so long
     */
    public boolean await(Duration time) {
        Reader reader = new Reader();
        launcher.launch(LaunchPlan.of(WatchContainer.awaiting(time, null)), reader);
        return !reader.gone;
    }

    private final class Reader implements LaunchObserver {

        private boolean gone;

        @Override
        public void onOutputClosed() {
            gone = true;
        }

        @Override
        public void onTerminalWidth(int found) {
            columns = found;
        }
    }

    private record Sample(Instant at, CgroupStats stats) {}
}
