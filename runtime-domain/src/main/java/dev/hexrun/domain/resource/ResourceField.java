package dev.hexrun.domain.resource;

import dev.hexrun.domain.config.LinuxBlockIo;
import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.config.LinuxNetwork;
import dev.hexrun.domain.config.LinuxPids;
import dev.hexrun.domain.config.LinuxResources;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The fields of {@code linux.resources} (config-linux.md, "Control groups"), except device rules, which have no file on v2.
 */
public enum ResourceField {
    /** {@code linux.resources.pids.limit}. */
    PIDS_LIMIT("pids", "pids", "pids/limit", false),
    /** {@code linux.resources.memory.limit}. */
    MEMORY_LIMIT("memory", "memory", "memory/limit", true),
    /** {@code linux.resources.memory.swap}. */
    MEMORY_SWAP("memory", "memory", "memory/swap", true),
    /** {@code linux.resources.memory.reservation}. */
    MEMORY_RESERVATION("memory", "memory", "memory/reservation", true),
    /** {@code linux.resources.memory.swappiness}, which v2 does not have. */
    MEMORY_SWAPPINESS("memory", "", "memory/swappiness", true),
    /** {@code linux.resources.memory.disableOOMKiller}, which v2 does not have. */
    MEMORY_DISABLE_OOM_KILLER("memory", "", "memory/disableOOMKiller", true),
    /** {@code linux.resources.cpu.shares}. */
    CPU_SHARES("cpu", "cpu", "cpu/shares", false),
    /** {@code linux.resources.cpu.quota}. */
    CPU_QUOTA("cpu", "cpu", "cpu/quota", false),
    /** {@code linux.resources.cpu.period}. */
    CPU_PERIOD("cpu", "cpu", "cpu/period", false),
    /** {@code linux.resources.cpu.burst}. */
    CPU_BURST("cpu", "cpu", "cpu/burst", false),
    /** {@code linux.resources.cpu.idle}. */
    CPU_IDLE("cpu", "cpu", "cpu/idle", false),
    /** {@code linux.resources.cpu.realtimeRuntime}. */
    CPU_REALTIME_RUNTIME("cpu", "cpu", "cpu/realtimeRuntime", false),
    /** {@code linux.resources.cpu.realtimePeriod}. */
    CPU_REALTIME_PERIOD("cpu", "cpu", "cpu/realtimePeriod", false),
    /** {@code linux.resources.cpu.cpus}. */
    CPU_CPUS("cpuset", "cpuset", "cpu/cpus", false),
    /** {@code linux.resources.cpu.mems}. */
    CPU_MEMS("cpuset", "cpuset", "cpu/mems", false),
    /** {@code linux.resources.blockIO.weight}. */
    BLOCK_IO_WEIGHT("blkio", "io", "blockIO/weight", true),
    /** {@code linux.resources.blockIO.leafWeight}, which v2 does not have. */
    BLOCK_IO_LEAF_WEIGHT("blkio", "", "blockIO/leafWeight", true),
    /** {@code linux.resources.blockIO.weightDevice}. */
    BLOCK_IO_WEIGHT_DEVICE("blkio", "io", "blockIO/weightDevice", true),
    /** {@code linux.resources.blockIO.throttleReadBpsDevice}. */
    BLOCK_IO_READ_BPS("blkio", "io", "blockIO/throttleReadBpsDevice", true),
    /** {@code linux.resources.blockIO.throttleWriteBpsDevice}. */
    BLOCK_IO_WRITE_BPS("blkio", "io", "blockIO/throttleWriteBpsDevice", true),
    /** {@code linux.resources.blockIO.throttleReadIOPSDevice}. */
    BLOCK_IO_READ_IOPS("blkio", "io", "blockIO/throttleReadIOPSDevice", true),
    /** {@code linux.resources.blockIO.throttleWriteIOPSDevice}. */
    BLOCK_IO_WRITE_IOPS("blkio", "io", "blockIO/throttleWriteIOPSDevice", true),
    /** {@code linux.resources.hugepageLimits}. */
    HUGEPAGE_LIMITS("hugetlb", "hugetlb", "hugepageLimits", true),
    /** {@code linux.resources.rdma}. */
    RDMA("rdma", "rdma", "rdma", true),
    /** {@code linux.resources.network.classID}. */
    NETWORK_CLASS_ID("net_cls", "", "network/classID", true),
    /** {@code linux.resources.network.priorities}. */
    NETWORK_PRIORITIES("net_prio", "", "network/priorities", true),
    /** {@code linux.resources.unified}: any file of v2. */
    UNIFIED("", "", "unified", false);

    private final String v1Controller;
    private final String v2Controller;
    private final String pointer;
    private final boolean isDomainController;

    ResourceField(String v1Controller, String v2Controller, String path, boolean isDomainController) {
        this.v1Controller = v1Controller;
        this.v2Controller = v2Controller;
        this.pointer = "/linux/resources/" + path;
        this.isDomainController = isDomainController;
    }

    /**
     * Returns the controller of v1 that enforces the limit.
     *
     * @return for example {@code blkio}; empty for {@link #UNIFIED}
     */
    public String v1Controller() {
        return v1Controller;
    }

    /**
     * Returns the controller of v2 that enforces the limit.
     *
     * @return for example {@code io}; empty for {@link #UNIFIED} and for limits that v2 does not have
     */
    public String v2Controller() {
        return v2Controller;
    }

    /**
     * Returns the JSON pointer of the field.
     *
     * @return for example {@code /linux/resources/memory/limit}
     */
    public String pointer() {
        return pointer;
    }

    /**
     * Returns whether the controller does not support threaded cgroups (cgroup-v2.rst, "Threads").
     *
     * @return {@code true} if it is a domain controller
     */
    public boolean isDomainController() {
        return isDomainController;
    }

    /**
     * Returns the limits that are set.
     *
     * @param resources the limits
     * @return the fields, in the order of this enum
     */
    public static List<ResourceField> requested(LinuxResources resources) {
        List<ResourceField> fields = new ArrayList<>();
        Optional<LinuxPids> pids = resources.pids();
        add(PIDS_LIMIT, pids.isPresent() && pids.get().limit().isPresent(), fields);
        if (resources.memory().isPresent()) {
            memory(resources.memory().get(), fields);
        }
        if (resources.cpu().isPresent()) {
            cpu(resources.cpu().get(), fields);
        }
        if (resources.blockIO().isPresent()) {
            blockIo(resources.blockIO().get(), fields);
        }
        add(HUGEPAGE_LIMITS, !resources.hugepageLimits().isEmpty(), fields);
        add(RDMA, !resources.rdma().isEmpty(), fields);
        if (resources.network().isPresent()) {
            LinuxNetwork network = resources.network().get();
            add(NETWORK_CLASS_ID, network.classID(), fields);
            add(NETWORK_PRIORITIES, !network.priorities().isEmpty(), fields);
        }
        add(UNIFIED, !resources.unified().isEmpty(), fields);
        return fields;
    }

    /**
     * Returns the limits that are set, without those that v2 does not have and ignores.
     *
     * @param resources the limits
     * @return the fields, in the order of this enum
     */
    public static List<ResourceField> requestedOnV2(LinuxResources resources) {
        List<ResourceField> fields = new ArrayList<>();
        for (ResourceField field : requested(resources)) {
            if (field == UNIFIED || !field.v2Controller().isEmpty()) {
                fields.add(field);
            }
        }
        return fields;
    }

    private static void memory(LinuxMemory memory, List<ResourceField> fields) {
        add(MEMORY_LIMIT, memory.limit(), fields);
        add(MEMORY_SWAP, memory.swap(), fields);
        add(MEMORY_RESERVATION, memory.reservation(), fields);
        add(MEMORY_SWAPPINESS, memory.swappiness().orElse(-1) >= 0, fields);
        add(MEMORY_DISABLE_OOM_KILLER, memory.disableOOMKiller().orElse(false), fields);
    }

    private static void cpu(LinuxCpu cpu, List<ResourceField> fields) {
        add(CPU_SHARES, cpu.shares(), fields);
        add(CPU_QUOTA, cpu.quota(), fields);
        add(CPU_PERIOD, cpu.period(), fields);
        add(CPU_BURST, cpu.burst(), fields);
        add(CPU_IDLE, cpu.idle().isPresent(), fields);
        add(CPU_REALTIME_RUNTIME, cpu.realtimeRuntime(), fields);
        add(CPU_REALTIME_PERIOD, cpu.realtimePeriod(), fields);
        add(CPU_CPUS, !cpu.cpus().orElse("").isEmpty(), fields);
        add(CPU_MEMS, !cpu.mems().orElse("").isEmpty(), fields);
    }

    private static void blockIo(LinuxBlockIo io, List<ResourceField> fields) {
        add(BLOCK_IO_WEIGHT, io.weight().orElse(0) != 0, fields);
        add(BLOCK_IO_LEAF_WEIGHT, io.leafWeight().orElse(0) != 0, fields);
        add(BLOCK_IO_WEIGHT_DEVICE, !io.weightDevice().isEmpty(), fields);
        add(BLOCK_IO_READ_BPS, !io.throttleReadBpsDevice().isEmpty(), fields);
        add(BLOCK_IO_WRITE_BPS, !io.throttleWriteBpsDevice().isEmpty(), fields);
        add(BLOCK_IO_READ_IOPS, !io.throttleReadIOPSDevice().isEmpty(), fields);
        add(BLOCK_IO_WRITE_IOPS, !io.throttleWriteIOPSDevice().isEmpty(), fields);
    }

    private static void add(ResourceField field, OptionalLong value, List<ResourceField> fields) {
        add(field, value.orElse(0) != 0, fields);
    }

    private static void add(ResourceField field, boolean isSet, List<ResourceField> fields) {
        if (isSet) {
            fields.add(field);
        }
    }
}
