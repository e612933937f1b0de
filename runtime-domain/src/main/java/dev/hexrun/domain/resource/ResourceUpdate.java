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
 * An update of the limits of a container. Absent values, and zeros that mean unset, change nothing. Device rules are not
 * updated.
 *
 * @param changes the limits to apply: the requested ones, and the current ones that belong to them. The limits of memory and of
 *     memory and swap belong together, and so do quota and period
 * @param result all limits of the container after the update
 */
public record ResourceUpdate(LinuxResources changes, LinuxResources result) {

    /**
     * Computes an update.
     *
     * @param current the current limits of the container
     * @param requested the requested limits
     * @return the update
     */
    public static ResourceUpdate of(LinuxResources current, LinuxResources requested) {
        LinuxResources.Builder changes =
                LinuxResources.builder().unified(requested.unified()).rdma(requested.rdma());
        LinuxResources.Builder result = LinuxResources.builder().from(current);
        if (requested.memory().isPresent()) {
            memory(current.memory(), requested.memory().get(), changes, result);
        }
        if (requested.cpu().isPresent()) {
            cpu(current.cpu(), requested.cpu().get(), changes, result);
        }
        if (requested.pids().isPresent() && requested.pids().get().limit().isPresent()) {
            Optional<LinuxPids> pids = requested.pids();
            changes.pids(pids);
            result.pids(pids);
        }
        if (requested.blockIO().isPresent()) {
            changes.blockIO(requested.blockIO());
            result.blockIO(blockIo(current.blockIO(), requested.blockIO().get()));
        }
        if (requested.network().isPresent()) {
            changes.network(requested.network());
            result.network(network(current.network(), requested.network().get()));
        }
        changes.hugepageLimits(requested.hugepageLimits());
        result.hugepageLimits(hugepages(current.hugepageLimits(), requested.hugepageLimits()));
        Map<String, LinuxRdma> rdma = new LinkedHashMap<>(current.rdma());
        rdma.putAll(requested.rdma());
        result.rdma(rdma);
        Map<String, String> unified = new LinkedHashMap<>(current.unified());
        unified.putAll(requested.unified());
        result.unified(unified);
        return new ResourceUpdate(changes.build(), result.build());
    }

    private static void memory(
            Optional<LinuxMemory> current,
            LinuxMemory requested,
            LinuxResources.Builder changes,
            LinuxResources.Builder result) {
        LinuxMemory old = current.orElseGet(() -> LinuxMemory.builder().build());
        LinuxMemory.Builder change = LinuxMemory.builder().from(requested);
        change.checkBeforeUpdate(presentOrCurrent(requested.checkBeforeUpdate(), old.checkBeforeUpdate()));
        OptionalLong limit = setOrCurrent(requested.limit(), old.limit());
        OptionalLong swap = setOrCurrent(requested.swap(), old.swap());
        if (requested.limit().orElse(0) == SwapLimit.UNLIMITED
                && requested.swap().orElse(0) == 0) {
            // An unlimited memory implies unlimited memory and swap.
            swap = OptionalLong.of(SwapLimit.UNLIMITED);
        }
        if (requested.limit().orElse(0) != 0 || requested.swap().orElse(0) != 0) {
            change.limit(limit).swap(swap);
        }
        changes.memory(change.build());
        LinuxMemory.Builder memory = LinuxMemory.builder().from(old);
        memory.limit(limit)
                .swap(swap)
                .reservation(setOrCurrent(requested.reservation(), old.reservation()))
                .kernel(setOrCurrent(requested.kernel(), old.kernel()))
                .kernelTCP(setOrCurrent(requested.kernelTCP(), old.kernelTCP()))
                .swappiness(requested.swappiness().orElse(-1) >= 0 ? requested.swappiness() : old.swappiness())
                .disableOOMKiller(presentOrCurrent(requested.disableOOMKiller(), old.disableOOMKiller()))
                .useHierarchy(presentOrCurrent(requested.useHierarchy(), old.useHierarchy()))
                .checkBeforeUpdate(presentOrCurrent(requested.checkBeforeUpdate(), old.checkBeforeUpdate()));
        result.memory(memory.build());
    }

    private static void cpu(
            Optional<LinuxCpu> current,
            LinuxCpu requested,
            LinuxResources.Builder changes,
            LinuxResources.Builder result) {
        LinuxCpu old = current.orElseGet(() -> LinuxCpu.builder().build());
        LinuxCpu.Builder change = LinuxCpu.builder().from(requested);
        OptionalLong quota = setOrCurrent(requested.quota(), old.quota());
        OptionalLong period = setOrCurrent(requested.period(), old.period());
        if (requested.quota().orElse(0) != 0 || requested.period().orElse(0) != 0) {
            change.quota(quota).period(period);
        }
        changes.cpu(change.build());
        OptionalLong shares = setOrCurrent(requested.shares(), old.shares());
        if (requested.idle().isPresent() && requested.shares().orElse(0) == 0) {
            // The kernel resets the shares of a cgroup that becomes idle.
            shares = OptionalLong.empty();
        }
        LinuxCpu.Builder cpu = LinuxCpu.builder().from(old);
        cpu.shares(shares)
                .quota(quota)
                .period(period)
                .burst(requested.burst().isPresent() ? requested.burst() : old.burst())
                .realtimeRuntime(setOrCurrent(requested.realtimeRuntime(), old.realtimeRuntime()))
                .realtimePeriod(setOrCurrent(requested.realtimePeriod(), old.realtimePeriod()))
                .cpus(setOrCurrent(requested.cpus(), old.cpus()))
                .mems(setOrCurrent(requested.mems(), old.mems()))
                .idle(requested.idle().isPresent() ? requested.idle() : old.idle());
        result.cpu(cpu.build());
    }

    private static LinuxBlockIo blockIo(Optional<LinuxBlockIo> current, LinuxBlockIo requested) {
        LinuxBlockIo old = current.orElseGet(() -> LinuxBlockIo.builder().build());
        return LinuxBlockIo.builder()
                .weight(setOrCurrent(requested.weight(), old.weight()))
                .leafWeight(setOrCurrent(requested.leafWeight(), old.leafWeight()))
                .weightDevice(weights(old.weightDevice(), requested.weightDevice()))
                .throttleReadBpsDevice(rates(old.throttleReadBpsDevice(), requested.throttleReadBpsDevice()))
                .throttleWriteBpsDevice(rates(old.throttleWriteBpsDevice(), requested.throttleWriteBpsDevice()))
                .throttleReadIOPSDevice(rates(old.throttleReadIOPSDevice(), requested.throttleReadIOPSDevice()))
                .throttleWriteIOPSDevice(rates(old.throttleWriteIOPSDevice(), requested.throttleWriteIOPSDevice()))
                .build();
    }

    private static List<LinuxWeightDevice> weights(List<LinuxWeightDevice> current, List<LinuxWeightDevice> requested) {
        Map<String, LinuxWeightDevice> devices = new LinkedHashMap<>();
        for (LinuxWeightDevice device : current) {
            devices.put(BlockDevice.of(device), device);
        }
        for (LinuxWeightDevice device : requested) {
            LinuxWeightDevice old = devices.getOrDefault(BlockDevice.of(device), device);
            devices.put(
                    BlockDevice.of(device),
                    LinuxWeightDevice.builder()
                            .from(device)
                            .weight(setOrCurrent(device.weight(), old.weight()))
                            .leafWeight(setOrCurrent(device.leafWeight(), old.leafWeight()))
                            .build());
        }
        return new ArrayList<>(devices.values());
    }

    private static List<LinuxThrottleDevice> rates(
            List<LinuxThrottleDevice> current, List<LinuxThrottleDevice> requested) {
        Map<String, LinuxThrottleDevice> devices = new LinkedHashMap<>();
        for (LinuxThrottleDevice device : current) {
            devices.put(BlockDevice.of(device), device);
        }
        for (LinuxThrottleDevice device : requested) {
            devices.put(BlockDevice.of(device), device);
        }
        return new ArrayList<>(devices.values());
    }

    private static List<LinuxHugepageLimit> hugepages(
            List<LinuxHugepageLimit> current, List<LinuxHugepageLimit> requested) {
        Map<String, LinuxHugepageLimit> sizes = new LinkedHashMap<>();
        for (LinuxHugepageLimit limit : current) {
            sizes.put(limit.pageSize(), limit);
        }
        for (LinuxHugepageLimit limit : requested) {
            sizes.put(limit.pageSize(), limit);
        }
        return new ArrayList<>(sizes.values());
    }

    private static LinuxNetwork network(Optional<LinuxNetwork> current, LinuxNetwork requested) {
        LinuxNetwork old = current.orElseGet(() -> LinuxNetwork.builder().build());
        Map<String, LinuxInterfacePriority> priorities = new LinkedHashMap<>();
        for (LinuxInterfacePriority priority : old.priorities()) {
            priorities.put(priority.name(), priority);
        }
        for (LinuxInterfacePriority priority : requested.priorities()) {
            priorities.put(priority.name(), priority);
        }
        return LinuxNetwork.builder()
                .classID(setOrCurrent(requested.classID(), old.classID()))
                .priorities(priorities.values())
                .build();
    }

    private static OptionalLong setOrCurrent(OptionalLong requested, OptionalLong old) {
        return requested.orElse(0) != 0 ? requested : old;
    }

    private static OptionalInt setOrCurrent(OptionalInt requested, OptionalInt old) {
        return requested.orElse(0) != 0 ? requested : old;
    }

    private static Optional<String> setOrCurrent(Optional<String> requested, Optional<String> old) {
        return requested.orElse("").isEmpty() ? old : requested;
    }

    private static Optional<Boolean> presentOrCurrent(Optional<Boolean> requested, Optional<Boolean> old) {
        return requested.isPresent() ? requested : old;
    }
}
