package dev.hexrun.cgroup.stats;

import dev.hexrun.cgroup.tree.CgroupFileReader;
import dev.hexrun.cgroup.tree.CgroupFiles;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.step.ContributedSteps;
import dev.hexrun.port.cgroup.CgroupMonitor;
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
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The counters and events of v1, each controller in its own hierarchy. Values that only v2 has (pressure, and huge
 * pages if v1 has no such controller) come from the container's cgroup in the v2 hierarchy of a hybrid host.
 */
public final class CgroupV1Monitor implements CgroupMonitor {

    private static final String UNIFIED = "";
    private static final String MEMORY = "memory";
    private static final String OOM_CONTROL = "memory.oom_control";
    private static final String PRESSURE_LEVEL = "memory.pressure_level";

    /** USER_HZ is 100 on every architecture that Java runs on. */
    private static final long NANOS_PER_TICK = 10_000_000;

    private final CgroupFiles files;
    private final CgroupPaths paths;
    private final Map<String, String> controllers;

    /**
     * Creates the monitor.
     *
     * @param files the cgroup file system
     * @param paths the paths of the cgroups
     */
    public CgroupV1Monitor(CgroupFiles files, CgroupPaths paths) {
        this.files = files;
        this.paths = paths;
        this.controllers = paths.saved();
    }

    @Override
    public CgroupStats statistics() {
        CgroupExistence.requireExists(files, paths);
        CgroupStats stats = new CgroupStats(cpu(), cpuset(), memory(), pids(), blkio(), hugetlb(), rdma());
        // A cgroup that is removed during the read must not appear as one without values.
        CgroupExistence.requireExists(files, paths);
        return stats;
    }

    @Override
    public List<CgroupWatch> watches() {
        String directory = controllers.get(MEMORY);
        if (directory == null || !group(MEMORY).has(OOM_CONTROL)) {
            return List.of();
        }
        return List.of(new CgroupWatch(
                CgroupWatch.Meaning.OUT_OF_MEMORY, ContributedSteps.watchEvent(directory + '/' + OOM_CONTROL, "")));
    }

    @Override
    public CgroupWatch pressureWatch(MemoryPressure level) {
        String directory = controllers.get(MEMORY);
        if (directory == null) {
            throw UnsupportedException.facility(
                    "memory pressure", "the container has no cgroup of the memory controller");
        }
        return new CgroupWatch(
                CgroupWatch.Meaning.PRESSURE,
                ContributedSteps.watchEvent(directory + '/' + PRESSURE_LEVEL, level.specName()));
    }

    @Override
    public OptionalLong oomKills() {
        String directory = controllers.get(MEMORY);
        return directory == null
                ? OptionalLong.empty()
                : new CgroupFileReader(files, directory).flatKeyed(OOM_CONTROL, "oom_kill");
    }

    private StatFiles group(String controller) {
        return new StatFiles(files, controllers.get(controller));
    }

    private Optional<Pressure> pressure(String resource) {
        return TableParser.pressure(group(UNIFIED).text(resource + ".pressure"));
    }

    private Cpu cpu() {
        StatFiles accounting = group("cpuacct");
        SortedMap<String, Long> ticks = accounting.flatKeyed("cpuacct.stat");
        String all = accounting.text("cpuacct.usage_all");
        SortedMap<String, Long> quota = group("cpu").flatKeyed("cpu.stat");
        return new Cpu(
                accounting.number("cpuacct.usage"),
                NumberParser.get(ticks, "system", NANOS_PER_TICK),
                NumberParser.get(ticks, "user", NANOS_PER_TICK),
                NumberParser.row(accounting.text("cpuacct.usage_percpu")),
                NumberParser.column(all, "system"),
                NumberParser.column(all, "user"),
                new Throttling(
                        NumberParser.get(quota, "nr_periods"),
                        NumberParser.get(quota, "nr_throttled"),
                        NumberParser.get(quota, "throttled_time")),
                new Burst(NumberParser.get(quota, "nr_bursts"), NumberParser.get(quota, "burst_time")),
                pressure("cpu"));
    }

    private Cpuset cpuset() {
        StatFiles group = group("cpuset");
        return new Cpuset(
                NumberParser.list(group.text("cpuset.cpus").strip()),
                NumberParser.list(group.text("cpuset.mems").strip()),
                group.number("cpuset.cpu_exclusive"),
                group.number("cpuset.mem_hardwall"),
                group.number("cpuset.mem_exclusive"),
                group.number("cpuset.memory_migrate"),
                group.number("cpuset.memory_spread_page"),
                group.number("cpuset.memory_spread_slab"),
                group.number("cpuset.memory_pressure"),
                group.number("cpuset.sched_load_balance"),
                NumberParser.signed(
                        group.text("cpuset.sched_relax_domain_level").strip()));
    }

    private Memory memory() {
        StatFiles group = group(MEMORY);
        SortedMap<String, Long> raw = group.flatKeyed("memory.stat");
        return new Memory(
                NumberParser.get(raw, "cache"),
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

    /** Reads the counters of BFQ, or of throttling without it. CFQ was removed in Linux 5.0. */
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
        return TableParser.blkio(group.text(file));
    }

    private SortedMap<String, Hugetlb> hugetlb() {
        if (!controllers.containsKey("hugetlb")) {
            return CgroupV2Monitor.hugetlb(files, group(UNIFIED));
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
        StatFiles group = group(controllers.containsKey("rdma") ? "rdma" : UNIFIED);
        return new Rdma(TableParser.rdma(group.text("rdma.current")), TableParser.rdma(group.text("rdma.max")));
    }
}
