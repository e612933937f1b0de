package dev.hexrun.cgroup.stats;

import dev.hexrun.cgroup.tree.CgroupFiles;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.step.ContributedSteps;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.CgroupStats;
import dev.hexrun.port.cgroup.CgroupStats.Blkio;
import dev.hexrun.port.cgroup.CgroupStats.BlkioEntry;
import dev.hexrun.port.cgroup.CgroupStats.Burst;
import dev.hexrun.port.cgroup.CgroupStats.Counter;
import dev.hexrun.port.cgroup.CgroupStats.Cpu;
import dev.hexrun.port.cgroup.CgroupStats.Cpuset;
import dev.hexrun.port.cgroup.CgroupStats.Hugetlb;
import dev.hexrun.port.cgroup.CgroupStats.Memory;
import dev.hexrun.port.cgroup.CgroupStats.Pids;
import dev.hexrun.port.cgroup.CgroupStats.Pressure;
import dev.hexrun.port.cgroup.CgroupStats.Rdma;
import dev.hexrun.port.cgroup.CgroupStats.Throttling;
import dev.hexrun.port.cgroup.CgroupWatch;
import dev.hexrun.port.cgroup.MemoryPressure;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The statistics of v1, each controller's in its own hierarchy. What only v2 has (pressure; and huge pages, where v1 has no
 * such controller) comes from the container's cgroup in the hierarchy of v2, on a host that has both.
 */
public final class CgroupV1Stats {

    private static final String UNIFIED = "";
    private static final String MEMORY = "memory";
    private static final String OOM_CONTROL = "memory.oom_control";
    private static final String PRESSURE_LEVEL = "memory.pressure_level";

    /** USER_HZ is 100 on every architecture that Java runs on. */
    private static final long NANOS_OF_A_TICK = 10_000_000;

    private final CgroupFiles files;
    private final CgroupPaths paths;

    /**
     * Looks at a container's cgroups.
     *
     * @param files the cgroup file system
     * @param paths their place
     */
    public CgroupV1Stats(CgroupFiles files, CgroupPaths paths) {
        this.files = files;
        this.paths = paths;
    }

    /**
     * Reads everything.
     *
     * @return the numbers
     * @throws HostOperationException if the cgroups are gone
     */
    public CgroupStats read() {
        Gone.refuse(files, paths);
        CgroupStats stats = new CgroupStats(cpu(), cpuset(), memory(), pids(), blkio(), hugetlb(), rdma());
        // Files that went away while being read look as if they had never been there.
        Gone.refuse(files, paths);
        return stats;
    }

    /**
     * Says how the kernel tells of a lack of memory.
     *
     * @return one watch; none without the memory controller
     */
    public List<CgroupWatch> watches() {
        String directory = paths.paths().get(MEMORY);
        if (directory == null || !group(MEMORY).has(OOM_CONTROL)) {
            return List.of();
        }
        return List.of(new CgroupWatch(
                CgroupWatch.Meaning.OUT_OF_MEMORY, ContributedSteps.watchEvent(directory + '/' + OOM_CONTROL, "")));
    }

    /**
     * Says how the kernel tells that memory is getting short.
     *
     * @param level how short
     * @return the watch
     * @throws UnsupportedException if the container has no cgroup of the memory controller
     */
    public CgroupWatch pressureWatch(MemoryPressure level) {
        String directory = paths.paths().get(MEMORY);
        if (directory == null) {
            throw new UnsupportedException("memory pressure", "the container has no cgroup of the memory controller");
        }
        return new CgroupWatch(
                CgroupWatch.Meaning.PRESSURE,
                ContributedSteps.watchEvent(directory + '/' + PRESSURE_LEVEL, level.word()));
    }

    private StatFiles group(String controller) {
        return new StatFiles(files, paths.paths().get(controller));
    }

    private Optional<Pressure> pressure(String resource) {
        return Tables.pressure(group(UNIFIED).text(resource + ".pressure"));
    }

    private Cpu cpu() {
        StatFiles accounting = group("cpuacct");
        SortedMap<String, Long> ticks = accounting.keyed("cpuacct.stat");
        String all = accounting.text("cpuacct.usage_all");
        SortedMap<String, Long> quota = group("cpu").keyed("cpu.stat");
        return new Cpu(
                accounting.number("cpuacct.usage"),
                Numbers.of(ticks, "system", NANOS_OF_A_TICK),
                Numbers.of(ticks, "user", NANOS_OF_A_TICK),
                Numbers.row(accounting.text("cpuacct.usage_percpu")),
                Numbers.column(all, "system"),
                Numbers.column(all, "user"),
                new Throttling(
                        Numbers.of(quota, "nr_periods"),
                        Numbers.of(quota, "nr_throttled"),
                        Numbers.of(quota, "throttled_time")),
                new Burst(Numbers.of(quota, "nr_bursts"), Numbers.of(quota, "burst_time")),
                pressure("cpu"));
    }

    private Cpuset cpuset() {
        StatFiles group = group("cpuset");
        return new Cpuset(
                Numbers.list(group.text("cpuset.cpus").strip()),
                Numbers.list(group.text("cpuset.mems").strip()),
                group.number("cpuset.cpu_exclusive"),
                group.number("cpuset.mem_hardwall"),
                group.number("cpuset.mem_exclusive"),
                group.number("cpuset.memory_migrate"),
                group.number("cpuset.memory_spread_page"),
                group.number("cpuset.memory_spread_slab"),
                group.number("cpuset.memory_pressure"),
                group.number("cpuset.sched_load_balance"),
                Numbers.signed(group.text("cpuset.sched_relax_domain_level").strip()));
    }

    private Memory memory() {
        StatFiles group = group(MEMORY);
        SortedMap<String, Long> raw = group.keyed("memory.stat");
        return new Memory(
                Numbers.of(raw, "cache"),
                counter(group, "memory."),
                counter(group, "memory.memsw."),
                counter(group, "memory.kmem."),
                counter(group, "memory.kmem.tcp."),
                raw,
                pressure("memory"));
    }

    private static Counter counter(StatFiles group, String prefix) {
        return new Counter(
                group.number(prefix + "limit_in_bytes"),
                group.number(prefix + "usage_in_bytes"),
                group.number(prefix + "max_usage_in_bytes"),
                group.number(prefix + "failcnt"));
    }

    private Pids pids() {
        StatFiles group = group("pids");
        return new Pids(group.number("pids.current"), PidsLimit.of(group.number("pids.max")));
    }

    /** Of the schedulers, CFQ is gone since Linux 5.0; without BFQ there is what was counted for throttling. */
    private Blkio blkio() {
        StatFiles group = group("blkio");
        String scheduler = "blkio.";
        if (group.has("blkio.bfq.io_serviced_recursive")) {
            scheduler = "blkio.bfq.";
        }
        List<BlkioEntry> bytes = table(group, scheduler + "io_service_bytes_recursive");
        List<BlkioEntry> serviced = table(group, scheduler + "io_serviced_recursive");
        if (bytes.isEmpty() && serviced.isEmpty()) {
            boolean recursive = group.has("blkio.throttle.io_serviced_recursive");
            bytes = table(group, "blkio.throttle.io_service_bytes" + (recursive ? "_recursive" : ""));
            serviced = table(group, "blkio.throttle.io_serviced" + (recursive ? "_recursive" : ""));
        }
        return new Blkio(
                bytes,
                serviced,
                table(group, scheduler + "io_queued_recursive"),
                table(group, scheduler + "io_service_time_recursive"),
                table(group, scheduler + "io_wait_time_recursive"),
                table(group, scheduler + "io_merged_recursive"),
                table(group, scheduler + "time_recursive"),
                table(group, scheduler + "sectors_recursive"),
                pressure("io"));
    }

    private static List<BlkioEntry> table(StatFiles group, String file) {
        return Tables.blkio(group.text(file));
    }

    private SortedMap<String, Hugetlb> hugetlb() {
        if (!paths.paths().containsKey("hugetlb")) {
            return CgroupV2Stats.hugetlb(files, group(UNIFIED));
        }
        StatFiles group = group("hugetlb");
        SortedMap<String, Hugetlb> pages = new TreeMap<>();
        for (String size : HugePages.sizes(files)) {
            String prefix = "hugetlb." + size + ".rsvd.";
            if (!group.has(prefix + "usage_in_bytes")) {
                prefix = "hugetlb." + size + '.';
            }
            OptionalLong usage = group.number(prefix + "usage_in_bytes");
            if (usage.isPresent()) {
                pages.put(
                        size,
                        new Hugetlb(
                                usage, group.number(prefix + "max_usage_in_bytes"), group.number(prefix + "failcnt")));
            }
        }
        return pages;
    }

    private Rdma rdma() {
        StatFiles group = group(paths.paths().containsKey("rdma") ? "rdma" : UNIFIED);
        return new Rdma(Tables.rdma(group.text("rdma.current")), Tables.rdma(group.text("rdma.max")));
    }
}
