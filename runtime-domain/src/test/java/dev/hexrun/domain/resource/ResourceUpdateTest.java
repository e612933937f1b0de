package dev.hexrun.domain.resource;

import static dev.hexrun.domain.resource.SampleResources.blockIo;
import static dev.hexrun.domain.resource.SampleResources.cpu;
import static dev.hexrun.domain.resource.SampleResources.hugepages;
import static dev.hexrun.domain.resource.SampleResources.memory;
import static dev.hexrun.domain.resource.SampleResources.pids;
import static dev.hexrun.domain.resource.SampleResources.rate;
import static dev.hexrun.domain.resource.SampleResources.unified;
import static dev.hexrun.domain.resource.SampleResources.weight;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.config.LinuxBlockIo;
import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.config.LinuxWeightDevice;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResourceUpdateTest {

    private static final LinuxResources NONE = LinuxResources.builder().build();

    @Test
    void keepsUnchangedLimits() {
        ResourceUpdate update = ResourceUpdate.of(memory(LinuxMemory.builder().limit(500)), pids(5));
        assertThat(update.changes()).isEqualTo(pids(5));
        assertThat(update.result())
                .isEqualTo(LinuxResources.builder()
                        .from(memory(LinuxMemory.builder().limit(500)))
                        .from(pids(5))
                        .build());
    }

    @Test
    void ignoresZeros_exceptForPidsIdleAndBurst() {
        LinuxResources present = LinuxResources.builder()
                .from(memory(LinuxMemory.builder().limit(500).reservation(400)))
                .from(cpu(LinuxCpu.builder().shares(100).idle(1).burst(5)))
                .from(pids(5))
                .build();
        LinuxResources asked = LinuxResources.builder()
                .from(memory(LinuxMemory.builder().limit(0).reservation(0)))
                .from(cpu(LinuxCpu.builder().quota(0).idle(0).burst(0)))
                .from(pids(0))
                .build();
        assertThat(ResourceUpdate.of(present, asked).result())
                .isEqualTo(LinuxResources.builder()
                        .from(memory(LinuxMemory.builder().limit(500).reservation(400)))
                        .from(cpu(LinuxCpu.builder().idle(0).burst(0)))
                        .from(pids(0))
                        .build());
    }

    @Test
    void updatesMemoryAndSwapTogether() {
        LinuxResources present =
                memory(LinuxMemory.builder().limit(500).swap(900).reservation(7));
        assertThat(ResourceUpdate.of(present, memory(LinuxMemory.builder().limit(600)))
                        .changes())
                .isEqualTo(memory(LinuxMemory.builder().limit(600).swap(900)));
        assertThat(ResourceUpdate.of(present, memory(LinuxMemory.builder().swap(800)))
                        .changes())
                .isEqualTo(memory(LinuxMemory.builder().limit(500).swap(800)));
        assertThat(ResourceUpdate.of(present, memory(LinuxMemory.builder().reservation(8)))
                        .changes())
                .isEqualTo(memory(LinuxMemory.builder().reservation(8)));
    }

    @Test
    void removesTheSwapLimit_withTheMemoryLimit() {
        LinuxResources present = memory(LinuxMemory.builder().limit(500).swap(900));
        LinuxResources lifted = memory(LinuxMemory.builder().limit(-1).swap(-1));
        ResourceUpdate update =
                ResourceUpdate.of(present, memory(LinuxMemory.builder().limit(-1)));
        assertThat(update.changes()).isEqualTo(lifted);
        assertThat(update.result()).isEqualTo(lifted);
    }

    @Test
    void updatesQuotaAndPeriodTogether() {
        LinuxResources present = cpu(LinuxCpu.builder().quota(500).period(1000).shares(5));
        assertThat(ResourceUpdate.of(present, cpu(LinuxCpu.builder().period(900)))
                        .changes())
                .isEqualTo(cpu(LinuxCpu.builder().quota(500).period(900)));
        assertThat(ResourceUpdate.of(present, cpu(LinuxCpu.builder().quota(-1))).changes())
                .isEqualTo(cpu(LinuxCpu.builder().quota(-1).period(1000)));
        assertThat(ResourceUpdate.of(NONE, cpu(LinuxCpu.builder().quota(7))).changes())
                .isEqualTo(cpu(LinuxCpu.builder().quota(7)));
    }

    @Test
    void dropsShares_whenIdleChanges() {
        LinuxResources present = cpu(LinuxCpu.builder().shares(100));
        ResourceUpdate update =
                ResourceUpdate.of(present, cpu(LinuxCpu.builder().idle(1)));
        assertThat(update.changes()).isEqualTo(cpu(LinuxCpu.builder().idle(1)));
        assertThat(update.result()).isEqualTo(cpu(LinuxCpu.builder().idle(1)));
    }

    @Test
    void replacesTheLimitOfADevice_andAddsOthers() {
        LinuxWeightDevice leaf =
                LinuxWeightDevice.builder().major(8).minor(16).leafWeight(20).build();
        LinuxResources present = blockIo(LinuxBlockIo.builder()
                .weight(50)
                .addWeightDevice(weight(100))
                .addThrottleReadBpsDevice(rate(1), rate(1)));
        LinuxResources asked = blockIo(LinuxBlockIo.builder()
                .addWeightDevice(leaf)
                .addThrottleReadBpsDevice(rate(2))
                .addThrottleWriteBpsDevice(rate(3)));
        ResourceUpdate update = ResourceUpdate.of(present, asked);
        assertThat(update.changes()).isEqualTo(asked);
        assertThat(update.result())
                .isEqualTo(blockIo(LinuxBlockIo.builder()
                        .weight(50)
                        .addWeightDevice(LinuxWeightDevice.builder()
                                .from(leaf)
                                .weight(100)
                                .build())
                        .addThrottleReadBpsDevice(rate(2))
                        .addThrottleWriteBpsDevice(rate(3))));
    }

    @Test
    void addsToMaps() {
        assertThat(ResourceUpdate.of(hugepages("2MB", 1), hugepages("2MB", 2)).result())
                .isEqualTo(hugepages("2MB", 2));
        assertThat(ResourceUpdate.of(unified("memory.high", "1"), unified("pids.max", "2"))
                        .result()
                        .unified())
                .isEqualTo(Map.of("memory.high", "1", "pids.max", "2"));
    }

    @Test
    void doesNotUpdateDeviceRules() {
        LinuxResources rules = LinuxResources.builder()
                .addDevices(
                        LinuxDeviceCgroup.builder().allow(true).access("rwm").build())
                .build();
        ResourceUpdate update = ResourceUpdate.of(rules, rules);
        assertThat(update.changes().devices()).isEmpty();
        assertThat(update.result()).isEqualTo(rules);
        assertThat(ResourceUpdate.of(NONE, rules).result()).isEqualTo(NONE);
    }
}
