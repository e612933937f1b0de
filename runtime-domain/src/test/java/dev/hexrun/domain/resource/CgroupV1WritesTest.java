package dev.hexrun.domain.resource;

import static dev.hexrun.domain.resource.SampleResources.blockIo;
import static dev.hexrun.domain.resource.SampleResources.cpu;
import static dev.hexrun.domain.resource.SampleResources.files;
import static dev.hexrun.domain.resource.SampleResources.hugepages;
import static dev.hexrun.domain.resource.SampleResources.lines;
import static dev.hexrun.domain.resource.SampleResources.memory;
import static dev.hexrun.domain.resource.SampleResources.network;
import static dev.hexrun.domain.resource.SampleResources.pids;
import static dev.hexrun.domain.resource.SampleResources.rate;
import static dev.hexrun.domain.resource.SampleResources.rdma;
import static dev.hexrun.domain.resource.SampleResources.unified;
import static dev.hexrun.domain.resource.SampleResources.weight;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.hexrun.domain.config.LinuxBlockIo;
import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxInterfacePriority;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.config.LinuxRdma;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.UnsupportedException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CgroupV1WritesTest {

    static Stream<Arguments> fields() {
        return Stream.of(
                arguments("memory/limit", memory(LinuxMemory.builder().limit(300)), "memory.limit_in_bytes=300"),
                arguments("memory/swap", memory(LinuxMemory.builder().swap(500)), "memory.memsw.limit_in_bytes=500"),
                arguments("memory/swap", memory(LinuxMemory.builder().swap(-1)), "memory.memsw.limit_in_bytes=-1?"),
                arguments(
                        "memory/reservation",
                        memory(LinuxMemory.builder().reservation(-1)),
                        "memory.soft_limit_in_bytes=-1"),
                arguments("memory/swappiness", memory(LinuxMemory.builder().swappiness(0)), "memory.swappiness=0"),
                arguments(
                        "memory/disableOOMKiller",
                        memory(LinuxMemory.builder().disableOOMKiller(true)),
                        "memory.oom_control=1"),
                arguments("cpu/shares", cpu(LinuxCpu.builder().shares(2)), "cpu.shares=2"),
                arguments("cpu/quota", cpu(LinuxCpu.builder().quota(-1)), "cpu.cfs_quota_us=-1"),
                arguments("cpu/period", cpu(LinuxCpu.builder().period(5000)), "cpu.cfs_period_us=5000"),
                arguments("cpu/burst", cpu(LinuxCpu.builder().burst(70)), "cpu.cfs_burst_us=70"),
                arguments("cpu/burst", cpu(LinuxCpu.builder().burst(0)), "cpu.cfs_burst_us=0?"),
                arguments("cpu/idle", cpu(LinuxCpu.builder().idle(1)), "cpu.idle=1"),
                arguments("cpu/realtimeRuntime", cpu(LinuxCpu.builder().realtimeRuntime(95)), "cpu.rt_runtime_us=95"),
                arguments("cpu/realtimePeriod", cpu(LinuxCpu.builder().realtimePeriod(100)), "cpu.rt_period_us=100"),
                arguments("cpu/cpus", cpu(LinuxCpu.builder().cpus("0-1")), "cpuset.cpus=0-1"),
                arguments("cpu/mems", cpu(LinuxCpu.builder().mems("0")), "cpuset.mems=0"),
                arguments("pids/limit", pids(0), "pids.max=1"),
                arguments("pids/limit", pids(-1), "pids.max=max"),
                arguments("blockIO/weight", blockIo(LinuxBlockIo.builder().weight(333)), "blkio.bfq.weight=333"),
                arguments("blockIO/leafWeight", blockIo(LinuxBlockIo.builder().leafWeight(20)), "blkio.leaf_weight=20"),
                arguments(
                        "blockIO/weightDevice",
                        blockIo(LinuxBlockIo.builder().addWeightDevice(weight(444))),
                        "blkio.bfq.weight_device=8:16 444"),
                arguments(
                        "blockIO/throttleReadBpsDevice",
                        blockIo(LinuxBlockIo.builder().addThrottleReadBpsDevice(rate(1))),
                        "blkio.throttle.read_bps_device=8:16 1"),
                arguments(
                        "blockIO/throttleWriteBpsDevice",
                        blockIo(LinuxBlockIo.builder().addThrottleWriteBpsDevice(rate(-1))),
                        "blkio.throttle.write_bps_device=8:16 18446744073709551615"),
                arguments(
                        "blockIO/throttleReadIOPSDevice",
                        blockIo(LinuxBlockIo.builder().addThrottleReadIOPSDevice(rate(0))),
                        "blkio.throttle.read_iops_device=8:16 0"),
                arguments(
                        "blockIO/throttleWriteIOPSDevice",
                        blockIo(LinuxBlockIo.builder().addThrottleWriteIOPSDevice(rate(4))),
                        "blkio.throttle.write_iops_device=8:16 4"),
                arguments(
                        "rdma",
                        rdma("mlx4_0", LinuxRdma.builder().hcaHandles(3)),
                        "rdma.max=mlx4_0 hca_handle=3 hca_object=max"),
                arguments("network/classID", network(0x100001), "net_cls.classid=1048577"),
                arguments(
                        "network/priorities",
                        network(0, new LinuxInterfacePriority("eth0", 5)),
                        "net_prio.ifpriomap=eth0 5"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("fields")
    void writesOneFileForOneField(String place, LinuxResources resources, String line) {
        List<CgroupWrite> writes = CgroupV1Writes.of(resources, CurrentSettings.NONE);
        assertThat(lines(writes)).containsExactly(line);
        assertThat(writes.getFirst().pointer()).isEqualTo("/linux/resources/" + place);
        String file = writes.getFirst().file();
        assertThat(file).startsWith(writes.getFirst().controller() + '.');
    }

    @Test
    void limitsReservedHugePages_ifTheKernelSupportsIt() {
        assertThat(lines(CgroupV1Writes.of(hugepages("2MB", 4_194_304), CurrentSettings.NONE)))
                .containsExactly("hugetlb.2MB.limit_in_bytes=4194304", "hugetlb.2MB.rsvd.limit_in_bytes=4194304?");
    }

    @Test
    void writesTheWeightOfCfq_ifTheKernelHasIt() {
        CurrentSettings cfq = files(Map.of("blkio.weight", "500"));
        assertThat(lines(CgroupV1Writes.of(
                        blockIo(LinuxBlockIo.builder().weight(20).addWeightDevice(weight(30))), cfq)))
                .containsExactly("blkio.weight=20", "blkio.weight_device=8:16 30");
    }

    @Test
    void writesNothing_withoutLimits() {
        LinuxResources nothing = LinuxResources.builder()
                .memory(LinuxMemory.builder()
                        .limit(0)
                        .swap(0)
                        .reservation(0)
                        .kernel(5)
                        .kernelTCP(5)
                        .swappiness(-1)
                        .disableOOMKiller(false)
                        .useHierarchy(true)
                        .build())
                .cpu(LinuxCpu.builder().shares(0).quota(0).period(0).cpus("").build())
                .blockIO(LinuxBlockIo.builder().weight(0).build())
                .build();
        assertThat(CgroupV1Writes.of(nothing, CurrentSettings.NONE)).isEmpty();
        assertThat(ResourceField.requested(nothing)).isEmpty();
    }

    @Test
    void enablesTheOomKiller_onlyIfItIsDisabled() {
        LinuxResources on = memory(LinuxMemory.builder().disableOOMKiller(false));
        assertThat(lines(CgroupV1Writes.of(
                        on, files(Map.of("memory.oom_control", "oom_kill_disable 1\nunder_oom 0\noom_kill 0")))))
                .containsExactly("memory.oom_control=0");
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 2000, 3000, memory.memsw.limit_in_bytes=3000, memory.limit_in_bytes=2000",
        "4000, 2000, 3000, memory.limit_in_bytes=2000, memory.memsw.limit_in_bytes=3000",
        "1000, 2000, -1, memory.memsw.limit_in_bytes=-1?, memory.limit_in_bytes=2000",
        "1000, -1, 0, memory.memsw.limit_in_bytes=-1?, memory.limit_in_bytes=-1"
    })
    void keepsTheMemoryLimitBelowThatOfMemoryAndSwap(long now, long limit, long swap, String first, String second) {
        assertThat(lines(CgroupV1Writes.of(
                        memory(LinuxMemory.builder().limit(limit).swap(swap)),
                        files(Map.of("memory.limit_in_bytes", Long.toString(now))))))
                .containsExactly(first, second);
    }

    @ParameterizedTest
    @CsvSource({"1, minimum allowed cpu-shares is 2", "262145, maximum allowed cpu-shares is 262144", "-1, maximum"})
    void refusesSharesThatTheKernelWouldClamp(long shares, String words) {
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> CgroupV1Writes.of(cpu(LinuxCpu.builder().shares(shares)), CurrentSettings.NONE))
                .withMessageStartingWith("/linux/resources/cpu/shares: the ")
                .withMessageContaining(words);
    }

    @Test
    void refusesV2OnlyLimits() {
        assertThatExceptionOfType(UnsupportedException.class)
                .isThrownBy(() -> CgroupV1Writes.of(unified("memory.high", "5"), CurrentSettings.NONE))
                .withMessage("/linux/resources/unified: invalid configuration: cgroup v1 does not support unified");
    }

    @Test
    void refusesALimitBelowTheUsage_ifCheckBeforeUpdateIsSet() {
        CurrentSettings used = files(Map.of("memory.usage_in_bytes", "5000", "memory.max_usage_in_bytes", "6000"));
        LinuxMemory.Builder memory = LinuxMemory.builder().limit(4096);
        assertThat(CgroupV1Writes.of(memory(memory), used)).hasSize(1);
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> CgroupV1Writes.of(memory(memory.checkBeforeUpdate(true)), used))
                .withMessageContaining("unable to set memory limit to 4096 (current usage: 5000, peak usage: 6000)");
    }
}
