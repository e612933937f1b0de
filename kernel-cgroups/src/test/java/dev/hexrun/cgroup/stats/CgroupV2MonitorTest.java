package dev.hexrun.cgroup.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.step.WatchStep;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.CgroupStats;
import dev.hexrun.port.cgroup.CgroupStats.Counter;
import dev.hexrun.port.cgroup.CgroupWatch;
import dev.hexrun.port.cgroup.MemoryPressure;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CgroupV2MonitorTest {

    private static final CgroupPaths PATHS = new CgroupPaths.V2("cgroupfs", "/g");

    private final CgroupStatsFiles files = new CgroupStatsFiles().put("/g/cgroup.procs", "1\n2\n");

    private CgroupStats read() {
        return new CgroupV2Monitor(files, PATHS).statistics();
    }

    private static Counter counter(long limit, long usage) {
        return new Counter(OptionalLong.of(limit), OptionalLong.of(usage), OptionalLong.empty(), OptionalLong.empty());
    }

    @Test
    void readsCpuTime_inNanoseconds() {
        files.put("/g/cpu.stat", """
                usage_usec 3347
                user_usec 3000
                system_usec 347
                nr_periods 2
                nr_throttled 1
                throttled_usec 5
                nr_bursts 4
                burst_usec 6
                """);
        CgroupStats.Cpu cpu = read().cpu();
        assertThat(cpu.usage()).hasValue(3_347_000);
        assertThat(cpu.user()).hasValue(3_000_000);
        assertThat(cpu.kernel()).hasValue(347_000);
        assertThat(cpu.throttling().periods()).hasValue(2);
        assertThat(cpu.throttling().throttledTime()).hasValue(5_000);
        assertThat(cpu.burst().time()).hasValue(6_000);
        assertThat(cpu.percpu()).isEmpty();
    }

    @Test
    void reportsTheSumOfMemoryAndSwap_likeV1() {
        files.put("/g/memory.stat", "anon 10\nfile 4096\n")
                .put("/g/memory.current", "1000\n")
                .put("/g/memory.max", "4096\n")
                .put("/g/memory.peak", "2000\n")
                .put("/g/memory.events", "low 0\nhigh 0\nmax 7\noom 1\noom_kill 1\noom_group_kill 0\n")
                .put("/g/memory.swap.current", "50\n")
                .put("/g/memory.swap.max", "8192\n");
        CgroupStats.Memory memory = read().memory();
        assertThat(memory.cache()).hasValue(4096);
        assertThat(memory.usage())
                .isEqualTo(new Counter(
                        OptionalLong.of(4096), OptionalLong.of(1000), OptionalLong.of(2000), OptionalLong.of(7)));
        assertThat(memory.swap()).isEqualTo(counter(12288, 1050));
        files.put("/g/memory.swap.max", "max\n");
        assertThat(read().memory().swap().limit()).hasValue(-1);
        files.put("/g/memory.max", "max\n").put("/g/memory.swap.max", "8192\n");
        assertThat(read().memory().swap().limit()).as("no sum of no limit").hasValue(-1);
    }

    @Test
    void readsMemoryOfTheRootCgroupFromMeminfo() {
        files.put("/g/memory.stat", "anon 10\nfile 4096\n")
                .put("/proc/meminfo", "MemTotal:  8000 kB\nSwapTotal:  100 kB\nSwapFree:   60 kB\n");
        assertThat(read().memory().usage()).isEqualTo(counter(-1, 4106));
        assertThat(read().memory().swap()).isEqualTo(counter(-1, 4106 + 40 * 1024));
    }

    @Test
    void countsProcesses_withoutPidsController() {
        assertThat(read().pids()).isEqualTo(new CgroupStats.Pids(OptionalLong.of(2), OptionalLong.empty()));
        files.put("/g/pids.current", "5\n").put("/g/pids.max", "max\n");
        assertThat(read().pids()).isEqualTo(new CgroupStats.Pids(OptionalLong.of(5), OptionalLong.empty()));
    }

    @Test
    void readsEffectiveCpusets() {
        files.put("/g/cpuset.cpus.effective", "0-1\n").put("/g/cpuset.mems.effective", "0\n");
        assertThat(read().cpuset().cpus()).containsExactly(0, 1);
        assertThat(read().cpuset().mems()).containsExactly(0);
    }

    @Test
    void readsHugePages() {
        files.put("/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages", "0\n")
                .put("/sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages", "0\n")
                .put("/g/hugetlb.2MB.rsvd.current", "2097152\n")
                .put("/g/hugetlb.2MB.events", "max 3\n")
                .put("/g/hugetlb.1GB.current", "0\n");
        assertThat(read().hugetlb())
                .hasSize(2)
                .containsEntry(
                        "2MB",
                        new CgroupStats.Hugetlb(OptionalLong.of(2097152), OptionalLong.empty(), OptionalLong.of(3)));
    }

    @Test
    void failsForARemovedCgroup() {
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> new CgroupV2Monitor(new CgroupStatsFiles(), PATHS).statistics())
                .withMessage("read the statistics of cgroup /g: no such file or directory");
    }

    @Test
    void watchesFileChanges() {
        files.put("/g/memory.events", "oom_kill 0\n").put("/g/cgroup.events", "populated 1\n");
        assertThat(new CgroupV2Monitor(files, PATHS).watches())
                .containsExactly(
                        new CgroupWatch(
                                CgroupWatch.Meaning.OOM_KILLS,
                                new WatchStep.Watch(WatchStep.Watch.Kind.CHANGE, "/g/memory.events", "")),
                        new CgroupWatch(
                                CgroupWatch.Meaning.POPULATION,
                                new WatchStep.Watch(WatchStep.Watch.Kind.CHANGE, "/g/cgroup.events", "")));
    }

    @Test
    void watchesPressure_ifTheKernelSupportsIt() {
        CgroupV2Monitor stats = new CgroupV2Monitor(files, PATHS);
        assertThatExceptionOfType(UnsupportedException.class)
                .isThrownBy(() -> stats.pressureWatch(MemoryPressure.LOW))
                .withMessageStartingWith("memory pressure: ");
        files.put("/g/memory.pressure", "some avg10=0.00 avg60=0.00 avg300=0.00 total=0\n");
        assertThat(stats.pressureWatch(MemoryPressure.CRITICAL))
                .isEqualTo(new CgroupWatch(
                        CgroupWatch.Meaning.PRESSURE,
                        new WatchStep.Watch(
                                WatchStep.Watch.Kind.PRESSURE, "/g/memory.pressure", "full 200000 2000000")));
    }
}
