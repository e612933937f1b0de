package dev.hexrun.app.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.app.world.World;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.state.WrongStatusException;
import dev.hexrun.domain.step.WatchStep;
import dev.hexrun.port.cgroup.CgroupStats;
import dev.hexrun.port.cgroup.CgroupWatch;
import dev.hexrun.port.cgroup.MemoryPressure;
import dev.hexrun.port.launch.LaunchObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchContainerTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final WatchStep.Watch FILE = new WatchStep.Watch(WatchStep.Watch.Kind.CHANGE, "/f", "");

    private final List<String> events = new ArrayList<>();
    private World world;

    @BeforeEach
    void createWorld() {
        world = new World();
    }

    private void run() {
        world.running();
        world.driver.setStatistics(World.CGROUP, CgroupStats.NONE);
        world.driver.setProcesses(World.CGROUP, World.INIT);
    }

    private void watches(CgroupWatch.Meaning... meanings) {
        List<CgroupWatch> watches = new ArrayList<>();
        for (CgroupWatch.Meaning meaning : meanings) {
            watches.add(new CgroupWatch(meaning, FILE));
        }
        world.driver.setWatches(watches);
    }

    private void watch() {
        watch(Optional.empty());
    }

    private void watch(Optional<MemoryPressure> pressure) {
        world.watch.watch(new WatchRequest(World.WEB, SECOND, pressure), new ContainerEvents() {
            @Override
            public void statistics(CgroupStats statistics) {
                events.add("stats");
            }

            @Override
            public void outOfMemory() {
                events.add("oom");
            }

            @Override
            public void pressure(MemoryPressure level) {
                events.add(level.specName());
            }
        });
    }

    private void after(Duration time, LaunchObserver observer, int... noticed) {
        world.now = world.now.plus(time);
        for (int watch : noticed) {
            observer.onEvent(watch);
        }
    }

    private void gone() {
        world.driver.remove(World.CGROUP);
    }

    /** Simulates the removal of the cgroups, the memory cgroup first. */
    private void withoutMemory() {
        world.driver.setProcesses(World.CGROUP);
        world.driver.setWatches(List.of());
    }

    /** Returns the waits, without the steps that begin a watch. */
    private List<WatchStep.AwaitEvents> waits() {
        return world.executed(WatchStep.AwaitEvents.class);
    }

    @Test
    void reportsStatisticsInEveryIntervalUntilTheEnd() {
        run();
        world.launcher
                .addEvent(observer -> after(SECOND, observer))
                .addEvent(observer -> after(Duration.ofMillis(400), observer))
                .addEvent(observer -> after(Duration.ofMillis(600), observer))
                .addEvent(observer -> {
                    world.driver.setProcesses(World.CGROUP);
                    observer.onExit(World.INIT, 0);
                });
        watch();
        assertThat(events).containsExactly("stats", "stats");
        assertThat(waits())
                .hasSize(4)
                .allMatch(wait -> wait.pid() == World.INIT && wait.startTime() == World.INIT * 10L);
        assertThat(waits()).extracting(WatchStep.AwaitEvents::timeoutMillis).containsExactly(1000, 1000, 600, 1000);
    }

    @Test
    void waitsForOtherProcesses_afterInitHasExited() {
        run();
        world.launcher
                .addEvent(observer -> observer.onExit(World.INIT, 0))
                .addEvent(observer -> {})
                .addEvent(observer -> world.driver.setProcesses(World.CGROUP));
        watch();
        assertThat(waits()).extracting(WatchStep.AwaitEvents::pid).containsExactly(World.INIT, 0, 0);
        assertThat(waits()).extracting(WatchStep.AwaitEvents::timeoutMillis).containsExactly(1000, 100, 100);
    }

    @Test
    void reportsEachOomKill() {
        run();
        watches(CgroupWatch.Meaning.POPULATION, CgroupWatch.Meaning.OOM_KILLS);
        world.driver.setOomKills(World.CGROUP, 5);
        world.launcher
                .addEvent(observer -> after(Duration.ZERO, observer, 1))
                .addEvent(observer -> {
                    world.driver.setOomKills(World.CGROUP, 7);
                    after(Duration.ZERO, observer, 1);
                })
                .addEvent(observer -> {
                    world.driver.setProcesses(World.CGROUP);
                    after(Duration.ZERO, observer, 0);
                });
        watch();
        assertThat(events).containsExactly("oom", "oom");
        assertThat(world.executed(WatchStep.Watch.class)).containsExactly(FILE, FILE);
    }

    @Test
    void reportsOutOfMemory_alsoAtTheEndOfTheContainer() {
        run();
        watches(CgroupWatch.Meaning.OUT_OF_MEMORY);
        world.launcher.addEvent(observer -> after(Duration.ZERO, observer, 0)).addEvent(observer -> {
            world.driver.setProcesses(World.CGROUP);
            after(Duration.ZERO, observer, 0);
            observer.onExit(World.INIT, 0);
        });
        watch();
        assertThat(events).containsExactly("oom", "oom");
    }

    @Test
    void endsOnTheNotificationOfARemovedCgroup() {
        run();
        watches(CgroupWatch.Meaning.OUT_OF_MEMORY);
        world.launcher.addEvent(observer -> {
            gone();
            after(SECOND, observer, 0);
        });
        watch();
        assertThat(events).isEmpty();
    }

    @Test
    void endsOnTheNotification_whileOtherCgroupsExist() {
        run();
        watches(CgroupWatch.Meaning.OUT_OF_MEMORY);
        world.launcher.addEvent(observer -> {
            withoutMemory();
            after(SECOND, observer, 0);
        });
        watch();
        assertThat(events).isEmpty();
    }

    @Test
    void ends_whenTheCgroupIsRemovedBeforeStatistics() {
        run();
        world.launcher.addEvent(observer -> {
            gone();
            after(SECOND, observer);
        });
        watch();
        assertThat(events).isEmpty();
    }

    @Test
    void reportsPressure_ifRequested() {
        run();
        world.driver.setWatches(List.of());
        world.launcher.addEvent(observer -> after(Duration.ZERO, observer, 0)).addEvent(LaunchObserver::onOutputClosed);
        watch(Optional.of(MemoryPressure.MEDIUM));
        assertThat(events).containsExactly("medium");
    }

    @Test
    void ends_whenTheOutputIsClosed() {
        run();
        world.launcher.addEvent(observer -> {
            after(SECOND, observer);
            observer.onOutputClosed();
        });
        watch();
        assertThat(events).isEmpty();
    }

    @Test
    void skipsLateStatistics() {
        run();
        world.launcher
                .addEvent(observer -> after(Duration.ofSeconds(10), observer))
                .addEvent(LaunchObserver::onOutputClosed);
        watch();
        assertThat(events).containsExactly("stats");
        assertThat(waits()).extracting(WatchStep.AwaitEvents::timeoutMillis).containsExactly(1000, 1000);
    }

    @Test
    void waitsAtMostOneInterval_whenTheClockIsSetBack() {
        run();
        world.launcher
                .addEvent(observer -> after(Duration.ofDays(-1), observer))
                .addEvent(LaunchObserver::onOutputClosed);
        watch();
        assertThat(waits()).extracting(WatchStep.AwaitEvents::timeoutMillis).containsExactly(1000, 1000);
    }

    @Test
    void refusesAStoppedContainer() {
        run();
        world.ends(World.INIT);
        assertThatThrownBy(this::watch)
                .isInstanceOf(WrongStatusException.class)
                .hasMessage("container with id web is not running");
        assertThatThrownBy(() -> world.statistics.read(World.WEB)).hasMessage("container with id web is not running");
    }

    @Test
    void watchesACreatedContainer() {
        world.created();
        world.driver.setStatistics(World.CGROUP, CgroupStats.NONE);
        world.launcher.addEvent(LaunchObserver::onOutputClosed);
        watch();
        assertThat(world.statistics.read(World.WEB)).isEqualTo(CgroupStats.NONE);
    }

    @Test
    void namesTheDriverWithoutEvents() {
        run();
        world.driver.withoutMonitor();
        assertThatThrownBy(this::watch)
                .isInstanceOf(UnsupportedException.class)
                .hasMessage("events: the cgroup driver fake does not provide them");
        assertThatThrownBy(() -> world.statistics.read(World.WEB))
                .isInstanceOf(UnsupportedException.class)
                .hasMessage("statistics: the cgroup driver fake does not provide them");
    }
}
