package dev.hexrun.app.resource;

import dev.hexrun.app.cgroup.CgroupDrivers;
import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.state.WrongStatusException;
import dev.hexrun.domain.step.Step;
import dev.hexrun.domain.step.WatchStep;
import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.cgroup.CgroupMonitor;
import dev.hexrun.port.cgroup.CgroupStats;
import dev.hexrun.port.cgroup.CgroupWatch;
import dev.hexrun.port.launch.ContainerLauncher;
import dev.hexrun.port.launch.LaunchObserver;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The events use case: reports the events of a container until the container has ended. The native side watches and
 * keeps the time, so no Java code runs between two events.
 */
public final class WatchContainer {

    private final ReadStatistics statistics;
    private final CgroupDrivers drivers;
    private final ContainerLauncher launcher;
    private final InstantSource clock;

    /**
     * Creates the use case.
     *
     * @param statistics finds running containers and their monitors
     * @param drivers opens the container's cgroups
     * @param launcher executes the watches
     * @param clock the time
     */
    @Inject
    public WatchContainer(
            ReadStatistics statistics, CgroupDrivers drivers, ContainerLauncher launcher, InstantSource clock) {
        this.statistics = statistics;
        this.drivers = drivers;
        this.launcher = launcher;
        this.clock = clock;
    }

    /**
     * Watches a container. Returns when the container's first process has exited and its cgroup is empty or removed, or
     * when the reader of the caller's standard output has closed it.
     *
     * @param request the events to report
     * @param events receives the events in this thread; the first statistics follow after one interval
     * @throws WrongStatusException if the container does not run
     * @throws UnsupportedException if the container has no cgroup, or if its driver or the host cannot report the
     *     requested events
     */
    public void watch(WatchRequest request, ContainerEvents events) {
        ContainerRecord record = statistics.running(request.id());
        CgroupMonitor monitor = statistics.monitor(record, "events");
        List<CgroupWatch> watches = new ArrayList<>(monitor.watches());
        request.pressure().ifPresent(level -> watches.add(monitor.pressureWatch(level)));
        List<Step> steps = new ArrayList<>();
        for (CgroupWatch watch : watches) {
            steps.add(watch.step());
        }
        if (!steps.isEmpty()) {
            launcher.launch(new LaunchPlan(steps), LaunchObserver.NONE);
        }
        new EventLoop(record, drivers.forContainer(record), monitor, watches, request, events).run();
    }

    /** The watch of one container, from the first wait to the last. */
    private final class EventLoop implements LaunchObserver {

        /**
         * The interval between checks for other processes after init has exited: cgroup v1 does not report an empty
         * cgroup.
         */
        private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

        private final ContainerRecord record;
        private final Cgroup cgroup;
        private final CgroupMonitor monitor;
        private final List<CgroupWatch> watches;
        private final WatchRequest request;
        private final ContainerEvents events;
        private final List<CgroupWatch.Meaning> pending = new ArrayList<>();
        private long oomKills;
        private boolean outputClosed;
        private boolean initEnded;

        EventLoop(
                ContainerRecord record,
                Cgroup cgroup,
                CgroupMonitor monitor,
                List<CgroupWatch> watches,
                WatchRequest request,
                ContainerEvents events) {
            this.record = record;
            this.cgroup = cgroup;
            this.monitor = monitor;
            this.watches = watches;
            this.request = request;
            this.events = events;
            this.oomKills = monitor.oomKills().orElse(0);
        }

        @Override
        public void onEvent(int watch) {
            if (watch >= 0 && watch < watches.size()) {
                pending.add(watches.get(watch).meaning());
            }
        }

        @Override
        public void onExit(int pid, int status) {
            initEnded = true;
        }

        @Override
        public void onOutputClosed() {
            outputClosed = true;
        }

        void run() {
            Instant next = clock.instant().plus(request.interval());
            while (true) {
                await(next);
                if (outputClosed || !reportPending() || hasEnded()) {
                    return;
                }
                Instant now = clock.instant();
                if (!now.isBefore(next)) {
                    Optional<CgroupStats> read = read();
                    if (read.isEmpty()) {
                        return;
                    }
                    events.statistics(read.get());
                    next = next.plus(request.interval());
                    // A slow reader gets fewer statistics, not all of them late.
                    next = next.isBefore(now) ? now.plus(request.interval()) : next;
                }
            }
        }

        private void await(Instant next) {
            Duration remaining = Duration.between(clock.instant(), next);
            if (remaining.compareTo(request.interval()) > 0) {
                // The clock was set back.
                remaining = request.interval();
            }
            if (initEnded && remaining.compareTo(POLL_INTERVAL) > 0) {
                remaining = POLL_INTERVAL;
            }
            pending.clear();
            launcher.launch(LaunchPlan.of(awaitStep(remaining, initEnded ? null : record)), this);
        }

        /**
         * Reports the events of the last wait.
         *
         * @return {@code false} if the cgroup is gone
         */
        private boolean reportPending() {
            for (CgroupWatch.Meaning meaning : pending) {
                if (meaning == CgroupWatch.Meaning.OOM_KILLS) {
                    long before = oomKills;
                    oomKills = monitor.oomKills().orElse(before);
                    for (long i = before; i < oomKills; i++) {
                        events.outOfMemory();
                    }
                } else if (meaning != CgroupWatch.Meaning.POPULATION) {
                    // The kernel also signals OUT_OF_MEMORY and pressure when it removes the cgroup; on v1 the memory
                    // cgroup is removed first.
                    if (cgroup.processes().isEmpty() && monitor.watches().isEmpty()) {
                        return false;
                    }
                    if (meaning == CgroupWatch.Meaning.OUT_OF_MEMORY) {
                        events.outOfMemory();
                    } else {
                        request.pressure().ifPresent(events::pressure);
                    }
                }
            }
            return true;
        }

        private boolean hasEnded() {
            return (initEnded || pending.contains(CgroupWatch.Meaning.POPULATION))
                    && cgroup.processes().isEmpty();
        }

        /** Reads the statistics; empty if the cgroup is gone. */
        private Optional<CgroupStats> read() {
            try {
                return Optional.of(monitor.statistics());
            } catch (HostOperationException e) {
                if (e.errno().isPresent() && e.errno().get().number() == Errno.ENOENT) {
                    return Optional.empty();
                }
                throw e;
            }
        }
    }

    /** Creates the step that waits, for at least a millisecond: 0 would wait without a limit. */
    static WatchStep.AwaitEvents awaitStep(Duration time, @Nullable ContainerRecord record) {
        long millis = Math.clamp(time.toMillis(), 1, Integer.MAX_VALUE);
        return record == null
                ? new WatchStep.AwaitEvents((int) millis, 0, 0)
                : new WatchStep.AwaitEvents(
                        (int) millis, record.init().pid(), record.init().startTime());
    }
}
