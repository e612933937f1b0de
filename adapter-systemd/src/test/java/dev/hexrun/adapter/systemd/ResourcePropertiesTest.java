package dev.hexrun.adapter.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hexrun.adapter.systemd.bus.Variant;
import dev.hexrun.domain.config.LinuxBlockIo;
import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.config.LinuxPids;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.ContainerException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourcePropertiesTest {

    private static final int NEW = 257;

    private static List<Property> v2(LinuxResources.Builder resources) {
        return ResourceProperties.of(resources.build(), true, NEW);
    }

    private static List<Property> v1(LinuxResources.Builder resources) {
        return ResourceProperties.of(resources.build(), false, NEW);
    }

    private static LinuxResources.Builder memory(LinuxMemory.Builder memory) {
        return LinuxResources.builder().memory(memory.build());
    }

    private static LinuxResources.Builder cpu(LinuxCpu.Builder cpu) {
        return LinuxResources.builder().cpu(cpu.build());
    }

    private static LinuxResources.Builder file(String name, String value) {
        return LinuxResources.builder().putUnified(name, value);
    }

    @Test
    void setsNoPropertiesWithoutLimits() {
        assertThat(v2(LinuxResources.builder())).isEmpty();
        assertThat(v1(LinuxResources.builder())).isEmpty();
        assertThat(v2(memory(LinuxMemory.builder()).cpu(LinuxCpu.builder().build())))
                .isEmpty();
    }

    @Test
    void limitsMemory() {
        LinuxMemory.Builder memory =
                LinuxMemory.builder().limit(100).reservation(50).swap(150);
        assertThat(v2(memory(memory)))
                .containsExactly(
                        Property.of("MemoryMax", 100), Property.of("MemoryLow", 50), Property.of("MemorySwapMax", 50));
        assertThat(v1(memory(memory))).containsExactly(Property.of("MemoryLimit", 100));
        assertThat(v2(memory(LinuxMemory.builder().limit(-1))))
                .containsExactly(
                        Property.of("MemoryMax", Property.INFINITY), Property.of("MemorySwapMax", Property.INFINITY));
    }

    @Test
    void convertsCpuShares() {
        assertThat(v2(cpu(LinuxCpu.builder().shares(1024)))).containsExactly(Property.of("CPUWeight", 100));
        assertThat(v1(cpu(LinuxCpu.builder().shares(1024)))).containsExactly(Property.of("CPUShares", 1024));
        LinuxResources.Builder idle = cpu(LinuxCpu.builder().shares(1024).idle(1));
        assertThat(v2(idle)).containsExactly(Property.of("CPUWeight", 0));
        assertThat(ResourceProperties.of(idle.build(), true, 251)).containsExactly(Property.of("CPUWeight", 100));
        assertThat(v2(cpu(LinuxCpu.builder().idle(0)))).containsExactly(Property.of("CPUWeight", Property.INFINITY));
        assertThat(v2(file("cpu.idle", "1").putUnified("cpu.weight", "7")))
                .containsExactly(Property.of("CPUWeight", 0));
    }

    @ParameterizedTest
    @CsvSource({"12345, 100000, 130000", "50000, 100000, 500000", "50000, 0, 500000", "1, 1000000, 10000"})
    void roundsTheQuotaUpToWholePercents(long quota, long period, long perSecond) {
        assertThat(v2(cpu(LinuxCpu.builder().quota(quota).period(period))))
                .contains(Property.of("CPUQuotaPerSecUSec", perSecond));
    }

    @ParameterizedTest
    @CsvSource({
        "12345, 100000, 13000",
        "12345, 0, 13000",
        "50000, 100000, 50000",
        "33333, 100000, 34000",
        "1000, 1000000, 10000",
        "250000, 100000, 250000",
        "999, 100000, 999",
        "-1, 100000, -1",
    })
    void doesNotRoundAQuotaOfWholePercents(long quota, long period, long kept) {
        LinuxResources resources =
                cpu(LinuxCpu.builder().quota(quota).period(period)).build();
        assertThat(ResourceProperties.rounded(resources).cpu().orElseThrow().quota())
                .hasValue(kept);
    }

    @ParameterizedTest
    @CsvSource({
        "12345, 13000",
        "12345 100000, 13000 100000",
        "max 100000, max 100000",
        "max, max",
        "x y, x y",
        "12345 100000 x, 12345 100000 x"
    })
    void doesNotRoundCpuMaxOfWholePercents(String value, String kept) {
        assertThat(ResourceProperties.rounded(file("cpu.max", value).build()).unified())
                .containsExactly(Map.entry("cpu.max", kept));
    }

    @Test
    void reportsThatAWeightEndsTheIdleState() {
        assertThat(ResourceProperties.endIdle(v2(file("cpu.weight", "8")), 252)).isTrue();
        assertThat(ResourceProperties.endIdle(v2(file("cpu.weight", "8")), 251)).isFalse();
        assertThat(ResourceProperties.endIdle(v2(file("cpu.idle", "1")), NEW)).isFalse();
        assertThat(ResourceProperties.endIdle(v2(file("pids.max", "1")), NEW)).isFalse();
    }

    @Test
    void setsThePeriod_ifSystemdSupportsIt() {
        LinuxResources.Builder resources = cpu(LinuxCpu.builder().quota(-1).period(50_000));
        assertThat(v1(resources))
                .containsExactly(
                        Property.of("CPUQuotaPeriodUSec", 50_000),
                        Property.of("CPUQuotaPerSecUSec", Property.INFINITY));
        assertThat(ResourceProperties.of(resources.build(), true, 241))
                .containsExactly(Property.of("CPUQuotaPerSecUSec", Property.INFINITY));
    }

    @Test
    void convertsCpusetsToBitMasks() {
        LinuxResources.Builder resources = cpu(LinuxCpu.builder().cpus("0-1,9").mems("0"));
        assertThat(v2(resources))
                .containsExactly(
                        new Property("AllowedCPUs", new Variant("ay", List.of(3L, 2L))),
                        new Property("AllowedMemoryNodes", new Variant("ay", List.of(1L))));
        assertThat(v1(resources)).isEmpty();
        assertThat(ResourceProperties.of(resources.build(), true, 243)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "0, 1", "-1, -1"})
    void limitsTasks(long limit, long property) {
        assertThat(v2(LinuxResources.builder()
                        .pids(LinuxPids.builder().limit(limit).build())))
                .containsExactly(Property.of("TasksMax", property));
    }

    @Test
    void convertsBlkioWeights() {
        LinuxResources.Builder resources = LinuxResources.builder()
                .blockIO(LinuxBlockIo.builder().weight(1000).build());
        assertThat(v2(resources)).containsExactly(Property.of("IOWeight", 10_000));
        assertThat(v1(resources)).containsExactly(Property.of("BlockIOWeight", 1000));
    }

    @ParameterizedTest
    @CsvSource({
        "cpu.weight, 42, CPUWeight, 42",
        "memory.high, 100, MemoryHigh, 100",
        "memory.low, 100, MemoryLow, 100",
        "memory.min, 100, MemoryMin, 100",
        "memory.max, max, MemoryMax, -1",
        "memory.swap.max, 0, MemorySwapMax, 0",
        "pids.max, 7, TasksMax, 7",
        "pids.max, 0, TasksMax, 1",
        "pids.max, max, TasksMax, -1",
        "cpu.idle, 1, CPUWeight, 0",
    })
    void convertsUnifiedFiles(String file, String value, String property, long number) {
        assertThat(v2(file(file, value))).containsExactly(Property.of(property, number));
        assertThat(v1(file(file, value))).isEmpty();
    }

    @Test
    void convertsUnifiedFilesWithSeveralValues() {
        assertThat(v2(file("cpu.max", "50000 200000")))
                .containsExactly(
                        Property.of("CPUQuotaPeriodUSec", 200_000), Property.of("CPUQuotaPerSecUSec", 250_000));
        assertThat(v2(file("cpu.max", "max"))).contains(Property.of("CPUQuotaPerSecUSec", Property.INFINITY));
        assertThat(v2(file("cpuset.cpus", "1")))
                .containsExactly(new Property("AllowedCPUs", new Variant("ay", List.of(2L))));
    }

    @Test
    void ignoresOtherUnifiedFiles() {
        assertThat(v2(file("hugetlb.2MB.max", "0")
                        .putUnified("io.max", "8:0 rbps=1")
                        .putUnified("memory.oom.group", "1")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"cpu.max, x", "cpu.max, 1 0", "memory.max, lots", "pids.max, ''", "cpuset.cpus, a-b"})
    void namesTheFileWithAnInvalidValue(String file, String value) {
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> v2(file(file, value)))
                .withMessageContaining("/linux/resources/unified/" + file);
    }
}
