package dev.hexrun.app.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.when;

import dev.hexrun.app.world.World;
import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.state.WrongStatusException;
import dev.hexrun.domain.step.WatchStep;
import dev.hexrun.port.cgroup.CgroupStats;
import dev.hexrun.port.cgroup.CgroupWatch;
import dev.hexrun.port.cgroup.MemoryPressure;
import dev.hexrun.port.launch.LaunchObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchContainerTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final WatchStep.Watch FILE = new WatchStep.Watch(WatchStep.Watch.Kind.CHANGE, "/f", "");

    private final List<String> heard = new ArrayList<>();
    private World world;

    @BeforeEach
    void makeWorld(@TempDir Path folder) {
        world = new World(World.withBundle(folder));
        when(world.driver.statistics(World.CGROUP)).thenReturn(CgroupStats.NONE);
        when(world.driver.pids(World.CGROUP)).thenReturn(List.of(World.INIT));
    }

    private void watches(CgroupWatch.Meaning... meanings) {
        List<CgroupWatch> watches = new ArrayList<>();
        for (CgroupWatch.Meaning meaning : meanings) {
            watches.add(new CgroupWatch(meaning, FILE));
        }
        when(world.driver.watches(World.CGROUP)).thenReturn(watches);
    }

    private void watch() {
        watch(Optional.empty());
    }

    private void watch(Optional<MemoryPressure> pressure) {
        world.watch.watch(new WatchRequest(World.WEB, SECOND, pressure), new ContainerEvents() {
            @Override
            public void statistics(CgroupStats statistics) {
                heard.add("stats");
            }

            @Override
            public void outOfMemory() {
                heard.add("oom");
            }

            @Override
            public void pressure(MemoryPressure level) {
                heard.add(level.word());
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
        withoutMemory();
        when(world.driver.statistics(World.CGROUP))
                .thenThrow(new HostOperationException("read", new Errno(Errno.ENOENT)));
    }

    /** The cgroups are being removed, that of memory first. */
    private void withoutMemory() {
        when(world.driver.pids(World.CGROUP)).thenReturn(List.of());
        when(world.driver.watches(World.CGROUP)).thenReturn(List.of());
    }

    /** The waits, without those that begin to watch. */
    private List<WatchStep.AwaitEvents> waits() {
        return world.executed(WatchStep.AwaitEvents.class);
    }

    @Test
    void tellsStatisticsOnceInEachIntervalUntilTheEnd() {
        world.running();
        world.launcher
                .happens(observer -> after(SECOND, observer))
                .happens(observer -> after(Duration.ofMillis(400), observer))
                .happens(observer -> after(Duration.ofMillis(600), observer))
                .happens(observer -> {
                    when(world.driver.pids(World.CGROUP)).thenReturn(List.of());
                    observer.onExit(World.INIT, 0);
                });
        watch();
        assertThat(heard).containsExactly("stats", "stats");
        assertThat(waits())
                .hasSize(4)
                .allMatch(wait -> wait.pid() == World.INIT && wait.startTime() == World.INIT * 10L);
        assertThat(waits()).extracting(WatchStep.AwaitEvents::timeoutMillis).containsExactly(1000, 1000, 600, 1000);
    }

    @Test
    void waitsForTheOthersOfACgroupWhoseFirstProcessHasEnded() {
        world.running();
        world.launcher
                .happens(observer -> observer.onExit(World.INIT, 0))
                .happens(observer -> {})
                .happens(observer -> when(world.driver.pids(World.CGROUP)).thenReturn(List.of()));
        watch();
        assertThat(waits()).extracting(WatchStep.AwaitEvents::pid).containsExactly(World.INIT, 0, 0);
        assertThat(waits()).extracting(WatchStep.AwaitEvents::timeoutMillis).containsExactly(1000, 100, 100);
    }

    @Test
    void tellsOfEachKill_ofWhichTheKernelKeepsCount() {
        world.running();
        watches(CgroupWatch.Meaning.POPULATION, CgroupWatch.Meaning.OOM_KILLS);
        when(world.driver.oomKills(World.CGROUP)).thenReturn(5L);
        world.launcher
                .happens(observer -> after(Duration.ZERO, observer, 1))
                .happens(observer -> {
                    when(world.driver.oomKills(World.CGROUP)).thenReturn(7L);
                    after(Duration.ZERO, observer, 1);
                })
                .happens(observer -> {
                    when(world.driver.pids(World.CGROUP)).thenReturn(List.of());
                    after(Duration.ZERO, observer, 0);
                });
        watch();
        assertThat(heard).containsExactly("oom", "oom");
        assertThat(world.executed(WatchStep.Watch.class)).containsExactly(FILE, FILE);
    }

    @Test
    void tellsOfALackOfMemory_thatTheKernelSignals_alsoWhenItEndsTheContainer() {
        world.running();
        watches(CgroupWatch.Meaning.OUT_OF_MEMORY);
        world.launcher.happens(observer -> after(Duration.ZERO, observer, 0)).happens(observer -> {
            when(world.driver.pids(World.CGROUP)).thenReturn(List.of());
            after(Duration.ZERO, observer, 0);
            observer.onExit(World.INIT, 0);
        });
        watch();
        assertThat(heard).containsExactly("oom", "oom");
    }

    @Test
    void takesTheSignalOfACgroupThatIsRemovedForTheEnd() {
        world.running();
        watches(CgroupWatch.Meaning.OUT_OF_MEMORY);
        world.launcher.happens(observer -> {
            gone();
            after(SECOND, observer, 0);
        });
        watch();
        assertThat(heard).isEmpty();
    }

    @Test
    void takesTheSignalForTheEnd_alsoWhileOtherCgroupsAreLeft() {
        world.running();
        watches(CgroupWatch.Meaning.OUT_OF_MEMORY);
        world.launcher.happens(observer -> {
            withoutMemory();
            after(SECOND, observer, 0);
        });
        watch();
        assertThat(heard).isEmpty();
    }

    @Test
    void endsWhenTheCgroupIsGoneByTheTimeOfStatistics() {
        world.running();
        world.launcher.happens(observer -> {
            gone();
            after(SECOND, observer);
        });
        watch();
        assertThat(heard).isEmpty();
    }

    @Test
    void tellsOfPressureWhenAskedTo() {
        world.running();
        when(world.driver.pressureWatch(World.CGROUP, MemoryPressure.MEDIUM))
                .thenReturn(new CgroupWatch(CgroupWatch.Meaning.PRESSURE, FILE));
        world.launcher.happens(observer -> after(Duration.ZERO, observer, 0)).happens(LaunchObserver::onOutputClosed);
        watch(Optional.of(MemoryPressure.MEDIUM));
        assertThat(heard).containsExactly("medium");
    }

    @Test
    void endsWhenNobodyReadsAnyMore() {
        world.running();
        world.launcher.happens(observer -> {
            after(SECOND, observer);
            observer.onOutputClosed();
        });
        watch();
        assertThat(heard).isEmpty();
    }

    @Test
    void leavesOutStatisticsThatAreLate() {
        world.running();
        world.launcher
                .happens(observer -> after(Duration.ofSeconds(10), observer))
                .happens(LaunchObserver::onOutputClosed);
        watch();
        assertThat(heard).containsExactly("stats");
        assertThat(waits()).extracting(WatchStep.AwaitEvents::timeoutMillis).containsExactly(1000, 1000);
    }

    @Test
    void waitsNoLongerThanTheIntervalWhenTheClockIsPutBack() {
        world.running();
        world.launcher
                .happens(observer -> after(Duration.ofDays(-1), observer))
                .happens(LaunchObserver::onOutputClosed);
        watch();
        assertThat(waits()).extracting(WatchStep.AwaitEvents::timeoutMillis).containsExactly(1000, 1000);
    }

    @Test
    void refusesAContainerThatDoesNotRun() {
        world.running();
        world.ends(World.INIT);
        assertThatThrownBy(this::watch)
                .isInstanceOf(WrongStatusException.class)
                .hasMessage("container with id web is not running");
        assertThatThrownBy(() -> world.statistics.read(World.WEB)).hasMessage("container with id web is not running");
    }

    @Test
    void watchesAContainerThatWaitsForItsStart() {
        world.created();
        world.launcher.happens(LaunchObserver::onOutputClosed);
        watch();
        assertThat(world.statistics.read(World.WEB)).isEqualTo(CgroupStats.NONE);
    }

    @Test
    void saysWhichDriverHasNoEvents() {
        world.running();
        when(world.driver.watches(World.CGROUP)).thenCallRealMethod();
        when(world.driver.statistics(World.CGROUP)).thenCallRealMethod();
        assertThatThrownBy(this::watch)
                .isInstanceOf(UnsupportedException.class)
                .hasMessage("events: the cgroup driver fake does not provide them");
        assertThatThrownBy(() -> world.statistics.read(World.WEB))
                .isInstanceOf(UnsupportedException.class)
                .hasMessage("statistics: the cgroup driver fake does not provide them");
    }
}
