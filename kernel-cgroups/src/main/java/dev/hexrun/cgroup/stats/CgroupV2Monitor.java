package dev.hexrun.cgroup.stats;

import dev.hexrun.cgroup.tree.CgroupFileReader;
import dev.hexrun.cgroup.tree.CgroupFiles;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.step.ContributedSteps;
import dev.hexrun.domain.step.Step;
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

    private static final long NANOS_PER_MICRO = 1000;
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
        CgroupExistence.requireExists(files, paths);
        CgroupStats stats = new CgroupStats(
                cpu(),
                Cpuset.of(
                        NumberParser.list(group.text("cpuset.cpus.effective").strip()),
                        NumberParser.list(group.text("cpuset.mems.effective").strip())),
                memory(),
                pids(),
                blkio(),
                hugetlb(files, group),
                new Rdma(TableParser.rdma(group.text("rdma.current")), TableParser.rdma(group.text("rdma.max"))));
        // A cgroup that is removed during the read must not appear as one without values.
        CgroupExistence.requireExists(files, paths);
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
            throw UnsupportedException.facility(
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
        return new CgroupFileReader(files, directory).flatKeyed(MEMORY_EVENTS, "oom_kill");
    }

    private Step change(String file) {
        return ContributedSteps.watchChange(directory + '/' + file);
    }

    private Optional<Pressure> pressure(String resource) {
        return TableParser.pressure(group.text(resource + ".pressure"));
    }

    private Cpu cpu() {
        SortedMap<String, Long> stat = group.flatKeyed("cpu.stat");
        return new Cpu(
                NumberParser.get(stat, "usage_usec", NANOS_PER_MICRO),
                NumberParser.get(stat, "system_usec", NANOS_PER_MICRO),
                NumberParser.get(stat, "user_usec", NANOS_PER_MICRO),
                List.of(),
                List.of(),
                List.of(),
                new Throttling(
                        NumberParser.get(stat, "nr_periods"),
                        NumberParser.get(stat, "nr_throttled"),
                        NumberParser.get(stat, "throttled_usec", NANOS_PER_MICRO)),
                new Burst(NumberParser.get(stat, "nr_bursts"), NumberParser.get(stat, "burst_usec", NANOS_PER_MICRO)),
                pressure("cpu"));
    }

    private Memory memory() {
        SortedMap<String, Long> raw = group.flatKeyed("memory.stat");
        Counter memory = counter("memory");
        Counter swap = counter("memory.swap");
        if (memory.usage().isEmpty() && !raw.isEmpty()) {
            // The root cgroup does not have these files.
            memory = rootMemory(raw);
            swap = rootSwap();
        }
        return new Memory(
                NumberParser.get(raw, "file"),
                memory,
                sum(memory, swap),
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
                NumberParser.get(group.flatKeyed(name + ".events"), "max"));
    }

    /**
     * Returns memory plus swap, as v1 counts it. The peak is absent, since memory and swap may peak at different times.
     */
    private static Counter sum(Counter memory, Counter swap) {
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
        for (String line : NumberParser.lines(text)) {
            if (line.startsWith(key)) {
                List<String> words = NumberParser.words(line);
                return words.size() > 1 ? NumberParser.number(words.get(1)).orElse(0) * KIB : 0;
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
        return new Pids(OptionalLong.of(NumberParser.lines(processes).size()), OptionalLong.empty());
    }

    private Blkio blkio() {
        String stat = group.text("io.stat");
        return Blkio.of(TableParser.io(stat, "rbytes", "wbytes"), TableParser.io(stat, "rios", "wios"), pressure("io"));
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
                        new Hugetlb(
                                usage,
                                OptionalLong.empty(),
                                NumberParser.get(group.flatKeyed(prefix + ".events"), "max")));
            }
        }
        return pages;
    }
}
