package dev.hexrun.app.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.app.world.World;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.state.NoSuchContainerException;
import dev.hexrun.domain.state.WrongStatusException;
import dev.hexrun.domain.step.WatchStep;
import dev.hexrun.port.cgroup.CgroupStats;
import dev.hexrun.port.cgroup.CgroupStats.Blkio;
import dev.hexrun.port.cgroup.CgroupStats.BlkioEntry;
import dev.hexrun.port.cgroup.CgroupStats.Counter;
import dev.hexrun.port.cgroup.CgroupStats.Cpu;
import dev.hexrun.port.cgroup.CgroupStats.Memory;
import dev.hexrun.port.cgroup.CgroupStats.Pids;
import dev.hexrun.port.cgroup.CgroupStats.Pressure;
import dev.hexrun.port.cgroup.CgroupStats.Stall;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MeasureContainersTest {

    private World world;

    @BeforeEach
    void createWorld() {
        world = new World();
    }

    private static CgroupStats stats(long nanos, long memory, long limit) {
        CgroupStats none = CgroupStats.NONE;
        Pressure pressure = new Pressure(new Stall(12.5, 0, 0, 1), Stall.NONE);
        Cpu cpu = new Cpu(
                OptionalLong.of(nanos),
                none.cpu().kernel(),
                none.cpu().user(),
                List.of(),
                List.of(),
                List.of(),
                none.cpu().throttling(),
                none.cpu().burst(),
                Optional.of(pressure));
        Counter usage = new Counter(
                OptionalLong.of(limit), OptionalLong.of(memory), OptionalLong.empty(), OptionalLong.empty());
        return new CgroupStats(
                cpu,
                none.cpuset(),
                new Memory(
                        OptionalLong.empty(),
                        usage,
                        Counter.NONE,
                        Counter.NONE,
                        Counter.NONE,
                        new TreeMap<>(Map.of("inactive_file", 50L)),
                        Optional.empty()),
                new Pids(OptionalLong.of(3), OptionalLong.empty()),
                Blkio.of(
                        List.of(
                                new BlkioEntry(8, 0, "Read", 4096),
                                new BlkioEntry(8, 16, "Read", 1),
                                new BlkioEntry(8, 0, "Write", 5),
                                new BlkioEntry(8, 0, "Total", 4101)),
                        List.of(),
                        Optional.empty()),
                none.hugetlb(),
                none.rdma());
    }

    @Test
    void measuresRunningContainers_andCpuUsageSinceTheLastSample() {
        world.running();
        world.driver.setStatistics(World.CGROUP, stats(1_000_000_000L, 150, 400));
        assertThat(world.measure.measure(List.of()).getFirst().cpuPercent()).isEmpty();
        world.now = world.now.plus(Duration.ofSeconds(2));
        world.driver.setStatistics(World.CGROUP, stats(4_000_000_000L, 150, 400));
        ContainerUsage usage = world.measure.measure(List.of()).getFirst();
        assertThat(usage.id()).isEqualTo(World.WEB);
        assertThat(usage.cpuPercent()).hasValue(150);
        assertThat(usage.memory()).hasValue(100);
        assertThat(usage.memoryPercent()).hasValue(25);
        assertThat(usage.pids()).hasValue(3);
        assertThat(usage.readBytes()).hasValue(4097);
        assertThat(usage.writtenBytes()).hasValue(5);
        assertThat(usage.cpuPressure()).hasValue(12.5);
        assertThat(usage.memoryPressure()).isEmpty();
    }

    @Test
    void treatsHugeLimitsAsUnlimited() {
        for (long none : new long[] {-1, 9223372036854771712L}) {
            ContainerUsage usage =
                    ContainerUsage.between(World.WEB, CgroupStats.NONE, stats(1, 2, none), Duration.ofSeconds(1));
            assertThat(usage.memoryLimit()).isEmpty();
            assertThat(usage.memoryPercent()).isEmpty();
            assertThat(usage.cpuPercent()).isEmpty();
        }
    }

    @Test
    void omitsValuesWithoutStatistics() {
        ContainerUsage usage =
                ContainerUsage.between(World.WEB, CgroupStats.NONE, CgroupStats.NONE, Duration.ofSeconds(1));
        assertThat(usage.memory()).isEmpty();
        assertThat(usage.readBytes()).isEmpty();
        assertThat(usage.pids()).isEmpty();
    }

    @Test
    void skipsEndedContainers() {
        world.running();
        world.driver.remove(World.CGROUP);
        assertThat(world.measure.measure(List.of(World.WEB))).isEmpty();
        world.ends(World.INIT);
        assertThat(world.measure.measure(List.of(World.WEB))).isEmpty();
        assertThat(world.measure.measure(List.of(ContainerId.of("other")))).isEmpty();
    }

    @Test
    void reportsUnreadableContainersAsUnknown_unlessNamed() {
        world.running();
        world.driver.withoutMonitor();
        assertThat(world.measure.measure(List.of())).singleElement().satisfies(usage -> {
            assertThat(usage.id()).isEqualTo(World.WEB);
            assertThat(usage.pids()).isEmpty();
        });
        assertThatThrownBy(() -> world.measure.measure(List.of(World.WEB))).isInstanceOf(UnsupportedException.class);
    }

    @Test
    void refusesMissingOrStoppedContainers() {
        assertThatThrownBy(() -> world.measure.require(World.WEB)).isInstanceOf(NoSuchContainerException.class);
        world.running();
        world.ends(World.INIT);
        assertThatThrownBy(() -> world.measure.require(World.WEB)).isInstanceOf(WrongStatusException.class);
    }

    @Test
    void waitsInTheFront_untilTheOutputIsClosed() {
        world.launcher.addEvent(observer -> {});
        assertThat(world.measure.await(Duration.ofSeconds(3))).isTrue();
        assertThat(world.measure.await(Duration.ZERO)).isFalse();
        assertThat(world.executed(WatchStep.AwaitEvents.class))
                .containsExactly(new WatchStep.AwaitEvents(3000, 0, 0), new WatchStep.AwaitEvents(1, 0, 0));
    }
}
