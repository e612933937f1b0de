package dev.hexrun.cli.output;

import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.cgroup.CgroupStats;
import dev.hexrun.port.cgroup.CgroupStats.Blkio;
import dev.hexrun.port.cgroup.CgroupStats.BlkioEntry;
import dev.hexrun.port.cgroup.CgroupStats.Counter;
import dev.hexrun.port.cgroup.CgroupStats.Cpu;
import dev.hexrun.port.cgroup.CgroupStats.Cpuset;
import dev.hexrun.port.cgroup.CgroupStats.Hugetlb;
import dev.hexrun.port.cgroup.CgroupStats.Memory;
import dev.hexrun.port.cgroup.CgroupStats.Pids;
import dev.hexrun.port.cgroup.CgroupStats.Pressure;
import dev.hexrun.port.cgroup.CgroupStats.Rdma;
import dev.hexrun.port.cgroup.CgroupStats.RdmaEntry;
import dev.hexrun.port.cgroup.CgroupStats.Stall;
import dev.hexrun.port.cgroup.CgroupStats.Throttling;
import dev.hexrun.port.cgroup.MemoryPressure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The output of {@code events}. The members and their order are those of {@code runc events}, which omits some numbers if
 * they are 0, but not others. Unknown values are printed as 0. {@code rdma} is added at the end.
 */
public final class EventOutput {

    private EventOutput() {}

    /**
     * Returns a {@code stats} event.
     *
     * @param id the container
     * @param stats the statistics
     * @return the event
     */
    public static JsonValue statistics(ContainerId id, CgroupStats stats) {
        JsonValue.Builder data = new JsonValue.Builder()
                .put("cpu", cpu(stats.cpu()))
                .put("cpuset", cpuset(stats.cpuset()))
                .put("memory", memory(stats.memory()))
                .put("pids", pids(stats.pids()))
                .put("blkio", blkio(stats.blkio()))
                .put("hugetlb", hugetlb(stats.hugetlb()))
                .put("intel_rdt", new JsonValue.Builder().build())
                .put("network_interfaces", new JsonValue.JsonNull());
        if (!stats.rdma().current().isEmpty() || !stats.rdma().limit().isEmpty()) {
            data.put("rdma", rdma(stats.rdma()));
        }
        return event("stats", id).put("data", data.build()).build();
    }

    /**
     * Returns an {@code oom} event.
     *
     * @param id the container
     * @return the event
     */
    public static JsonValue outOfMemory(ContainerId id) {
        return event("oom", id).build();
    }

    /**
     * Returns a {@code pressure} event.
     *
     * @param id the container
     * @param level the level of memory pressure
     * @return the event
     */
    public static JsonValue pressure(ContainerId id, MemoryPressure level) {
        return event("pressure", id)
                .put(
                        "data",
                        new JsonValue.Builder().put("level", level.specName()).build())
                .build();
    }

    private static JsonValue.Builder event(String type, ContainerId id) {
        return new JsonValue.Builder().put("type", type).put("id", id.value());
    }

    private static JsonValue cpu(Cpu cpu) {
        JsonValue.Builder usage = new JsonValue.Builder();
        unlessZero(usage, "total", cpu.usage());
        unlessEmpty(usage, "percpu", numbers(cpu.percpu()));
        unlessEmpty(usage, "percpu_kernel", numbers(cpu.percpuKernel()));
        unlessEmpty(usage, "percpu_user", numbers(cpu.percpuUser()));
        always(usage, "kernel", cpu.kernel());
        always(usage, "user", cpu.user());
        JsonValue.Builder document =
                new JsonValue.Builder().put("usage", usage.build()).put("throttling", throttling(cpu.throttling()));
        return withPressure(document, cpu.pressure());
    }

    private static JsonValue throttling(Throttling throttling) {
        JsonValue.Builder document = new JsonValue.Builder();
        unlessZero(document, "periods", throttling.periods());
        unlessZero(document, "throttledPeriods", throttling.throttledPeriods());
        unlessZero(document, "throttledTime", throttling.throttledTime());
        return document.build();
    }

    private static JsonValue cpuset(Cpuset cpuset) {
        JsonValue.Builder document = new JsonValue.Builder();
        unlessEmpty(document, "cpus", integers(cpuset.cpus()));
        always(document, "cpu_exclusive", cpuset.cpuExclusive());
        unlessEmpty(document, "mems", integers(cpuset.mems()));
        always(document, "mem_hardwall", cpuset.memHardwall());
        always(document, "mem_exclusive", cpuset.memExclusive());
        always(document, "memory_migrate", cpuset.memoryMigrate());
        always(document, "memory_spread_page", cpuset.memorySpreadPage());
        always(document, "memory_spread_slab", cpuset.memorySpreadSlab());
        always(document, "memory_pressure", cpuset.memoryPressure());
        always(document, "sched_load_balance", cpuset.schedLoadBalance());
        return document.put(
                        "sched_relax_domain_level",
                        cpuset.schedRelaxDomainLevel().orElse(0))
                .build();
    }

    private static JsonValue memory(Memory memory) {
        JsonValue.Builder document = new JsonValue.Builder();
        unlessZero(document, "cache", memory.cache());
        document.put("usage", counter(memory.usage()))
                .put("swap", counter(memory.swap()))
                .put("kernel", counter(memory.kernel()))
                .put("kernelTCP", counter(memory.kernelTcp()));
        if (!memory.raw().isEmpty()) {
            JsonValue.Builder raw = new JsonValue.Builder();
            for (Map.Entry<String, Long> line : memory.raw().entrySet()) {
                raw.put(line.getKey(), JsonValue.ofUnsigned(line.getValue()));
            }
            document.put("raw", raw.build());
        }
        return withPressure(document, memory.pressure());
    }

    private static JsonValue counter(Counter counter) {
        JsonValue.Builder document = new JsonValue.Builder();
        always(document, "limit", counter.limit());
        unlessZero(document, "usage", counter.usage());
        unlessZero(document, "max", counter.max());
        always(document, "failcnt", counter.failcnt());
        return document.build();
    }

    private static JsonValue pids(Pids pids) {
        JsonValue.Builder document = new JsonValue.Builder();
        unlessZero(document, "current", pids.current());
        unlessZero(document, "limit", pids.limit());
        return document.build();
    }

    private static JsonValue blkio(Blkio blkio) {
        JsonValue.Builder document = new JsonValue.Builder();
        unlessEmpty(document, "ioServiceBytesRecursive", entries(blkio.serviceBytes()));
        unlessEmpty(document, "ioServicedRecursive", entries(blkio.serviced()));
        unlessEmpty(document, "ioQueueRecursive", entries(blkio.queued()));
        unlessEmpty(document, "ioServiceTimeRecursive", entries(blkio.serviceTime()));
        unlessEmpty(document, "ioWaitTimeRecursive", entries(blkio.waitTime()));
        unlessEmpty(document, "ioMergedRecursive", entries(blkio.merged()));
        unlessEmpty(document, "ioTimeRecursive", entries(blkio.time()));
        unlessEmpty(document, "sectorsRecursive", entries(blkio.sectors()));
        return withPressure(document, blkio.pressure());
    }

    private static List<JsonValue> entries(List<BlkioEntry> table) {
        List<JsonValue> entries = new ArrayList<>();
        for (BlkioEntry entry : table) {
            JsonValue.Builder document = new JsonValue.Builder();
            unlessZero(document, "major", OptionalLong.of(entry.major()));
            unlessZero(document, "minor", OptionalLong.of(entry.minor()));
            if (!entry.op().isEmpty()) {
                document.put("op", entry.op());
            }
            unlessZero(document, "value", OptionalLong.of(entry.value()));
            entries.add(document.build());
        }
        return entries;
    }

    private static JsonValue hugetlb(Map<String, Hugetlb> sizes) {
        JsonValue.Builder document = new JsonValue.Builder();
        for (Map.Entry<String, Hugetlb> size : sizes.entrySet()) {
            JsonValue.Builder pages = new JsonValue.Builder();
            unlessZero(pages, "usage", size.getValue().usage());
            unlessZero(pages, "max", size.getValue().max());
            always(pages, "failcnt", size.getValue().failcnt());
            document.put(size.getKey(), pages.build());
        }
        return document.build();
    }

    private static JsonValue rdma(Rdma rdma) {
        return new JsonValue.Builder()
                .put("current", devices(rdma.current()))
                .put("limit", devices(rdma.limit()))
                .build();
    }

    /** Returns the entries of devices, without numbers for unlimited resources. */
    private static JsonValue devices(List<RdmaEntry> table) {
        List<JsonValue> devices = new ArrayList<>();
        for (RdmaEntry entry : table) {
            JsonValue.Builder device = new JsonValue.Builder().put("device", entry.device());
            if (entry.hcaHandles().isPresent()) {
                device.put("hcaHandles", entry.hcaHandles().getAsLong());
            }
            if (entry.hcaObjects().isPresent()) {
                device.put("hcaObjects", entry.hcaObjects().getAsLong());
            }
            devices.add(device.build());
        }
        return new JsonValue.JsonArray(devices);
    }

    private static JsonValue withPressure(JsonValue.Builder document, Optional<Pressure> pressure) {
        if (pressure.isPresent()) {
            document.put(
                    "psi",
                    new JsonValue.Builder()
                            .put("some", stall(pressure.get().some()))
                            .put("full", stall(pressure.get().full()))
                            .build());
        }
        return document.build();
    }

    private static JsonValue stall(Stall stall) {
        return new JsonValue.Builder()
                .put("avg10", number(stall.avg10()))
                .put("avg60", number(stall.avg60()))
                .put("avg300", number(stall.avg300()))
                .put("total", JsonValue.ofUnsigned(stall.total()))
                .build();
    }

    /** Returns a number in the format of Go: {@code 0}, not {@code 0.0}. */
    static JsonValue number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? new JsonValue.JsonInteger((long) value)
                : new JsonValue.JsonDecimal(value);
    }

    private static List<JsonValue> numbers(List<Long> values) {
        List<JsonValue> numbers = new ArrayList<>();
        for (long value : values) {
            numbers.add(JsonValue.ofUnsigned(value));
        }
        return numbers;
    }

    private static List<JsonValue> integers(List<Integer> values) {
        List<JsonValue> numbers = new ArrayList<>();
        for (int value : values) {
            numbers.add(new JsonValue.JsonInteger(value));
        }
        return numbers;
    }

    private static void always(JsonValue.Builder document, String name, OptionalLong value) {
        document.put(name, JsonValue.ofUnsigned(value.orElse(0)));
    }

    private static void unlessZero(JsonValue.Builder document, String name, OptionalLong value) {
        if (value.orElse(0) != 0) {
            document.put(name, JsonValue.ofUnsigned(value.getAsLong()));
        }
    }

    private static void unlessEmpty(JsonValue.Builder document, String name, List<JsonValue> items) {
        if (!items.isEmpty()) {
            document.put(name, new JsonValue.JsonArray(items));
        }
    }
}
