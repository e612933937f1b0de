package dev.hexrun.adapter.json;

import dev.hexrun.domain.config.LinuxBlockIo;
import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.config.LinuxDeviceCgroupType;
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
import java.util.OptionalLong;

/** {@code linux.resources} (config-linux.md, "Control groups"). */
final class ResourcesCodec {

    private final JsonReader in;

    ResourcesCodec(JsonReader in) {
        this.in = in;
    }

    Optional<LinuxResources> read() {
        if (!in.object()) {
            return Optional.empty();
        }
        LinuxResources.Builder resources = LinuxResources.builder();
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "devices" -> resources.devices(devices());
                case "memory" -> resources.memory(memory());
                case "cpu" -> resources.cpu(cpu());
                case "pids" -> resources.pids(pids());
                case "blockIO" -> resources.blockIO(blockIo());
                case "hugepageLimits" -> resources.hugepageLimits(hugepageLimits());
                case "network" -> resources.network(network());
                case "rdma" -> resources.rdma(rdma());
                case "unified" -> resources.unified(in.stringsByName());
                default -> in.unknown(name);
            }
        }
        return Optional.of(resources.build());
    }

    private List<LinuxDeviceCgroup> devices() {
        List<LinuxDeviceCgroup> devices = new ArrayList<>();
        if (in.array()) {
            while (in.element()) {
                in.refuseNullElement();
                if (in.object()) {
                    devices.add(device());
                }
            }
        }
        return devices;
    }

    private LinuxDeviceCgroup device() {
        LinuxDeviceCgroup.Builder device = LinuxDeviceCgroup.builder();
        boolean allow = false;
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "allow" -> {
                    Optional<Boolean> value = in.optionalBool();
                    allow = value.isPresent();
                    device.allow(value.orElse(false));
                }
                case "type" -> {
                    String text = in.stringOrEmpty();
                    try {
                        device.type(text.isEmpty() ? LinuxDeviceCgroupType.ALL : LinuxDeviceCgroupType.of(text));
                    } catch (IllegalArgumentException e) {
                        in.problem(e);
                    }
                }
                case "major" -> device.major(in.int64());
                case "minor" -> device.minor(in.int64());
                case "access" -> device.access(in.nonEmptyString());
                default -> in.unknown(name);
            }
        }
        if (!allow) {
            in.missing("allow");
        }
        return device.build();
    }

    private Optional<LinuxMemory> memory() {
        if (!in.object()) {
            return Optional.empty();
        }
        LinuxMemory.Builder memory = LinuxMemory.builder();
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "limit" -> memory.limit(in.int64());
                case "reservation" -> memory.reservation(in.int64());
                case "swap" -> memory.swap(in.int64());
                case "kernel" -> memory.kernel(in.int64());
                case "kernelTCP" -> memory.kernelTCP(in.int64());
                case "swappiness" -> memory.swappiness(in.uint64());
                case "disableOOMKiller" -> memory.disableOOMKiller(in.optionalBool());
                case "useHierarchy" -> memory.useHierarchy(in.optionalBool());
                case "checkBeforeUpdate" -> memory.checkBeforeUpdate(in.optionalBool());
                default -> in.unknown(name);
            }
        }
        return Optional.of(memory.build());
    }

    private Optional<LinuxCpu> cpu() {
        if (!in.object()) {
            return Optional.empty();
        }
        LinuxCpu.Builder cpu = LinuxCpu.builder();
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "shares" -> cpu.shares(in.uint64());
                case "quota" -> cpu.quota(in.int64());
                case "burst" -> cpu.burst(in.uint64());
                case "period" -> cpu.period(in.uint64());
                case "realtimeRuntime" -> cpu.realtimeRuntime(in.int64());
                case "realtimePeriod" -> cpu.realtimePeriod(in.uint64());
                case "cpus" -> cpu.cpus(in.nonEmptyString());
                case "mems" -> cpu.mems(in.nonEmptyString());
                case "idle" -> cpu.idle(in.int64());
                default -> in.unknown(name);
            }
        }
        return Optional.of(cpu.build());
    }

    private Optional<LinuxPids> pids() {
        if (!in.object()) {
            return Optional.empty();
        }
        LinuxPids.Builder pids = LinuxPids.builder();
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "limit" -> pids.limit(in.int64());
                default -> in.unknown(name);
            }
        }
        return Optional.of(pids.build());
    }

    private Optional<LinuxBlockIo> blockIo() {
        if (!in.object()) {
            return Optional.empty();
        }
        LinuxBlockIo.Builder blockIo = LinuxBlockIo.builder();
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "weight" -> blockIo.weight(in.uint16());
                case "leafWeight" -> blockIo.leafWeight(in.uint16());
                case "weightDevice" -> blockIo.weightDevice(weightDevices());
                case "throttleReadBpsDevice" -> blockIo.throttleReadBpsDevice(throttleDevices());
                case "throttleWriteBpsDevice" -> blockIo.throttleWriteBpsDevice(throttleDevices());
                case "throttleReadIOPSDevice" -> blockIo.throttleReadIOPSDevice(throttleDevices());
                case "throttleWriteIOPSDevice" -> blockIo.throttleWriteIOPSDevice(throttleDevices());
                default -> in.unknown(name);
            }
        }
        return Optional.of(blockIo.build());
    }

    private List<LinuxWeightDevice> weightDevices() {
        List<LinuxWeightDevice> devices = new ArrayList<>();
        if (in.array()) {
            while (in.element()) {
                in.refuseNullElement();
                if (in.object()) {
                    devices.add(weightDevice());
                }
            }
        }
        return devices;
    }

    private LinuxWeightDevice weightDevice() {
        LinuxWeightDevice.Builder device = LinuxWeightDevice.builder();
        OptionalLong major = OptionalLong.empty();
        OptionalLong minor = OptionalLong.empty();
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "major" -> major = in.int64();
                case "minor" -> minor = in.int64();
                case "weight" -> device.weight(in.uint16());
                case "leafWeight" -> device.leafWeight(in.uint16());
                default -> in.unknown(name);
            }
        }
        requireNumbers(major, minor);
        return device.major(major.orElse(0)).minor(minor.orElse(0)).build();
    }

    private List<LinuxThrottleDevice> throttleDevices() {
        List<LinuxThrottleDevice> devices = new ArrayList<>();
        if (in.array()) {
            while (in.element()) {
                in.refuseNullElement();
                if (in.object()) {
                    devices.add(throttleDevice());
                }
            }
        }
        return devices;
    }

    private LinuxThrottleDevice throttleDevice() {
        OptionalLong major = OptionalLong.empty();
        OptionalLong minor = OptionalLong.empty();
        OptionalLong rate = OptionalLong.empty();
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "major" -> major = in.int64();
                case "minor" -> minor = in.int64();
                case "rate" -> rate = in.uint64();
                default -> in.unknown(name);
            }
        }
        requireNumbers(major, minor);
        if (rate.isEmpty()) {
            in.missing("rate");
        }
        return new LinuxThrottleDevice(major.orElse(0), minor.orElse(0), rate.orElse(0));
    }

    private void requireNumbers(OptionalLong major, OptionalLong minor) {
        if (major.isEmpty()) {
            in.missing("major");
        }
        if (minor.isEmpty()) {
            in.missing("minor");
        }
    }

    private List<LinuxHugepageLimit> hugepageLimits() {
        List<LinuxHugepageLimit> limits = new ArrayList<>();
        if (in.array()) {
            while (in.element()) {
                in.refuseNullElement();
                if (in.object()) {
                    limits.add(hugepageLimit());
                }
            }
        }
        return limits;
    }

    private LinuxHugepageLimit hugepageLimit() {
        String pageSize = "";
        OptionalLong limit = OptionalLong.empty();
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "pageSize" -> pageSize = in.stringOrEmpty();
                case "limit" -> limit = in.uint64();
                default -> in.unknown(name);
            }
        }
        if (limit.isEmpty()) {
            in.missing("limit");
        }
        return new LinuxHugepageLimit(pageSize, limit.orElse(0));
    }

    private Optional<LinuxNetwork> network() {
        if (!in.object()) {
            return Optional.empty();
        }
        LinuxNetwork.Builder network = LinuxNetwork.builder();
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "classID" -> network.classID(in.uint32());
                case "priorities" -> network.priorities(priorities());
                default -> in.unknown(name);
            }
        }
        return Optional.of(network.build());
    }

    private List<LinuxInterfacePriority> priorities() {
        List<LinuxInterfacePriority> priorities = new ArrayList<>();
        if (in.array()) {
            while (in.element()) {
                in.refuseNullElement();
                if (in.object()) {
                    priorities.add(priority());
                }
            }
        }
        return priorities;
    }

    private LinuxInterfacePriority priority() {
        String device = "";
        OptionalLong priority = OptionalLong.empty();
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "name" -> device = in.stringOrEmpty();
                case "priority" -> priority = in.uint32();
                default -> in.unknown(name);
            }
        }
        if (device.isEmpty()) {
            in.missing("name");
        }
        if (priority.isEmpty()) {
            in.missing("priority");
        }
        return new LinuxInterfacePriority(device, priority.orElse(0));
    }

    private Map<String, LinuxRdma> rdma() {
        Map<String, LinuxRdma> devices = new LinkedHashMap<>();
        if (in.object()) {
            for (String device = in.field(); device != null; device = in.field()) {
                LinuxRdma.Builder rdma = LinuxRdma.builder();
                if (in.object()) {
                    for (String name = in.field(); name != null; name = in.field()) {
                        switch (name) {
                            case "hcaHandles" -> rdma.hcaHandles(in.uint32());
                            case "hcaObjects" -> rdma.hcaObjects(in.uint32());
                            default -> in.unknown(name);
                        }
                    }
                }
                devices.put(device, rdma.build());
            }
        }
        return devices;
    }
}
