package dev.hexrun.cgroup.stats;

import dev.hexrun.cgroup.tree.CgroupFiles;
import dev.hexrun.cgroup.tree.ControlGroup;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.step.ContributedSteps;
import dev.hexrun.domain.step.WatchStep;
import dev.hexrun.port.cgroup.CgroupMonitor;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.CgroupStats;
import dev.hexrun.port.cgroup.CgroupStats.Blkio;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** The counters and events of v2. The statistics use the names and units of v1, which monitoring tools read. */
public final class CgroupV2Monitor implements CgroupMonitor {

    private static final long NANOS_OF_A_MICRO = 1000;
    private static final long KIB = 1024;
    private static final long NO_LIMIT = -1;
    private static final String MEMORY_EVENTS = "memory.events";
    private static final String CGROUP_EVENTS = "cgroup.events";
    private static final String MEMORY_PRESSURE = "memory.pressure";

    private final CgroupFiles files;
    private final CgroupPaths paths;
    private final String directory;
    private final StatFiles group;

    /**
     * Creates the monitor.
     *
     * @param files the cgroup file system
     * @param paths the path of the cgroup
     */
    public CgroupV2Monitor(CgroupFiles files, CgroupPaths paths) {
        this.files = files;
        this.paths = paths;
        this.directory = paths.saved().getOrDefault(CgroupPaths.UNIFIED, "");
        this.group = new StatFiles(files, directory.isEmpty() ? null : directory);
    }

    @Override
    public CgroupStats statistics() {
        Gone.requireExists(files, paths);
        CgroupStats stats = new CgroupStats(
                cpu(),
                Cpuset.of(
                        Numbers.list(group.text("cpuset.cpus.effective").strip()),
                        Numbers.list(group.text("cpuset.mems.effective").strip())),
                memory(),
                pids(),
                blkio(),
                hugetlb(files, group),
                new Rdma(Tables.rdma(group.text("rdma.current")), Tables.rdma(group.text("rdma.max"))));
        // A cgroup that is removed during the read must not appear as one without values.
        Gone.requireExists(files, paths);
        return stats;
    }

    @Override
    public List<CgroupWatch> watches() {
        List<CgroupWatch> watches = new ArrayList<>();
        if (group.has(MEMORY_EVENTS)) {
            watches.add(new CgroupWatch(CgroupWatch.Meaning.OOM_KILLS, change(MEMORY_EVENTS)));
        }
        if (group.has(CGROUP_EVENTS)) {
            watches.add(new CgroupWatch(CgroupWatch.Meaning.POPULATION, change(CGROUP_EVENTS)));
        }
        return watches;
    }

    @Override
    public CgroupWatch pressureWatch(MemoryPressure level) {
        if (!group.has(MEMORY_PRESSURE)) {
            throw new UnsupportedException(
                    "memory pressure", "there is no " + MEMORY_PRESSURE + " in the container's cgroup");
        }
        // Unprivileged users may only use windows that are multiples of 2 s, psi.rst.
        String trigger = switch (level) {
            case LOW -> "some 100000 2000000";
            case MEDIUM -> "some 200000 2000000";
            case CRITICAL -> "full 200000 2000000";
        };
        return new CgroupWatch(
                CgroupWatch.Meaning.PRESSURE,
                ContributedSteps.watchPressure(directory + '/' + MEMORY_PRESSURE, trigger));
    }

    @Override
    public OptionalLong oomKills() {
        return new ControlGroup(files, directory).keyed(MEMORY_EVENTS, "oom_kill");
    }

    private WatchStep.Watch change(String file) {
        return ContributedSteps.watchChange(directory + '/' + file);
    }

    private Optional<Pressure> pressure(String resource) {
        return Tables.pressure(group.text(resource + ".pressure"));
    }

    private Cpu cpu() {
        SortedMap<String, Long> stat = group.keyed("cpu.stat");
        return new Cpu(
                Numbers.of(stat, "usage_usec", NANOS_OF_A_MICRO),
                Numbers.of(stat, "system_usec", NANOS_OF_A_MICRO),
                Numbers.of(stat, "user_usec", NANOS_OF_A_MICRO),
                List.of(),
                List.of(),
                List.of(),
                new Throttling(
                        Numbers.of(stat, "nr_periods"),
                        Numbers.of(stat, "nr_throttled"),
                        Numbers.of(stat, "throttled_usec", NANOS_OF_A_MICRO)),
                new Burst(Numbers.of(stat, "nr_bursts"), Numbers.of(stat, "burst_usec", NANOS_OF_A_MICRO)),
                pressure("cpu"));
    }

    private Memory memory() {
        SortedMap<String, Long> raw = group.keyed("memory.stat");
        Counter memory = counter("memory");
        Counter swap = counter("memory.swap");
        if (memory.usage().isEmpty() && !raw.isEmpty()) {
            // The root cgroup does not have these files.
            memory = rootMemory(raw);
            swap = rootSwap();
        }
        return new Memory(
                Numbers.of(raw, "file"),
                memory,
                together(memory, swap),
                Counter.NONE,
                Counter.NONE,
                raw,
                pressure("memory"));
    }

    private Counter counter(String name) {
        return new Counter(
                group.number(name + ".max"),
                group.number(name + ".current"),
                group.number(name + ".peak"),
                Numbers.of(group.keyed(name + ".events"), "max"));
    }

    /**
     * Returns memory plus swap, as v1 counts it. The peak is absent, since memory and swap may peak at different times.
     */
    private static Counter together(Counter memory, Counter swap) {
        if (memory.usage().isEmpty()) {
            return Counter.NONE;
        }
        return new Counter(
                OptionalLong.of(
                        limit(memory.limit().orElse(NO_LIMIT), swap.limit().orElse(0))),
                OptionalLong.of(memory.usage().getAsLong() + swap.usage().orElse(0)),
                OptionalLong.empty(),
                swap.failcnt());
    }

    private static long limit(long memory, long swap) {
        return memory == NO_LIMIT || swap == NO_LIMIT ? NO_LIMIT : memory + swap;
    }

    private static Counter rootMemory(SortedMap<String, Long> raw) {
        long usage = raw.getOrDefault("anon", 0L) + raw.getOrDefault("file", 0L);
        return new Counter(
                OptionalLong.of(NO_LIMIT), OptionalLong.of(usage), OptionalLong.empty(), OptionalLong.empty());
    }

    private Counter rootSwap() {
        String text = new StatFiles(files, "/proc").text("meminfo");
        long used = meminfo(text, "SwapTotal:") - meminfo(text, "SwapFree:");
        return new Counter(
                OptionalLong.of(NO_LIMIT), OptionalLong.of(used), OptionalLong.empty(), OptionalLong.empty());
    }

    /** Returns a value of {@code /proc/meminfo}, such as {@code SwapTotal:   2097148 kB}, in bytes. */
    private static long meminfo(String text, String key) {
        for (String line : Numbers.lines(text)) {
            if (line.startsWith(key)) {
                List<String> words = Numbers.words(line);
                return words.size() > 1 ? Numbers.number(words.get(1)).orElse(0) * KIB : 0;
            }
        }
        return 0;
    }

    private Pids pids() {
        OptionalLong current = group.number("pids.current");
        if (current.isPresent()) {
            return new Pids(current, PidsLimit.of(group.number("pids.max")));
        }
        String processes = group.text("cgroup.procs");
        if (processes.isEmpty()) {
            processes = group.text("cgroup.threads");
        }
        return new Pids(OptionalLong.of(Numbers.lines(processes).size()), OptionalLong.empty());
    }

    private Blkio blkio() {
        String stat = group.text("io.stat");
        return Blkio.of(Tables.io(stat, "rbytes", "wbytes"), Tables.io(stat, "rios", "wios"), pressure("io"));
    }

    static SortedMap<String, Hugetlb> hugetlb(CgroupFiles files, StatFiles group) {
        SortedMap<String, Hugetlb> pages = new TreeMap<>();
        for (String size : HugePages.sizes(files)) {
            String prefix = "hugetlb." + size;
            OptionalLong usage = group.number(prefix + ".rsvd.current");
            if (usage.isEmpty()) {
                usage = group.number(prefix + ".current");
            }
            if (usage.isPresent()) {
                pages.put(
                        size,
                        new Hugetlb(usage, OptionalLong.empty(), Numbers.of(group.keyed(prefix + ".events"), "max")));
            }
        }
        return pages;
    }
}
