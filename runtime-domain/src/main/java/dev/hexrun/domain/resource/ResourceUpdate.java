package dev.hexrun.domain.resource;

import dev.hexrun.domain.config.LinuxBlockIo;
import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxHugepageLimit;
import dev.hexrun.domain.config.LinuxInterfacePriority;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.config.LinuxNetwork;
import dev.hexrun.domain.config.LinuxPids;
import dev.hexrun.domain.config.LinuxRdma;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.config.LinuxThrottleDevice;
import dev.hexrun.domain.config.LinuxWeightDevice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a change of limits comes to for a container that has some already. A value that is absent is left alone, and so is
 * a zero that means unset. Device rules are not touched.
 *
 * @param changes what is to be applied: what was asked for, and with it those present values that it cannot be understood
 *     without: the limits of memory and of memory and swap go together, and quota and period do
 * @param result all limits of the container afterwards
 */
public record ResourceUpdate(LinuxResources changes, LinuxResources result) {

    private static final long UNLIMITED = -1;

    /**
     * Works it out.
     *
     * @param present the limits of the container now
     * @param asked the limits that are to change
     * @return the update
     */
    public static ResourceUpdate of(LinuxResources present, LinuxResources asked) {
        LinuxResources.Builder changes =
                LinuxResources.builder().unified(asked.unified()).rdma(asked.rdma());
        LinuxResources.Builder result = LinuxResources.builder().from(present);
        if (asked.memory().isPresent()) {
            memory(present.memory(), asked.memory().get(), changes, result);
        }
        if (asked.cpu().isPresent()) {
            cpu(present.cpu(), asked.cpu().get(), changes, result);
        }
        if (asked.pids().isPresent() && asked.pids().get().limit().isPresent()) {
            Optional<LinuxPids> pids = asked.pids();
            changes.pids(pids);
            result.pids(pids);
        }
        if (asked.blockIO().isPresent()) {
            changes.blockIO(asked.blockIO());
            result.blockIO(blockIo(present.blockIO(), asked.blockIO().get()));
        }
        if (asked.network().isPresent()) {
            changes.network(asked.network());
            result.network(network(present.network(), asked.network().get()));
        }
        changes.hugepageLimits(asked.hugepageLimits());
        result.hugepageLimits(hugepages(present.hugepageLimits(), asked.hugepageLimits()));
        Map<String, LinuxRdma> rdma = new LinkedHashMap<>(present.rdma());
        rdma.putAll(asked.rdma());
        result.rdma(rdma);
        Map<String, String> unified = new LinkedHashMap<>(present.unified());
        unified.putAll(asked.unified());
        result.unified(unified);
        return new ResourceUpdate(changes.build(), result.build());
    }

    private static void memory(
            Optional<LinuxMemory> present,
            LinuxMemory asked,
            LinuxResources.Builder changes,
            LinuxResources.Builder result) {
        LinuxMemory old = present.orElseGet(() -> LinuxMemory.builder().build());
        LinuxMemory.Builder change = LinuxMemory.builder().from(asked);
        change.checkBeforeUpdate(presentOrOld(asked.checkBeforeUpdate(), old.checkBeforeUpdate()));
        OptionalLong limit = setOrOld(asked.limit(), old.limit());
        OptionalLong swap = setOrOld(asked.swap(), old.swap());
        if (asked.limit().orElse(0) == UNLIMITED && asked.swap().orElse(0) == 0) {
            // No limit of memory is meant for both together.
            swap = OptionalLong.of(UNLIMITED);
        }
        if (asked.limit().orElse(0) != 0 || asked.swap().orElse(0) != 0) {
            change.limit(limit).swap(swap);
        }
        changes.memory(change.build());
        LinuxMemory.Builder memory = LinuxMemory.builder().from(old);
        memory.limit(limit)
                .swap(swap)
                .reservation(setOrOld(asked.reservation(), old.reservation()))
                .kernel(setOrOld(asked.kernel(), old.kernel()))
                .kernelTCP(setOrOld(asked.kernelTCP(), old.kernelTCP()))
                .swappiness(asked.swappiness().orElse(-1) >= 0 ? asked.swappiness() : old.swappiness())
                .disableOOMKiller(presentOrOld(asked.disableOOMKiller(), old.disableOOMKiller()))
                .useHierarchy(presentOrOld(asked.useHierarchy(), old.useHierarchy()))
                .checkBeforeUpdate(presentOrOld(asked.checkBeforeUpdate(), old.checkBeforeUpdate()));
        result.memory(memory.build());
    }

    private static void cpu(
            Optional<LinuxCpu> present, LinuxCpu asked, LinuxResources.Builder changes, LinuxResources.Builder result) {
        LinuxCpu old = present.orElseGet(() -> LinuxCpu.builder().build());
        LinuxCpu.Builder change = LinuxCpu.builder().from(asked);
        OptionalLong quota = setOrOld(asked.quota(), old.quota());
        OptionalLong period = setOrOld(asked.period(), old.period());
        if (asked.quota().orElse(0) != 0 || asked.period().orElse(0) != 0) {
            change.quota(quota).period(period);
        }
        changes.cpu(change.build());
        OptionalLong shares = setOrOld(asked.shares(), old.shares());
        if (asked.idle().isPresent() && asked.shares().orElse(0) == 0) {
            // The kernel forgets the shares of a cgroup that becomes idle.
            shares = OptionalLong.empty();
        }
        LinuxCpu.Builder cpu = LinuxCpu.builder().from(old);
        cpu.shares(shares)
                .quota(quota)
                .period(period)
                .burst(asked.burst().isPresent() ? asked.burst() : old.burst())
                .realtimeRuntime(setOrOld(asked.realtimeRuntime(), old.realtimeRuntime()))
                .realtimePeriod(setOrOld(asked.realtimePeriod(), old.realtimePeriod()))
                .cpus(setOrOld(asked.cpus(), old.cpus()))
                .mems(setOrOld(asked.mems(), old.mems()))
                .idle(asked.idle().isPresent() ? asked.idle() : old.idle());
        result.cpu(cpu.build());
    }

    private static LinuxBlockIo blockIo(Optional<LinuxBlockIo> present, LinuxBlockIo asked) {
        LinuxBlockIo old = present.orElseGet(() -> LinuxBlockIo.builder().build());
        return LinuxBlockIo.builder()
                .weight(setOrOld(asked.weight(), old.weight()))
                .leafWeight(setOrOld(asked.leafWeight(), old.leafWeight()))
                .weightDevice(weights(old.weightDevice(), asked.weightDevice()))
                .throttleReadBpsDevice(rates(old.throttleReadBpsDevice(), asked.throttleReadBpsDevice()))
                .throttleWriteBpsDevice(rates(old.throttleWriteBpsDevice(), asked.throttleWriteBpsDevice()))
                .throttleReadIOPSDevice(rates(old.throttleReadIOPSDevice(), asked.throttleReadIOPSDevice()))
                .throttleWriteIOPSDevice(rates(old.throttleWriteIOPSDevice(), asked.throttleWriteIOPSDevice()))
                .build();
    }

    private static List<LinuxWeightDevice> weights(List<LinuxWeightDevice> present, List<LinuxWeightDevice> asked) {
        Map<String, LinuxWeightDevice> devices = new LinkedHashMap<>();
        for (LinuxWeightDevice device : present) {
            devices.put(BlockDevice.of(device), device);
        }
        for (LinuxWeightDevice device : asked) {
            LinuxWeightDevice old = devices.getOrDefault(BlockDevice.of(device), device);
            devices.put(
                    BlockDevice.of(device),
                    LinuxWeightDevice.builder()
                            .from(device)
                            .weight(setOrOld(device.weight(), old.weight()))
                            .leafWeight(setOrOld(device.leafWeight(), old.leafWeight()))
                            .build());
        }
        return new ArrayList<>(devices.values());
    }

    private static List<LinuxThrottleDevice> rates(List<LinuxThrottleDevice> present, List<LinuxThrottleDevice> asked) {
        Map<String, LinuxThrottleDevice> devices = new LinkedHashMap<>();
        for (LinuxThrottleDevice device : present) {
            devices.put(BlockDevice.of(device), device);
        }
        for (LinuxThrottleDevice device : asked) {
            devices.put(BlockDevice.of(device), device);
        }
        return new ArrayList<>(devices.values());
    }

    private static List<LinuxHugepageLimit> hugepages(
            List<LinuxHugepageLimit> present, List<LinuxHugepageLimit> asked) {
        Map<String, LinuxHugepageLimit> sizes = new LinkedHashMap<>();
        for (LinuxHugepageLimit limit : present) {
            sizes.put(limit.pageSize(), limit);
        }
        for (LinuxHugepageLimit limit : asked) {
            sizes.put(limit.pageSize(), limit);
        }
        return new ArrayList<>(sizes.values());
    }

    private static LinuxNetwork network(Optional<LinuxNetwork> present, LinuxNetwork asked) {
        LinuxNetwork old = present.orElseGet(() -> LinuxNetwork.builder().build());
        Map<String, LinuxInterfacePriority> priorities = new LinkedHashMap<>();
        for (LinuxInterfacePriority priority : old.priorities()) {
            priorities.put(priority.name(), priority);
        }
        for (LinuxInterfacePriority priority : asked.priorities()) {
            priorities.put(priority.name(), priority);
        }
        return LinuxNetwork.builder()
                .classID(setOrOld(asked.classID(), old.classID()))
                .priorities(priorities.values())
                .build();
    }

    private static OptionalLong setOrOld(OptionalLong asked, OptionalLong old) {
        return asked.orElse(0) != 0 ? asked : old;
    }

    private static OptionalInt setOrOld(OptionalInt asked, OptionalInt old) {
        return asked.orElse(0) != 0 ? asked : old;
    }

    private static Optional<String> setOrOld(Optional<String> asked, Optional<String> old) {
        return asked.orElse("").isEmpty() ? old : asked;
    }

    private static Optional<Boolean> presentOrOld(Optional<Boolean> asked, Optional<Boolean> old) {
        return asked.isPresent() ? asked : old;
    }
}
