package dev.hexrun.cgroup.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.step.WatchStep;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.CgroupStats;
import dev.hexrun.port.cgroup.CgroupStats.BlkioEntry;
import dev.hexrun.port.cgroup.CgroupStats.Counter;
import dev.hexrun.port.cgroup.CgroupWatch;
import dev.hexrun.port.cgroup.MemoryPressure;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CgroupV1MonitorTest {

    private static final CgroupPaths PATHS = CgroupPaths.of(
            "cgroupfs",
            Map.of(
                    "cpuacct", "/c/web", "cpu", "/c/web", "cpuset", "/s/web", "memory", "/m/web", "pids", "/p/web",
                    "blkio", "/b/web", "hugetlb", "/h/web", "", "/u/web"));

    private final CgroupStatsFiles files = new CgroupStatsFiles();

    private CgroupStats read() {
        return new CgroupV1Monitor(files, PATHS).statistics();
    }

    @Test
    void readsCpuTime_inNanoseconds() {
        files.put("/c/web/cpuacct.usage", "5133497\n")
                .put("/c/web/cpuacct.usage_percpu", "0 5133497 \n")
                .put("/c/web/cpuacct.usage_all", "cpu user system\n0 0 0\n1 1133497 4000000\n")
                .put("/c/web/cpuacct.stat", "user 3\nsystem 4\n")
                .put("/c/web/cpu.stat", "nr_periods 2\nnr_throttled 1\nthrottled_time 7\nnr_bursts 5\nburst_time 6\n")
                .put("/u/web/cpu.pressure", "some avg10=1.50 avg60=0.00 avg300=0.00 total=9\n");
        CgroupStats.Cpu cpu = read().cpu();
        assertThat(cpu.usage()).hasValue(5133497);
        assertThat(cpu.user()).hasValue(30_000_000);
        assertThat(cpu.kernel()).hasValue(40_000_000);
        assertThat(cpu.percpu()).containsExactly(0L, 5133497L);
        assertThat(cpu.percpuUser()).containsExactly(0L, 1133497L);
        assertThat(cpu.percpuKernel()).containsExactly(0L, 4000000L);
        assertThat(cpu.throttling().throttledTime()).hasValue(7);
        assertThat(cpu.burst().periods()).hasValue(5);
        assertThat(cpu.pressure().orElseThrow().some().avg10()).isEqualTo(1.5);
    }

    @Test
    void readsMemory() {
        files.put("/m/web/memory.stat", "cache 4096\nrss 53248\n")
                .put("/m/web/memory.limit_in_bytes", "33554432\n")
                .put("/m/web/memory.usage_in_bytes", "487424\n")
                .put("/m/web/memory.max_usage_in_bytes", "516096\n")
                .put("/m/web/memory.failcnt", "3\n")
                .put("/m/web/memory.kmem.usage_in_bytes", "241664\n");
        CgroupStats.Memory memory = read().memory();
        assertThat(memory.cache()).hasValue(4096);
        assertThat(memory.raw()).isEqualTo(Map.of("cache", 4096L, "rss", 53248L));
        assertThat(memory.usage())
                .isEqualTo(new Counter(
                        OptionalLong.of(33554432),
                        OptionalLong.of(487424),
                        OptionalLong.of(516096),
                        OptionalLong.of(3)));
        assertThat(memory.swap()).as("a kernel without swap accounting").isEqualTo(Counter.NONE);
        assertThat(memory.kernel().usage()).hasValue(241664);
        assertThat(memory.kernel().limit()).as("gone since Linux 5.16").isEmpty();
    }

    @Test
    void readsCpusets() {
        files.put("/s/web/cpuset.cpus", "0-1,3\n")
                .put("/s/web/cpuset.mems", "0\n")
                .put("/s/web/cpuset.sched_load_balance", "1\n")
                .put("/s/web/cpuset.sched_relax_domain_level", "-1\n");
        CgroupStats.Cpuset cpuset = read().cpuset();
        assertThat(cpuset.cpus()).containsExactly(0, 1, 3);
        assertThat(cpuset.mems()).containsExactly(0);
        assertThat(cpuset.schedLoadBalance()).hasValue(1);
        assertThat(cpuset.schedRelaxDomainLevel()).hasValue(-1);
        assertThat(cpuset.memHardwall()).isEmpty();
    }

    @Test
    void readsThrottleFiles_ifTheSchedulerHasNoStatistics() {
        files.put("/b/web/blkio.bfq.io_serviced_recursive", "Total 0\n")
                .put("/b/web/blkio.bfq.io_service_bytes_recursive", "Total 0\n")
                .put("/b/web/blkio.throttle.io_serviced_recursive", "8:0 Read 1\n8:0 Total 1\nTotal 1\n")
                .put("/b/web/blkio.throttle.io_service_bytes_recursive", "8:0 Read 4096\nTotal 4096\n");
        CgroupStats.Blkio blkio = read().blkio();
        assertThat(blkio.serviceBytes()).containsExactly(new BlkioEntry(8, 0, "Read", 4096));
        assertThat(blkio.serviced()).hasSize(2);
    }

    @Test
    void prefersStatisticsOfTheScheduler() {
        files.put("/b/web/blkio.bfq.io_serviced_recursive", "8:0 Read 2\nTotal 2\n")
                .put("/b/web/blkio.bfq.io_wait_time_recursive", "8:0 Read 9\nTotal 9\n")
                .put("/b/web/blkio.throttle.io_serviced_recursive", "8:0 Read 1\nTotal 1\n");
        assertThat(read().blkio().serviced()).containsExactly(new BlkioEntry(8, 0, "Read", 2));
        assertThat(read().blkio().waitTime()).containsExactly(new BlkioEntry(8, 0, "Read", 9));
    }

    @Test
    void readsCfqFilesOfOldKernels_andNonRecursiveThrottleFiles() {
        files.put("/b/web/blkio.io_service_bytes_recursive", "8:0 Read 5\n")
                .put("/b/web/blkio.sectors_recursive", "8:0 17\n");
        assertThat(read().blkio().serviceBytes()).containsExactly(new BlkioEntry(8, 0, "Read", 5));
        assertThat(read().blkio().sectors()).containsExactly(new BlkioEntry(8, 0, "", 17));
        CgroupStatsFiles plain = new CgroupStatsFiles().put("/b/web/blkio.throttle.io_serviced", "8:0 Read 1\n");
        assertThat(new CgroupV1Monitor(plain, PATHS).statistics().blkio().serviced())
                .containsExactly(new BlkioEntry(8, 0, "Read", 1));
    }

    @Test
    void readsHugePages_includingReservedPagesIfCounted() {
        files.put("/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages", "0\n")
                .put("/sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages", "0\n")
                .put("/h/web/hugetlb.2MB.rsvd.usage_in_bytes", "2097152\n")
                .put("/h/web/hugetlb.2MB.rsvd.max_usage_in_bytes", "4194304\n")
                .put("/h/web/hugetlb.2MB.rsvd.failcnt", "1\n")
                .put("/h/web/hugetlb.1GB.usage_in_bytes", "0\n");
        assertThat(read().hugetlb())
                .containsEntry(
                        "2MB",
                        new CgroupStats.Hugetlb(OptionalLong.of(2097152), OptionalLong.of(4194304), OptionalLong.of(1)))
                .containsEntry(
                        "1GB", new CgroupStats.Hugetlb(OptionalLong.of(0), OptionalLong.empty(), OptionalLong.empty()));
    }

    @Test
    void distinguishesNoPidsLimitFromALimit() {
        files.put("/p/web/pids.current", "2\n").put("/p/web/pids.max", "max\n");
        assertThat(read().pids()).isEqualTo(new CgroupStats.Pids(OptionalLong.of(2), OptionalLong.empty()));
        files.put("/p/web/pids.max", "17\n");
        assertThat(read().pids().limit()).hasValue(17);
    }

    @Test
    void omitsStatisticsThatCannotBeRead() {
        files.put("/p/web/tasks", "").refuse("/u/web/cpu.pressure").refuse("/m/web/memory.stat");
        assertThat(read().memory()).isEqualTo(CgroupStats.Memory.NONE);
        assertThat(read().cpu()).isEqualTo(CgroupStats.Cpu.NONE);
        assertThat(read().blkio()).isEqualTo(CgroupStats.Blkio.NONE);
    }

    @Test
    void failsForRemovedCgroups() {
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(this::read)
                .withMessageContaining("no such file or directory");
    }

    @Test
    void watchesMemoryControllerNotifications() {
        assertThat(new CgroupV1Monitor(files, PATHS).watches()).isEmpty();
        files.put("/m/web/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 0\n");
        assertThat(new CgroupV1Monitor(files, PATHS).watches())
                .containsExactly(new CgroupWatch(
                        CgroupWatch.Meaning.OUT_OF_MEMORY,
                        new WatchStep.Watch(WatchStep.Watch.Kind.EVENT, "/m/web/memory.oom_control", "")));
        assertThat(new CgroupV1Monitor(files, PATHS)
                        .pressureWatch(MemoryPressure.CRITICAL)
                        .step())
                .isEqualTo(new WatchStep.Watch(WatchStep.Watch.Kind.EVENT, "/m/web/memory.pressure_level", "critical"));
    }
}
