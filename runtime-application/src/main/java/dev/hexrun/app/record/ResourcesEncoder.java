package dev.hexrun.app.record;

import dev.hexrun.domain.config.LinuxBlockIo;
import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxHugepageLimit;
import dev.hexrun.domain.config.LinuxInterfacePriority;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.config.LinuxNetwork;
import dev.hexrun.domain.config.LinuxRdma;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.config.LinuxThrottleDevice;
import dev.hexrun.domain.config.LinuxWeightDevice;
import dev.hexrun.port.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Limits as {@code linux.resources} words them, so that a bundle reader reads them back. Without device rules, and without
 * numbers beyond 63 bits, which are no limits to anything.
 */
public final class ResourcesEncoder {

    private ResourcesEncoder() {}

    /**
     * Words limits.
     *
     * @param resources the limits
     * @return the document
     */
    public static JsonValue of(LinuxResources resources) {
        JsonValue.Builder document = new JsonValue.Builder();
        if (resources.memory().isPresent()) {
            document.put("memory", memory(resources.memory().get()));
        }
        if (resources.cpu().isPresent()) {
            document.put("cpu", cpu(resources.cpu().get()));
        }
        if (resources.pids().isPresent()) {
            JsonValue.Builder pids = new JsonValue.Builder();
            put(pids, "limit", resources.pids().get().limit());
            document.put("pids", pids.build());
        }
        if (resources.blockIO().isPresent()) {
            document.put("blockIO", blockIo(resources.blockIO().get()));
        }
        document.put("hugepageLimits", hugepages(resources.hugepageLimits()));
        if (resources.network().isPresent()) {
            document.put("network", network(resources.network().get()));
        }
        document.put("rdma", rdma(resources.rdma()));
        document.put("unified", resources.unified());
        return document.build();
    }

    private static JsonValue memory(LinuxMemory memory) {
        JsonValue.Builder document = new JsonValue.Builder();
        put(document, "limit", memory.limit());
        put(document, "reservation", memory.reservation());
        put(document, "swap", memory.swap());
        put(document, "kernel", memory.kernel());
        put(document, "kernelTCP", memory.kernelTCP());
        putUnsigned(document, "swappiness", memory.swappiness());
        put(document, "disableOOMKiller", memory.disableOOMKiller());
        put(document, "useHierarchy", memory.useHierarchy());
        put(document, "checkBeforeUpdate", memory.checkBeforeUpdate());
        return document.build();
    }

    private static JsonValue cpu(LinuxCpu cpu) {
        JsonValue.Builder document = new JsonValue.Builder();
        putUnsigned(document, "shares", cpu.shares());
        put(document, "quota", cpu.quota());
        putUnsigned(document, "burst", cpu.burst());
        putUnsigned(document, "period", cpu.period());
        put(document, "realtimeRuntime", cpu.realtimeRuntime());
        putUnsigned(document, "realtimePeriod", cpu.realtimePeriod());
        document.put("cpus", cpu.cpus().orElse(""));
        document.put("mems", cpu.mems().orElse(""));
        put(document, "idle", cpu.idle());
        return document.build();
    }

    private static JsonValue blockIo(LinuxBlockIo io) {
        JsonValue.Builder document = new JsonValue.Builder();
        put(document, "weight", io.weight());
        put(document, "leafWeight", io.leafWeight());
        List<JsonValue> weights = new ArrayList<>();
        for (LinuxWeightDevice device : io.weightDevice()) {
            JsonValue.Builder weight =
                    new JsonValue.Builder().put("major", device.major()).put("minor", device.minor());
            put(weight, "weight", device.weight());
            put(weight, "leafWeight", device.leafWeight());
            weights.add(weight.build());
        }
        document.put("weightDevice", new JsonValue.JsonArray(weights));
        document.put("throttleReadBpsDevice", rates(io.throttleReadBpsDevice()));
        document.put("throttleWriteBpsDevice", rates(io.throttleWriteBpsDevice()));
        document.put("throttleReadIOPSDevice", rates(io.throttleReadIOPSDevice()));
        document.put("throttleWriteIOPSDevice", rates(io.throttleWriteIOPSDevice()));
        return document.build();
    }

    private static JsonValue rates(List<LinuxThrottleDevice> devices) {
        List<JsonValue> rates = new ArrayList<>();
        for (LinuxThrottleDevice device : devices) {
            if (device.rate() >= 0) {
                rates.add(new JsonValue.Builder()
                        .put("major", device.major())
                        .put("minor", device.minor())
                        .put("rate", device.rate())
                        .build());
            }
        }
        return new JsonValue.JsonArray(rates);
    }

    private static JsonValue hugepages(List<LinuxHugepageLimit> limits) {
        List<JsonValue> pages = new ArrayList<>();
        for (LinuxHugepageLimit limit : limits) {
            if (limit.limit() >= 0) {
                pages.add(new JsonValue.Builder()
                        .put("pageSize", limit.pageSize())
                        .put("limit", limit.limit())
                        .build());
            }
        }
        return new JsonValue.JsonArray(pages);
    }

    private static JsonValue network(LinuxNetwork network) {
        JsonValue.Builder document = new JsonValue.Builder();
        put(document, "classID", network.classID());
        List<JsonValue> priorities = new ArrayList<>();
        for (LinuxInterfacePriority priority : network.priorities()) {
            priorities.add(new JsonValue.Builder()
                    .put("name", priority.name())
                    .put("priority", priority.priority())
                    .build());
        }
        return document.put("priorities", new JsonValue.JsonArray(priorities)).build();
    }

    private static JsonValue rdma(Map<String, LinuxRdma> devices) {
        JsonValue.Builder document = new JsonValue.Builder();
        for (Map.Entry<String, LinuxRdma> device : devices.entrySet()) {
            JsonValue.Builder limits = new JsonValue.Builder();
            put(limits, "hcaHandles", device.getValue().hcaHandles());
            put(limits, "hcaObjects", device.getValue().hcaObjects());
            document.put(device.getKey(), limits.build());
        }
        return document.build();
    }

    private static void put(JsonValue.Builder document, String name, OptionalLong value) {
        if (value.isPresent()) {
            document.put(name, value.getAsLong());
        }
    }

    private static void putUnsigned(JsonValue.Builder document, String name, OptionalLong value) {
        if (value.orElse(-1) >= 0) {
            document.put(name, value.getAsLong());
        }
    }

    private static void put(JsonValue.Builder document, String name, OptionalInt value) {
        if (value.isPresent()) {
            document.put(name, value.getAsInt());
        }
    }

    private static void put(JsonValue.Builder document, String name, Optional<Boolean> value) {
        if (value.isPresent()) {
            document.put(name, value.get());
        }
    }
}
