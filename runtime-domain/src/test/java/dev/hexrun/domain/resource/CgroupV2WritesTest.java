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
import org.junit.jupiter.params.provider.ValueSource;

class CgroupV2WritesTest {

    static Stream<Arguments> fields() {
        return Stream.of(
                arguments("memory/limit", memory(LinuxMemory.builder().limit(300)), "memory.max=300"),
                arguments("memory/swap", memory(LinuxMemory.builder().swap(-1)), "memory.swap.max=max?"),
                arguments("memory/reservation", memory(LinuxMemory.builder().reservation(-1)), "memory.low=max"),
                arguments("cpu/shares", cpu(LinuxCpu.builder().shares(1024)), "cpu.weight=100"),
                arguments("cpu/quota", cpu(LinuxCpu.builder().quota(-1)), "cpu.max=max"),
                arguments("cpu/quota", cpu(LinuxCpu.builder().quota(5).period(10)), "cpu.max=5 10"),
                arguments("cpu/period", cpu(LinuxCpu.builder().period(5000)), "cpu.max=max 5000"),
                arguments("cpu/burst", cpu(LinuxCpu.builder().burst(70)), "cpu.max.burst=70"),
                arguments("cpu/burst", cpu(LinuxCpu.builder().burst(0)), "cpu.max.burst=0?"),
                arguments("cpu/idle", cpu(LinuxCpu.builder().idle(1).shares(5)), "cpu.idle=1"),
                arguments("cpu/cpus", cpu(LinuxCpu.builder().cpus("0-1")), "cpuset.cpus=0-1"),
                arguments("cpu/mems", cpu(LinuxCpu.builder().mems("0")), "cpuset.mems=0"),
                arguments("pids/limit", pids(0), "pids.max=1"),
                arguments("pids/limit", pids(-1), "pids.max=max"),
                arguments("blockIO/weight", blockIo(LinuxBlockIo.builder().weight(750)), "io.weight=7475"),
                arguments(
                        "blockIO/weightDevice",
                        blockIo(LinuxBlockIo.builder().addWeightDevice(weight(10))),
                        "io.weight=8:16 1"),
                arguments(
                        "blockIO/throttleReadBpsDevice",
                        blockIo(LinuxBlockIo.builder().addThrottleReadBpsDevice(rate(1))),
                        "io.max=8:16 rbps=1"),
                arguments(
                        "blockIO/throttleWriteBpsDevice",
                        blockIo(LinuxBlockIo.builder().addThrottleWriteBpsDevice(rate(2))),
                        "io.max=8:16 wbps=2"),
                arguments(
                        "blockIO/throttleReadIOPSDevice",
                        blockIo(LinuxBlockIo.builder().addThrottleReadIOPSDevice(rate(0))),
                        "io.max=8:16 riops=max"),
                arguments(
                        "blockIO/throttleWriteIOPSDevice",
                        blockIo(LinuxBlockIo.builder().addThrottleWriteIOPSDevice(rate(4))),
                        "io.max=8:16 wiops=4"),
                arguments(
                        "rdma",
                        rdma("mlx4_0", LinuxRdma.builder().hcaObjects(3)),
                        "rdma.max=mlx4_0 hca_handle=max hca_object=3"),
                arguments("unified/memory.high", unified("memory.high", "20971520"), "memory.high=20971520"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("fields")
    void writesOneFileForOneField(String place, LinuxResources resources, String line) {
        List<CgroupWrite> writes = CgroupV2Writes.of(resources, CurrentSettings.NONE);
        assertThat(lines(writes)).containsExactly(line);
        assertThat(writes.getFirst().pointer()).isEqualTo("/linux/resources/" + place);
        assertThat(writes.getFirst().file()).startsWith(writes.getFirst().controller() + '.');
    }

    @Test
    void limitsSwapBeforeMemory() {
        assertThat(lines(CgroupV2Writes.of(
                        memory(LinuxMemory.builder().limit(300).swap(500)), CurrentSettings.NONE)))
                .containsExactly("memory.swap.max=200", "memory.max=300");
        assertThat(lines(CgroupV2Writes.of(
                        memory(LinuxMemory.builder().limit(300).swap(300)), CurrentSettings.NONE)))
                .containsExactly("memory.swap.max=0?", "memory.max=300");
    }

    @Test
    void limitsReservedHugePages_ifTheKernelSupportsIt() {
        assertThat(lines(CgroupV2Writes.of(hugepages("1GB", 0), CurrentSettings.NONE)))
                .containsExactly("hugetlb.1GB.max=0", "hugetlb.1GB.rsvd.max=0?");
    }

    @Test
    void doesNotConvertTheWeightForBfq() {
        CurrentSettings bfq = files(Map.of("io.bfq.weight", "default 100"));
        assertThat(lines(CgroupV2Writes.of(
                        blockIo(LinuxBlockIo.builder().weight(333).addWeightDevice(weight(444))), bfq)))
                .containsExactly("io.bfq.weight=333", "io.bfq.weight=8:16 444");
    }

    @Test
    void keepsTheQuota_whenOnlyThePeriodChanges() {
        assertThat(lines(CgroupV2Writes.of(
                        cpu(LinuxCpu.builder().period(5000)), files(Map.of("cpu.max", "2000 100000")))))
                .containsExactly("cpu.max=2000 5000");
    }

    @Test
    void writesUnifiedLast_lineByLine() {
        LinuxResources resources = LinuxResources.builder()
                .from(pids(5))
                .putUnified("io.max", "8:0 riops=333\n8:16 riops=555\n")
                .putUnified("pids.max", "42")
                .build();
        assertThat(lines(CgroupV2Writes.of(resources, CurrentSettings.NONE)))
                .containsExactly("pids.max=5", "io.max=8:0 riops=333", "io.max=8:16 riops=555", "pids.max=42");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../pids.max", "a/b", "", "..", "."})
    void refusesUnifiedFilesOutsideTheCgroup(String file) {
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> CgroupV2Writes.of(unified(file, "5"), CurrentSettings.NONE))
                .withMessageStartingWith("/linux/resources/unified/" + file + ": ");
    }

    @ParameterizedTest
    @CsvSource({"1, cpu.idle=1 cpu.max=max", "0, cpu.idle=0 cpu.weight=8 cpu.weight.nice=3 cpu.max=max"})
    void writesIdleFirst_andNoWeightOfAnIdleCgroup(String idle, String writes) {
        LinuxResources resources = LinuxResources.builder()
                .putUnified("cpu.weight", "8")
                .putUnified("cpu.weight.nice", "3")
                .putUnified("cpu.idle", idle)
                .putUnified("cpu.max", "max")
                .build();
        assertThat(lines(CgroupV2Writes.of(resources, CurrentSettings.NONE))).containsExactly(writes.split(" ", -1));
    }

    @Test
    void ignoresV1OnlyValues_thatAreNoLimit() {
        assertThat(CgroupV2Writes.of(
                        memory(LinuxMemory.builder()
                                .swappiness(5)
                                .disableOOMKiller(true)
                                .kernel(5)
                                .kernelTCP(5)),
                        CurrentSettings.NONE))
                .isEmpty();
        assertThat(CgroupV2Writes.of(blockIo(LinuxBlockIo.builder().leafWeight(10)), CurrentSettings.NONE))
                .isEmpty();
        assertThat(CgroupV2Writes.of(network(0, new LinuxInterfacePriority("lo", 0)), CurrentSettings.NONE))
                .isEmpty();
    }

    static Stream<Arguments> missing() {
        return Stream.of(
                arguments("cpu/realtimeRuntime", cpu(LinuxCpu.builder().realtimeRuntime(5))),
                arguments("cpu/realtimePeriod", cpu(LinuxCpu.builder().realtimePeriod(5))),
                arguments("network/classID", network(5)),
                arguments("network/priorities", network(0, new LinuxInterfacePriority("lo", 1))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("missing")
    void refusesLimitsThatV2DoesNotHave(String place, LinuxResources resources) {
        assertThatExceptionOfType(UnsupportedException.class)
                .isThrownBy(() -> CgroupV2Writes.of(resources, CurrentSettings.NONE))
                .withMessageStartingWith("/linux/resources/" + place + ": cgroup v2 has no ");
    }

    @ParameterizedTest
    @CsvSource({"4096, 0, rejecting memory limit 4096", "2048, 4096, rejecting memory+swap limit 4096"})
    void refusesALimitBelowTheUsage_ifCheckBeforeUpdateIsSet(long limit, long swap, String words) {
        CurrentSettings used = files(Map.of("memory.current", "5000"));
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> CgroupV2Writes.of(
                        memory(LinuxMemory.builder().limit(limit).swap(swap).checkBeforeUpdate(true)), used))
                .withMessageContaining(words)
                .withMessageContaining("(current usage: 5000, peak usage: 5000)");
    }
}
