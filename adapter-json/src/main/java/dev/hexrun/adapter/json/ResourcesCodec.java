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
import dev.hexrun.domain.json.JsonValue.JsonObject;
import java.util.Optional;
import java.util.OptionalLong;

/** The codec of {@code linux.resources} (config-linux.md, "Control groups"). */
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
                case "devices" -> resources.devices(in.list(this::device));
                case "memory" -> resources.memory(in.optional(this::memory));
                case "cpu" -> resources.cpu(in.optional(this::cpu));
                case "pids" -> resources.pids(in.optional(this::pids));
                case "blockIO" -> resources.blockIO(in.optional(this::blockIo));
                case "hugepageLimits" -> resources.hugepageLimits(in.list(this::hugepageLimit));
                case "network" -> resources.network(in.optional(this::network));
                case "rdma" -> resources.rdma(in.map(LinuxRdma.builder().build(), this::rdma));
                case "unified" -> resources.unified(in.stringsByName());
                default -> in.unknown(name);
            }
        }
        return Optional.of(resources.build());
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
                    LinuxDeviceCgroupType type = in.enumUnlessEmpty(LinuxDeviceCgroupType::of);
                    device.type(type == null ? LinuxDeviceCgroupType.ALL : type);
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

    private LinuxMemory memory() {
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
        return memory.build();
    }

    private LinuxCpu cpu() {
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
        return cpu.build();
    }

    private LinuxPids pids() {
        LinuxPids.Builder pids = LinuxPids.builder();
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "limit" -> pids.limit(in.int64());
                default -> in.unknown(name);
            }
        }
        return pids.build();
    }

    private LinuxBlockIo blockIo() {
        LinuxBlockIo.Builder blockIo = LinuxBlockIo.builder();
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "weight" -> blockIo.weight(in.uint16());
                case "leafWeight" -> blockIo.leafWeight(in.uint16());
                case "weightDevice" -> blockIo.weightDevice(in.list(this::weightDevice));
                case "throttleReadBpsDevice" -> blockIo.throttleReadBpsDevice(in.list(this::throttleDevice));
                case "throttleWriteBpsDevice" -> blockIo.throttleWriteBpsDevice(in.list(this::throttleDevice));
                case "throttleReadIOPSDevice" -> blockIo.throttleReadIOPSDevice(in.list(this::throttleDevice));
                case "throttleWriteIOPSDevice" -> blockIo.throttleWriteIOPSDevice(in.list(this::throttleDevice));
                default -> in.unknown(name);
            }
        }
        return blockIo.build();
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
        return device.major(in.required("major", major))
                .minor(in.required("minor", minor))
                .build();
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
        return new LinuxThrottleDevice(
                in.required("major", major), in.required("minor", minor), in.required("rate", rate));
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
        return new LinuxHugepageLimit(pageSize, in.required("limit", limit));
    }

    private LinuxNetwork network() {
        LinuxNetwork.Builder network = LinuxNetwork.builder();
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "classID" -> network.classID(in.uint32());
                case "priorities" -> network.priorities(in.list(this::priority));
                default -> in.unknown(name);
            }
        }
        return network.build();
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
        return new LinuxInterfacePriority(device, in.required("priority", priority));
    }

    private LinuxRdma rdma() {
        LinuxRdma.Builder rdma = LinuxRdma.builder();
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "hcaHandles" -> rdma.hcaHandles(in.uint32());
                case "hcaObjects" -> rdma.hcaObjects(in.uint32());
                default -> in.unknown(name);
            }
        }
        return rdma.build();
    }

    static JsonObject encode(LinuxResources resources) {
        return new ObjectEncoder()
                .list("devices", resources.devices(), ResourcesCodec::encode)
                .object("memory", resources.memory(), ResourcesCodec::encode)
                .object("cpu", resources.cpu(), ResourcesCodec::encode)
                .object("pids", resources.pids(), ResourcesCodec::encode)
                .object("blockIO", resources.blockIO(), ResourcesCodec::encode)
                .list("hugepageLimits", resources.hugepageLimits(), ResourcesCodec::encode)
                .object("network", resources.network(), ResourcesCodec::encode)
                .map("rdma", resources.rdma(), ResourcesCodec::encode)
                .strings("unified", resources.unified())
                .build();
    }

    private static JsonObject encode(LinuxDeviceCgroup device) {
        ObjectEncoder object = new ObjectEncoder().bool("allow", device.allow());
        if (device.type() != LinuxDeviceCgroupType.ALL) {
            object.string("type", device.type().specName());
        }
        return object.integer("major", device.major())
                .integer("minor", device.minor())
                .string("access", device.access())
                .build();
    }

    private static JsonObject encode(LinuxMemory memory) {
        return new ObjectEncoder()
                .integer("limit", memory.limit())
                .integer("reservation", memory.reservation())
                .integer("swap", memory.swap())
                .integer("kernel", memory.kernel())
                .integer("kernelTCP", memory.kernelTCP())
                .unsigned("swappiness", memory.swappiness())
                .bool("disableOOMKiller", memory.disableOOMKiller())
                .bool("useHierarchy", memory.useHierarchy())
                .bool("checkBeforeUpdate", memory.checkBeforeUpdate())
                .build();
    }

    private static JsonObject encode(LinuxCpu cpu) {
        return new ObjectEncoder()
                .unsigned("shares", cpu.shares())
                .integer("quota", cpu.quota())
                .unsigned("burst", cpu.burst())
                .unsigned("period", cpu.period())
                .integer("realtimeRuntime", cpu.realtimeRuntime())
                .unsigned("realtimePeriod", cpu.realtimePeriod())
                .string("cpus", cpu.cpus())
                .string("mems", cpu.mems())
                .integer("idle", cpu.idle())
                .build();
    }

    private static JsonObject encode(LinuxPids pids) {
        return new ObjectEncoder().integer("limit", pids.limit()).build();
    }

    private static JsonObject encode(LinuxBlockIo io) {
        return new ObjectEncoder()
                .integer("weight", io.weight())
                .integer("leafWeight", io.leafWeight())
                .list("weightDevice", io.weightDevice(), ResourcesCodec::encode)
                .list("throttleReadBpsDevice", io.throttleReadBpsDevice(), ResourcesCodec::encode)
                .list("throttleWriteBpsDevice", io.throttleWriteBpsDevice(), ResourcesCodec::encode)
                .list("throttleReadIOPSDevice", io.throttleReadIOPSDevice(), ResourcesCodec::encode)
                .list("throttleWriteIOPSDevice", io.throttleWriteIOPSDevice(), ResourcesCodec::encode)
                .build();
    }

    private static JsonObject encode(LinuxWeightDevice device) {
        return new ObjectEncoder()
                .integer("major", device.major())
                .integer("minor", device.minor())
                .integer("weight", device.weight())
                .integer("leafWeight", device.leafWeight())
                .build();
    }

    private static JsonObject encode(LinuxThrottleDevice device) {
        return new ObjectEncoder()
                .integer("major", device.major())
                .integer("minor", device.minor())
                .unsigned("rate", device.rate())
                .build();
    }

    private static JsonObject encode(LinuxHugepageLimit limit) {
        return new ObjectEncoder()
                .string("pageSize", limit.pageSize())
                .unsigned("limit", limit.limit())
                .build();
    }

    private static JsonObject encode(LinuxNetwork network) {
        return new ObjectEncoder()
                .integer("classID", network.classID())
                .list("priorities", network.priorities(), ResourcesCodec::encode)
                .build();
    }

    private static JsonObject encode(LinuxInterfacePriority priority) {
        return new ObjectEncoder()
                .string("name", priority.name())
                .integer("priority", priority.priority())
                .build();
    }

    private static JsonObject encode(LinuxRdma rdma) {
        return new ObjectEncoder()
                .integer("hcaHandles", rdma.hcaHandles())
                .integer("hcaObjects", rdma.hcaObjects())
                .build();
    }
}
