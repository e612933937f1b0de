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
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.resource.CgroupWrite.OnRefusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The conversion of resource limits to writes to files of cgroup v1, in the order of the writes. Device rules are not
 * included.
 *
 * <p>{@code kernel} and {@code kernelTCP} are ignored, as by the kernel since 5.16. {@code useHierarchy} is ignored
 * because it is always enabled.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/">cgroup v1</a>
 */
public final class CgroupV1Writes {

    private static final String MEMORY = "memory";
    private static final String CPU = "cpu";
    private static final String CPUSET = "cpuset";
    private static final String BLKIO = "blkio";

    private static final String MEMORY_AND_SWAP = "memory.memsw.limit_in_bytes";
    private static final String OOM_CONTROL = "memory.oom_control";
    private static final String REALTIME_PERIOD = "cpu.rt_period_us";

    /** The file that the kernel refuses to write with {@code EBUSY} if more memory is used. */
    public static final String MEMORY_LIMIT = "memory.limit_in_bytes";

    private static final long MAX_SWAPPINESS = 100;

    private final CurrentSettings current;
    private final List<CgroupWrite> writes = new ArrayList<>();

    private CgroupV1Writes(CurrentSettings current) {
        this.current = current;
    }

    /**
     * Converts limits. Absent limits, and zeros that mean unset, cause no write.
     *
     * @param resources the limits
     * @param current the current content of the files
     * @return the writes in their order
     * @throws ContainerException if a value is out of range, or below the usage and {@code checkBeforeUpdate} is set
     * @throws UnsupportedException if v1 does not have a limit
     */
    public static List<CgroupWrite> of(LinuxResources resources, CurrentSettings current) {
        if (!resources.unified().isEmpty()) {
            throw UnsupportedException.field(
                    ResourceField.UNIFIED.pointer(), "invalid configuration: cgroup v1 does not support unified");
        }
        CgroupV1Writes result = new CgroupV1Writes(current);
        if (resources.memory().isPresent()) {
            result.memory(resources.memory().get());
        }
        if (resources.cpu().isPresent()) {
            LinuxCpu cpu = resources.cpu().get();
            result.cpu(cpu);
            result.writes.addAll(cpuset(cpu));
        }
        if (resources.pids().isPresent()) {
            result.pids(resources.pids().get());
        }
        if (resources.blockIO().isPresent()) {
            result.blockIo(resources.blockIO().get());
        }
        for (LinuxHugepageLimit limit : resources.hugepageLimits()) {
            result.hugepages(limit);
        }
        for (Map.Entry<String, LinuxRdma> device : resources.rdma().entrySet()) {
            result.writes.add(RdmaLimit.of(device.getKey(), device.getValue()));
        }
        if (resources.network().isPresent()) {
            result.network(resources.network().get());
        }
        return result.writes;
    }

    /**
     * Returns the writes that a process needs before it can join the cpuset hierarchy.
     *
     * @param cpu the limits
     * @return the writes
     */
    public static List<CgroupWrite> cpuset(LinuxCpu cpu) {
        List<CgroupWrite> writes = new ArrayList<>(2);
        String cpus = cpu.cpus().orElse("");
        if (!cpus.isEmpty()) {
            writes.add(CgroupWrite.of(ResourceField.CPU_CPUS, CPUSET, "cpuset.cpus", cpus));
        }
        String mems = cpu.mems().orElse("");
        if (!mems.isEmpty()) {
            writes.add(CgroupWrite.of(ResourceField.CPU_MEMS, CPUSET, "cpuset.mems", mems));
        }
        return writes;
    }

    /**
     * Returns the writes that a real-time process needs before it can join.
     *
     * @param cpu the limits
     * @return the writes
     */
    public static List<CgroupWrite> realtime(LinuxCpu cpu) {
        List<CgroupWrite> writes = new ArrayList<>(2);
        long period = cpu.realtimePeriod().orElse(0);
        long runtime = cpu.realtimeRuntime().orElse(0);
        if (period != 0) {
            writes.add(bound(
                    ResourceField.CPU_REALTIME_PERIOD, REALTIME_PERIOD, Long.toUnsignedString(period), runtime != 0));
        }
        if (runtime != 0) {
            writes.add(CgroupWrite.of(
                    ResourceField.CPU_REALTIME_RUNTIME, CPU, "cpu.rt_runtime_us", Long.toString(runtime)));
        }
        return writes;
    }

    private void memory(LinuxMemory memory) {
        long limit = memory.limit().orElse(0);
        long swap = memory.swap().orElse(0);
        if (limit > 0 && swap > 0 && swap < limit) {
            throw new ContainerException(
                    ResourceField.MEMORY_SWAP.pointer() + ": memory+swap limit should be >= memory limit");
        }
        memoryUsage(current).check(memory);
        memoryLimits(limit, swap);
        long reservation = memory.reservation().orElse(0);
        if (reservation != 0) {
            add(ResourceField.MEMORY_RESERVATION, MEMORY, "memory.soft_limit_in_bytes", Long.toString(reservation));
        }
        if (memory.disableOOMKiller().isPresent()) {
            oomKiller(memory.disableOOMKiller().get());
        }
        long swappiness = memory.swappiness().orElse(-1);
        if (swappiness > MAX_SWAPPINESS) {
            throw new ContainerException(ResourceField.MEMORY_SWAPPINESS.pointer()
                    + ": invalid memory swappiness value: " + swappiness + " (valid range is 0-100)");
        }
        if (swappiness >= 0) {
            add(ResourceField.MEMORY_SWAPPINESS, MEMORY, "memory.swappiness", Long.toString(swappiness));
        }
    }

    /**
     * Orders the writes so that the memory limit never exceeds that of memory and swap, which the kernel refuses with
     * EINVAL.
     */
    private void memoryLimits(long limit, long swap) {
        boolean raised = limit != 0
                && swap != 0
                && (swap == SwapLimit.UNLIMITED
                        || current.number(MEMORY, MEMORY_LIMIT).orElse(0) < swap);
        if (raised) {
            swapLimit(swap);
            memoryLimit(limit);
        } else if (limit == SwapLimit.UNLIMITED && swap == 0) {
            // An unlimited memory implies unlimited memory and swap.
            swapLimit(SwapLimit.UNLIMITED);
            memoryLimit(limit);
        } else {
            memoryLimit(limit);
            swapLimit(swap);
        }
    }

    private void memoryLimit(long limit) {
        if (limit != 0) {
            add(ResourceField.MEMORY_LIMIT, MEMORY, MEMORY_LIMIT, Long.toString(limit));
        }
    }

    private void swapLimit(long swap) {
        CgroupWrite write = CgroupWrite.of(ResourceField.MEMORY_SWAP, MEMORY, MEMORY_AND_SWAP, Long.toString(swap));
        if (swap == SwapLimit.UNLIMITED) {
            // Without swap accounting there is no limit.
            writes.add(write.withOnRefusal(OnRefusal.IGNORE_MISSING_FILE));
        } else if (swap != 0) {
            writes.add(write);
        }
    }

    /** Enables the OOM killer only if it is disabled. */
    private void oomKiller(boolean disable) {
        if (disable || current.read(MEMORY, OOM_CONTROL).orElse("").startsWith("oom_kill_disable 1")) {
            add(ResourceField.MEMORY_DISABLE_OOM_KILLER, MEMORY, OOM_CONTROL, disable ? "1" : "0");
        }
    }

    /**
     * Returns the memory usage of a cgroup of v1.
     *
     * @param current the current content of its files
     * @return the usage
     */
    public static MemoryUsage memoryUsage(CurrentSettings current) {
        return new MemoryUsage(
                current.number(MEMORY, "memory.usage_in_bytes"), current.number(MEMORY, "memory.max_usage_in_bytes"));
    }

    private void cpu(LinuxCpu cpu) {
        boolean idle = cpu.idle().orElse(0) != 0;
        if (cpu.idle().isPresent()) {
            add(
                    ResourceField.CPU_IDLE,
                    CPU,
                    "cpu.idle",
                    Long.toString(cpu.idle().getAsLong()));
        }
        long shares = cpu.shares().orElse(0);
        if (shares != 0) {
            checkShares(shares);
        }
        if (shares != 0 && !idle) {
            // The kernel refuses shares of an idle cgroup, and sets the default when the cgroup is no longer idle.
            add(ResourceField.CPU_SHARES, CPU, "cpu.shares", Long.toString(shares));
        }
        bandwidth(cpu);
        writes.addAll(realtime(cpu));
    }

    /** Refuses shares that the kernel would silently clamp. */
    private static void checkShares(long shares) {
        if (Long.compareUnsigned(shares, CpuWeight.MIN_SHARES) < 0) {
            throw new ContainerException(
                    ResourceField.CPU_SHARES.pointer() + ": the minimum allowed cpu-shares is " + CpuWeight.MIN_SHARES);
        }
        if (Long.compareUnsigned(shares, CpuWeight.MAX_SHARES) > 0) {
            throw new ContainerException(
                    ResourceField.CPU_SHARES.pointer() + ": the maximum allowed cpu-shares is " + CpuWeight.MAX_SHARES);
        }
    }

    /** Quota, period and burst constrain each other and those of the parent, so a write may depend on a later one. */
    private void bandwidth(LinuxCpu cpu) {
        long quota = cpu.quota().orElse(0);
        long period = cpu.period().orElse(0);
        if (period != 0) {
            writes.add(bound(ResourceField.CPU_PERIOD, "cpu.cfs_period_us", Long.toUnsignedString(period), quota != 0));
        }
        if (cpu.burst().isPresent()) {
            long burst = cpu.burst().getAsLong();
            CgroupWrite write =
                    bound(ResourceField.CPU_BURST, "cpu.cfs_burst_us", Long.toUnsignedString(burst), quota != 0);
            // Kernels before 5.14 have no burst.
            writes.add(burst == 0 ? write.withOnRefusal(OnRefusal.IGNORE_MISSING_FILE) : write);
        }
        if (quota != 0) {
            add(ResourceField.CPU_QUOTA, CPU, "cpu.cfs_quota_us", Long.toString(quota));
        }
    }

    private static CgroupWrite bound(ResourceField field, String file, String value, boolean boundFollows) {
        CgroupWrite write = CgroupWrite.of(field, CPU, file, value);
        return boundFollows ? write.withOnRefusal(OnRefusal.RETRY_LAST) : write;
    }

    private void pids(LinuxPids pids) {
        if (pids.limit().isPresent()) {
            add(
                    ResourceField.PIDS_LIMIT,
                    "pids",
                    "pids.max",
                    PidsLimit.of(pids.limit().getAsLong()));
        }
    }

    private void blockIo(LinuxBlockIo io) {
        // The files of CFQ until Linux 5.0; later kernels have those of BFQ.
        String scheduler = current.read(BLKIO, "blkio.weight").isPresent() ? "blkio." : "blkio.bfq.";
        if (io.weight().orElse(0) != 0) {
            add(
                    ResourceField.BLOCK_IO_WEIGHT,
                    BLKIO,
                    scheduler + "weight",
                    Integer.toString(io.weight().getAsInt()));
        }
        if (io.leafWeight().orElse(0) != 0) {
            add(
                    ResourceField.BLOCK_IO_LEAF_WEIGHT,
                    BLKIO,
                    "blkio.leaf_weight",
                    Integer.toString(io.leafWeight().getAsInt()));
        }
        for (LinuxWeightDevice device : io.weightDevice()) {
            if (device.weight().orElse(0) != 0) {
                add(
                        ResourceField.BLOCK_IO_WEIGHT_DEVICE,
                        BLKIO,
                        scheduler + "weight_device",
                        BlockDevice.of(device) + ' ' + device.weight().getAsInt());
            }
            if (device.leafWeight().orElse(0) != 0) {
                add(
                        ResourceField.BLOCK_IO_WEIGHT_DEVICE,
                        BLKIO,
                        "blkio.leaf_weight_device",
                        BlockDevice.of(device) + ' ' + device.leafWeight().getAsInt());
            }
        }
        throttle(ResourceField.BLOCK_IO_READ_BPS, "read_bps", io.throttleReadBpsDevice());
        throttle(ResourceField.BLOCK_IO_WRITE_BPS, "write_bps", io.throttleWriteBpsDevice());
        throttle(ResourceField.BLOCK_IO_READ_IOPS, "read_iops", io.throttleReadIOPSDevice());
        throttle(ResourceField.BLOCK_IO_WRITE_IOPS, "write_iops", io.throttleWriteIOPSDevice());
    }

    private void throttle(ResourceField field, String operation, List<LinuxThrottleDevice> devices) {
        for (LinuxThrottleDevice device : devices) {
            // 0 removes the limit.
            add(
                    field,
                    BLKIO,
                    "blkio.throttle." + operation + "_device",
                    BlockDevice.of(device) + ' ' + Long.toUnsignedString(device.rate()));
        }
    }

    private void hugepages(LinuxHugepageLimit limit) {
        String value = Long.toUnsignedString(limit.limit());
        String prefix = "hugetlb." + limit.pageSize();
        add(ResourceField.HUGEPAGE_LIMITS, "hugetlb", prefix + ".limit_in_bytes", value);
        // Linux 5.7 and later.
        writes.add(CgroupWrite.of(ResourceField.HUGEPAGE_LIMITS, "hugetlb", prefix + ".rsvd.limit_in_bytes", value)
                .withOnRefusal(OnRefusal.IGNORE_MISSING_FILE));
    }

    private void network(LinuxNetwork network) {
        long classId = network.classID().orElse(0);
        if (classId != 0) {
            add(ResourceField.NETWORK_CLASS_ID, "net_cls", "net_cls.classid", Long.toString(classId));
        }
        for (LinuxInterfacePriority priority : network.priorities()) {
            add(
                    ResourceField.NETWORK_PRIORITIES,
                    "net_prio",
                    "net_prio.ifpriomap",
                    priority.name() + ' ' + priority.priority());
        }
    }

    private void add(ResourceField field, String controller, String file, String value) {
        writes.add(CgroupWrite.of(field, controller, file, value));
    }
}
