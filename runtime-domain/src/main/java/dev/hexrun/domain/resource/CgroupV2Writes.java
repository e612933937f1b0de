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
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The conversion of resource limits to writes to files of cgroup v2, in the order of the writes; those of {@code
 * unified} are last. Device rules are not included.
 *
 * <p>Limits that the specification defines for v1 only are ignored: {@code kernel}, {@code kernelTCP}, {@code
 * swappiness}, {@code disableOOMKiller}, {@code useHierarchy} and {@code leafWeight}.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">cgroup v2</a>
 */
public final class CgroupV2Writes {

    private static final String MAX = "max";
    private static final String MEMORY = "memory";
    private static final String CPU = "cpu";
    private static final String CPU_IDLE = "cpu.idle";
    private static final String CPU_MAX = "cpu.max";
    private static final String IO = "io";
    private static final String BFQ_WEIGHT = "io.bfq.weight";
    private final CurrentSettings current;
    private final List<CgroupWrite> writes = new ArrayList<>();

    private CgroupV2Writes(CurrentSettings current) {
        this.current = current;
    }

    /**
     * Converts limits. Absent limits, and zeros that mean unset, cause no write.
     *
     * @param resources the limits
     * @param current the current content of the files
     * @return the writes in their order
     * @throws ContainerException if a value cannot be converted, or is below the usage and {@code checkBeforeUpdate} is
     *     set
     * @throws UnsupportedException if v2 does not have a limit
     */
    public static List<CgroupWrite> of(LinuxResources resources, CurrentSettings current) {
        CgroupV2Writes result = new CgroupV2Writes(current);
        if (resources.network().isPresent()) {
            refuseNetwork(resources.network().get());
        }
        if (resources.pids().isPresent()) {
            result.pids(resources.pids().get());
        }
        if (resources.memory().isPresent()) {
            result.memory(resources.memory().get());
        }
        if (resources.blockIO().isPresent()) {
            result.blockIo(resources.blockIO().get());
        }
        if (resources.cpu().isPresent()) {
            result.cpu(resources.cpu().get());
        }
        for (LinuxHugepageLimit limit : resources.hugepageLimits()) {
            result.hugepages(limit);
        }
        for (Map.Entry<String, LinuxRdma> device : resources.rdma().entrySet()) {
            result.writes.add(RdmaLimit.of(device.getKey(), device.getValue()));
        }
        result.unified(resources.unified());
        return result.writes;
    }

    private static void refuseNetwork(LinuxNetwork network) {
        if (network.classID().orElse(0) != 0) {
            throw UnsupportedException.facility(
                    ResourceField.NETWORK_CLASS_ID.pointer(), "cgroup v2 has no net_cls controller");
        }
        for (LinuxInterfacePriority priority : network.priorities()) {
            if (priority.priority() != 0) {
                throw UnsupportedException.facility(
                        ResourceField.NETWORK_PRIORITIES.pointer(), "cgroup v2 has no net_prio controller");
            }
        }
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

    private void memory(LinuxMemory memory) {
        long limit = memory.limit().orElse(0);
        memoryUsage(current).check(memory);
        OptionalLong swap = swapOnly(memory.swap().orElse(0), limit);
        if (swap.isPresent()) {
            CgroupWrite write =
                    CgroupWrite.of(ResourceField.MEMORY_SWAP, MEMORY, "memory.swap.max", bytes(swap.getAsLong()));
            // A kernel without swap support has no such file.
            writes.add(swap.getAsLong() > 0 ? write : write.withOnRefusal(OnRefusal.IGNORE_MISSING_FILE));
        }
        if (limit != 0) {
            add(ResourceField.MEMORY_LIMIT, MEMORY, "memory.max", bytes(limit));
        }
        long reservation = memory.reservation().orElse(0);
        if (reservation != 0) {
            add(ResourceField.MEMORY_RESERVATION, MEMORY, "memory.low", bytes(reservation));
        }
    }

    private static OptionalLong swapOnly(long memoryAndSwap, long memory) {
        try {
            return SwapLimit.of(memoryAndSwap, memory);
        } catch (ContainerException e) {
            throw new ContainerException(ResourceField.MEMORY_SWAP.pointer() + ": " + e.message(), e);
        }
    }

    /**
     * Returns the memory usage of a cgroup of v2.
     *
     * @param current the current content of its files
     * @return the usage
     */
    public static MemoryUsage memoryUsage(CurrentSettings current) {
        return new MemoryUsage(current.number(MEMORY, "memory.current"), current.number(MEMORY, "memory.peak"));
    }

    private void cpu(LinuxCpu cpu) {
        refuseRealtime(ResourceField.CPU_REALTIME_RUNTIME, cpu.realtimeRuntime().orElse(0));
        refuseRealtime(ResourceField.CPU_REALTIME_PERIOD, cpu.realtimePeriod().orElse(0));
        boolean idle = cpu.idle().orElse(0) != 0;
        if (cpu.idle().isPresent()) {
            add(ResourceField.CPU_IDLE, CPU, CPU_IDLE, Long.toString(cpu.idle().getAsLong()));
        }
        long weight = CpuWeight.ofShares(cpu.shares().orElse(0));
        if (weight != 0 && !idle) {
            // The kernel refuses a weight of an idle cgroup.
            add(ResourceField.CPU_SHARES, CPU, "cpu.weight", Long.toString(weight));
        }
        bandwidth(cpu);
        cpuset(ResourceField.CPU_CPUS, "cpuset.cpus", cpu.cpus());
        cpuset(ResourceField.CPU_MEMS, "cpuset.mems", cpu.mems());
    }

    private static void refuseRealtime(ResourceField field, long value) {
        if (value != 0) {
            throw UnsupportedException.field(field.pointer(), "cgroup v2 has no limit for real-time processes");
        }
    }

    /** The burst must not exceed the quota, which may be written later. */
    private void bandwidth(LinuxCpu cpu) {
        long quota = cpu.quota().orElse(0);
        long period = cpu.period().orElse(0);
        if (cpu.burst().isPresent()) {
            long burst = cpu.burst().getAsLong();
            CgroupWrite write =
                    CgroupWrite.of(ResourceField.CPU_BURST, CPU, "cpu.max.burst", Long.toUnsignedString(burst));
            if (burst == 0) {
                // Kernels before 5.14 have no burst.
                writes.add(write.withOnRefusal(OnRefusal.IGNORE_MISSING_FILE));
            } else {
                writes.add(quota != 0 ? write.withOnRefusal(OnRefusal.RETRY_LAST) : write);
            }
        }
        if (quota != 0) {
            // Without a period the kernel keeps the current one, initially 100000.
            String limit = quota > 0 ? Long.toString(quota) : MAX;
            add(
                    ResourceField.CPU_QUOTA,
                    CPU,
                    CPU_MAX,
                    period == 0 ? limit : limit + ' ' + Long.toUnsignedString(period));
        } else if (period != 0) {
            // The file does not accept a period alone.
            add(ResourceField.CPU_PERIOD, CPU, CPU_MAX, currentQuota() + ' ' + Long.toUnsignedString(period));
        }
    }

    private String currentQuota() {
        String quotaAndPeriod = current.read(CPU, CPU_MAX).orElse(MAX);
        int space = quotaAndPeriod.indexOf(' ');
        return space < 0 ? quotaAndPeriod : quotaAndPeriod.substring(0, space);
    }

    private void cpuset(ResourceField field, String file, Optional<String> list) {
        String value = list.orElse("");
        if (!value.isEmpty()) {
            add(field, "cpuset", file, value);
        }
    }

    private void blockIo(LinuxBlockIo io) {
        boolean bfq = (io.weight().isPresent() || !io.weightDevice().isEmpty())
                && current.read(IO, BFQ_WEIGHT).isPresent();
        weight(ResourceField.BLOCK_IO_WEIGHT, "", io.weight().orElse(0), bfq);
        for (LinuxWeightDevice device : io.weightDevice()) {
            weight(
                    ResourceField.BLOCK_IO_WEIGHT_DEVICE,
                    BlockDevice.of(device) + ' ',
                    device.weight().orElse(0),
                    bfq);
        }
        throttle(ResourceField.BLOCK_IO_READ_BPS, "rbps", io.throttleReadBpsDevice());
        throttle(ResourceField.BLOCK_IO_WRITE_BPS, "wbps", io.throttleWriteBpsDevice());
        throttle(ResourceField.BLOCK_IO_READ_IOPS, "riops", io.throttleReadIOPSDevice());
        throttle(ResourceField.BLOCK_IO_WRITE_IOPS, "wiops", io.throttleWriteIOPSDevice());
    }

    private void weight(ResourceField field, String device, int weight, boolean bfq) {
        if (weight != 0) {
            if (bfq) {
                add(field, IO, BFQ_WEIGHT, device + weight);
            } else {
                add(field, IO, "io.weight", device + IoWeight.ofBlkioWeight(weight));
            }
        }
    }

    private void throttle(ResourceField field, String key, List<LinuxThrottleDevice> devices) {
        for (LinuxThrottleDevice device : devices) {
            String rate = device.rate() == 0 ? MAX : Long.toUnsignedString(device.rate());
            add(field, IO, "io.max", BlockDevice.of(device) + ' ' + key + '=' + rate);
        }
    }

    private void hugepages(LinuxHugepageLimit limit) {
        String value = Long.toUnsignedString(limit.limit());
        String prefix = "hugetlb." + limit.pageSize();
        add(ResourceField.HUGEPAGE_LIMITS, "hugetlb", prefix + ".max", value);
        // Linux 5.7 and later.
        writes.add(CgroupWrite.of(ResourceField.HUGEPAGE_LIMITS, "hugetlb", prefix + ".rsvd.max", value)
                .withOnRefusal(OnRefusal.IGNORE_MISSING_FILE));
    }

    /** Writes cpu.idle first and without weights: the kernel refuses a weight of an idle cgroup. */
    private void unified(Map<String, String> files) {
        String idle = files.getOrDefault(CPU_IDLE, "").strip();
        if (!idle.isEmpty()) {
            unified(CPU_IDLE, idle);
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            String name = file.getKey();
            boolean ignored = name.startsWith("cpu.weight") && idle.equals("1");
            if (!ignored && (idle.isEmpty() || !name.equals(CPU_IDLE))) {
                unified(name, file.getValue());
            }
        }
    }

    /** Writes each line separately: the kernel accepts one line per write(2). */
    private void unified(String file, String value) {
        String pointer = ResourceField.UNIFIED.pointer() + '/' + file;
        if (file.isEmpty() || file.indexOf('/') >= 0 || file.equals(".") || file.equals("..") || file.indexOf(0) >= 0) {
            throw new ContainerException(pointer + ": must be a file name (no slashes)");
        }
        String controller = controllerOf(file);
        int from = 0;
        while (from < value.length()) {
            int newline = value.indexOf('\n', from);
            int to = newline < 0 ? value.length() : newline;
            if (to > from) {
                writes.add(new CgroupWrite(pointer, controller, file, value.substring(from, to), OnRefusal.FAIL));
            }
            from = to + 1;
        }
    }

    /**
     * Returns the controller of a file.
     *
     * @param file the name of a file of a cgroup of v2
     * @return the part before the first dot; empty for a file of the cgroup core
     */
    public static String controllerOf(String file) {
        int dot = file.indexOf('.');
        String prefix = dot < 0 ? "" : file.substring(0, dot);
        return prefix.equals("cgroup") ? "" : prefix;
    }

    private static String bytes(long bytes) {
        return bytes == SwapLimit.UNLIMITED ? MAX : Long.toString(bytes);
    }

    private void add(ResourceField field, String controller, String file, String value) {
        writes.add(CgroupWrite.of(field, controller, file, value));
    }
}
