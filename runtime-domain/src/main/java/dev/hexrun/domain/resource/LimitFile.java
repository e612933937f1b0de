package dev.hexrun.domain.resource;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A cgroup file from which a limit can be read back.
 *
 * @param field the field of the configuration
 * @param controller the controller of v1 in whose hierarchy the file is; empty on v2
 * @param file the name of the file
 */
public record LimitFile(ResourceField field, String controller, String file) {

    /**
     * Returns the files of v1.
     *
     * @param pageSizes the sizes of huge pages, for example {@code 2MB}
     * @return the files, in the order of {@link ResourceField}; a host need not have all of them
     */
    public static List<LimitFile> v1(Set<String> pageSizes) {
        List<LimitFile> files = new ArrayList<>();
        add1(files, ResourceField.PIDS_LIMIT, "pids.max");
        add1(files, ResourceField.MEMORY_LIMIT, CgroupV1Writes.MEMORY_LIMIT);
        add1(files, ResourceField.MEMORY_SWAP, "memory.memsw.limit_in_bytes");
        add1(files, ResourceField.MEMORY_RESERVATION, "memory.soft_limit_in_bytes");
        add1(files, ResourceField.MEMORY_SWAPPINESS, "memory.swappiness");
        add1(files, ResourceField.MEMORY_DISABLE_OOM_KILLER, "memory.oom_control");
        add1(files, ResourceField.CPU_SHARES, "cpu.shares");
        add1(files, ResourceField.CPU_QUOTA, "cpu.cfs_quota_us");
        add1(files, ResourceField.CPU_PERIOD, "cpu.cfs_period_us");
        add1(files, ResourceField.CPU_BURST, "cpu.cfs_burst_us");
        add1(files, ResourceField.CPU_IDLE, "cpu.idle");
        add1(files, ResourceField.CPU_REALTIME_RUNTIME, "cpu.rt_runtime_us");
        add1(files, ResourceField.CPU_REALTIME_PERIOD, "cpu.rt_period_us");
        add1(files, ResourceField.CPU_CPUS, "cpuset.cpus");
        add1(files, ResourceField.CPU_MEMS, "cpuset.mems");
        add1(files, ResourceField.BLOCK_IO_WEIGHT, "blkio.weight");
        add1(files, ResourceField.BLOCK_IO_WEIGHT, "blkio.bfq.weight");
        add1(files, ResourceField.BLOCK_IO_LEAF_WEIGHT, "blkio.leaf_weight");
        add1(files, ResourceField.BLOCK_IO_WEIGHT_DEVICE, "blkio.weight_device");
        add1(files, ResourceField.BLOCK_IO_WEIGHT_DEVICE, "blkio.bfq.weight_device");
        add1(files, ResourceField.BLOCK_IO_READ_BPS, "blkio.throttle.read_bps_device");
        add1(files, ResourceField.BLOCK_IO_WRITE_BPS, "blkio.throttle.write_bps_device");
        add1(files, ResourceField.BLOCK_IO_READ_IOPS, "blkio.throttle.read_iops_device");
        add1(files, ResourceField.BLOCK_IO_WRITE_IOPS, "blkio.throttle.write_iops_device");
        for (String size : pageSizes) {
            add1(files, ResourceField.HUGEPAGE_LIMITS, "hugetlb." + size + ".limit_in_bytes");
        }
        add1(files, ResourceField.RDMA, "rdma.max");
        add1(files, ResourceField.NETWORK_CLASS_ID, "net_cls.classid");
        add1(files, ResourceField.NETWORK_PRIORITIES, "net_prio.ifpriomap");
        return files;
    }

    /**
     * Returns the files of v2.
     *
     * @param pageSizes the sizes of huge pages, for example {@code 2MB}
     * @param unified the names of further files in {@code linux.resources.unified}; others than plain names are left out
     * @return the files, in the order of {@link ResourceField}; a host need not have all of them
     */
    public static List<LimitFile> v2(Set<String> pageSizes, Set<String> unified) {
        List<LimitFile> files = new ArrayList<>();
        add2(files, ResourceField.PIDS_LIMIT, "pids.max");
        add2(files, ResourceField.MEMORY_LIMIT, "memory.max");
        add2(files, ResourceField.MEMORY_SWAP, "memory.swap.max");
        add2(files, ResourceField.MEMORY_RESERVATION, "memory.low");
        add2(files, ResourceField.CPU_SHARES, "cpu.weight");
        // One file has quota and period.
        add2(files, ResourceField.CPU_QUOTA, "cpu.max");
        add2(files, ResourceField.CPU_BURST, "cpu.max.burst");
        add2(files, ResourceField.CPU_IDLE, "cpu.idle");
        add2(files, ResourceField.CPU_CPUS, "cpuset.cpus");
        add2(files, ResourceField.CPU_MEMS, "cpuset.mems");
        add2(files, ResourceField.BLOCK_IO_WEIGHT, "io.weight");
        add2(files, ResourceField.BLOCK_IO_WEIGHT, "io.bfq.weight");
        // One file has all rates.
        add2(files, ResourceField.BLOCK_IO_READ_BPS, "io.max");
        for (String size : pageSizes) {
            add2(files, ResourceField.HUGEPAGE_LIMITS, "hugetlb." + size + ".max");
        }
        add2(files, ResourceField.RDMA, "rdma.max");
        for (String name : unified) {
            if (isPlainName(name)
                    && files.stream().noneMatch(each -> each.file().equals(name))) {
                add2(files, ResourceField.UNIFIED, name);
            }
        }
        return files;
    }

    /**
     * Returns the fields of the configuration that the file contains.
     *
     * @return one field; quota and period for {@code cpu.max}, and all rates for {@code io.max}
     */
    public List<ResourceField> fields() {
        return switch (file) {
            case "cpu.max" -> List.of(ResourceField.CPU_QUOTA, ResourceField.CPU_PERIOD);
            case "io.max" ->
                List.of(
                        ResourceField.BLOCK_IO_READ_BPS,
                        ResourceField.BLOCK_IO_WRITE_BPS,
                        ResourceField.BLOCK_IO_READ_IOPS,
                        ResourceField.BLOCK_IO_WRITE_IOPS);
            default -> List.of(field);
        };
    }

    private static boolean isPlainName(String name) {
        return !name.isEmpty() && name.indexOf('/') < 0 && name.indexOf(0) < 0 && !name.startsWith(".");
    }

    private static void add1(List<LimitFile> files, ResourceField field, String file) {
        files.add(new LimitFile(field, field.v1Controller(), file));
    }

    private static void add2(List<LimitFile> files, ResourceField field, String file) {
        files.add(new LimitFile(field, "", file));
    }
}
