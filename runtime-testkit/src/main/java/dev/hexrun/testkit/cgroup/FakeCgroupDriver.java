package dev.hexrun.testkit.cgroup;

import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.config.LinuxPids;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.resource.ResourceField;
import dev.hexrun.domain.step.ContributedSteps;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupHierarchy;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.CgroupRequest;
import dev.hexrun.port.cgroup.CgroupStats;
import dev.hexrun.port.cgroup.CgroupStats.Counter;
import dev.hexrun.port.cgroup.CgroupWatch;
import dev.hexrun.port.cgroup.MemoryPressure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A driver whose cgroups are in memory: one tree, as on a host of v2, in which a test plays the processes. Not for
 * several threads.
 */
public final class FakeCgroupDriver implements CgroupDriver {

    /** The name by which it says that it made a cgroup. */
    public static final String NAME = "fake";

    private static final String ROOT = "/fake/cgroup";

    /** Microseconds, as the kernel has it. */
    private static final long LEAST_QUOTA = 1000;

    private static final int EINVAL = 22;

    private final SortedMap<String, Cgroup> cgroups = new TreeMap<>();

    /** Creates one without any cgroup. */
    public FakeCgroupDriver() {}

    /**
     * The cgroups that are there, with those above them.
     *
     * @return a copy of their paths, ascending
     */
    public Set<String> cgroups() {
        return new TreeSet<>(cgroups.keySet());
    }

    /**
     * Plays the end of a process: it leaves its cgroup.
     *
     * @param pid the process; one that is in no cgroup is fine
     */
    public void end(int pid) {
        for (Cgroup cgroup : cgroups.values()) {
            cgroup.pids.remove(pid);
        }
    }

    /**
     * Tells whether a process is in a cgroup.
     *
     * @param pid the process
     * @return {@code true} if it joined one, and neither ended nor was killed
     */
    public boolean holds(int pid) {
        for (Cgroup cgroup : cgroups.values()) {
            if (cgroup.pids.contains(pid)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Plays a container that makes a cgroup below its own.
     *
     * @param paths the container's place
     * @param name the name of the cgroup
     * @return where it is
     */
    public CgroupPaths nest(CgroupPaths paths, String name) {
        String path = path(paths) + '/' + name;
        cgroups.put(path, new Cgroup());
        return new CgroupPaths(NAME, Map.of("", path));
    }

    /**
     * A limit that is in force.
     *
     * @param paths the place
     * @param limit which
     * @return the limit; empty if there is none
     */
    public OptionalLong limit(CgroupPaths paths, Limit limit) {
        Long value = there(paths).limits.get(limit);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    @Override
    public CgroupPaths place(CgroupRequest request) {
        String inner = request.cgroupsPath().isEmpty() ? request.id().value() : request.cgroupsPath();
        List<String> parts = new ArrayList<>();
        for (String part : inner.split("/", -1)) {
            if (part.equals("..")) {
                if (!parts.isEmpty()) {
                    parts.removeLast();
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return new CgroupPaths(NAME, Map.of("", ROOT + '/' + String.join("/", parts)));
    }

    @Override
    public CgroupPaths create(CgroupPaths paths, CgroupRequest request, LinuxResources resources) {
        String path = path(paths);
        if (cgroups.containsKey(path)) {
            int count = pids(paths).size();
            if (count > 0) {
                throw new ContainerException("container's cgroup is not empty: " + count + " process(es) found");
            }
            if (there(paths).frozen) {
                throw new ContainerException("container's cgroup unexpectedly frozen");
            }
        }
        for (int slash = path.indexOf('/', ROOT.length() + 1); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            cgroups.putIfAbsent(path.substring(0, slash), new Cgroup());
        }
        cgroups.putIfAbsent(path, new Cgroup());
        return paths;
    }

    @Override
    public void join(CgroupPaths paths, int pid) {
        Cgroup cgroup = there(paths);
        end(pid);
        cgroup.pids.add(pid);
    }

    @Override
    public void apply(CgroupPaths paths, LinuxResources resources) {
        Map<Limit, Long> limits = there(paths).limits;
        long quota = resources.cpu().isPresent() ? resources.cpu().get().quota().orElse(0) : 0;
        if (quota > 0 && quota < LEAST_QUOTA) {
            throw new HostOperationException(
                    ResourceField.CPU_QUOTA.pointer() + ": write \"" + quota + "\"", new Errno(EINVAL));
        }
        resources
                .pids()
                .map(LinuxPids::limit)
                .ifPresent(limit -> limit.ifPresent(value -> {
                    if (value < 0) {
                        limits.remove(Limit.PIDS);
                    } else {
                        limits.put(Limit.PIDS, Math.max(value, 1));
                    }
                }));
        resources.memory().map(LinuxMemory::limit).ifPresent(limit -> put(limits, Limit.MEMORY, limit));
        resources.cpu().map(LinuxCpu::quota).ifPresent(value -> put(limits, Limit.CPU_QUOTA, value));
    }

    @Override
    public boolean frozen(CgroupPaths paths) {
        Cgroup cgroup = cgroups.get(path(paths));
        return cgroup != null && cgroup.frozen;
    }

    @Override
    public void freeze(CgroupPaths paths, Duration timeout) {
        there(paths).frozen = true;
    }

    @Override
    public void thaw(CgroupPaths paths) {
        Cgroup cgroup = cgroups.get(path(paths));
        if (cgroup != null) {
            cgroup.frozen = false;
        }
    }

    @Override
    public List<Integer> pids(CgroupPaths paths) {
        Set<Integer> pids = new TreeSet<>();
        for (Cgroup cgroup : subtree(paths).values()) {
            pids.addAll(cgroup.pids);
        }
        return List.copyOf(pids);
    }

    @Override
    public boolean kill(CgroupPaths paths) {
        for (Cgroup cgroup : subtree(paths).values()) {
            cgroup.pids.clear();
        }
        return true;
    }

    @Override
    public long oomKills(CgroupPaths paths) {
        return 0;
    }

    /** Knows processes and limits; nothing of what a kernel counts beside those. */
    @Override
    public CgroupStats statistics(CgroupPaths paths) {
        there(paths);
        Counter memory =
                new Counter(limit(paths, Limit.MEMORY), OptionalLong.of(0), OptionalLong.empty(), OptionalLong.empty());
        CgroupStats none = CgroupStats.NONE;
        return new CgroupStats(
                none.cpu(),
                none.cpuset(),
                new CgroupStats.Memory(
                        OptionalLong.empty(),
                        memory,
                        Counter.NONE,
                        Counter.NONE,
                        Counter.NONE,
                        new TreeMap<>(),
                        Optional.empty()),
                new CgroupStats.Pids(OptionalLong.of(pids(paths).size()), limit(paths, Limit.PIDS)),
                none.blkio(),
                none.hugetlb(),
                none.rdma());
    }

    @Override
    public List<CgroupWatch> watches(CgroupPaths paths) {
        return cgroups.containsKey(path(paths))
                ? List.of(new CgroupWatch(
                        CgroupWatch.Meaning.OOM_KILLS, ContributedSteps.watchChange(path(paths) + "/memory.events")))
                : List.of();
    }

    @Override
    public CgroupWatch pressureWatch(CgroupPaths paths, MemoryPressure level) {
        return new CgroupWatch(
                CgroupWatch.Meaning.PRESSURE,
                ContributedSteps.watchPressure(path(paths) + "/memory.pressure", level.word()));
    }

    @Override
    public void delete(CgroupPaths paths) {
        Collection<Integer> pids = pids(paths);
        if (!pids.isEmpty()) {
            throw new HostOperationException(
                    "remove cgroup " + path(paths), new Errno(Errno.EBUSY), "processes " + pids);
        }
        cgroups.keySet().removeAll(subtree(paths).keySet());
    }

    @Override
    public List<CgroupHierarchy> hierarchies(CgroupPaths paths) {
        return List.of(new CgroupHierarchy(true, "", List.of(), path(paths)));
    }

    private static void put(Map<Limit, Long> limits, Limit limit, OptionalLong value) {
        if (value.orElse(0) > 0) {
            limits.put(limit, value.getAsLong());
        } else if (value.orElse(0) < 0) {
            limits.remove(limit);
        }
    }

    private static String path(CgroupPaths paths) {
        return paths.paths().getOrDefault("", "");
    }

    private Cgroup there(CgroupPaths paths) {
        Cgroup cgroup = cgroups.get(path(paths));
        if (cgroup == null) {
            throw new HostOperationException("cgroup " + path(paths), new Errno(Errno.ENOENT));
        }
        return cgroup;
    }

    private Map<String, Cgroup> subtree(CgroupPaths paths) {
        Map<String, Cgroup> subtree = new TreeMap<>();
        String path = path(paths);
        for (Map.Entry<String, Cgroup> entry : cgroups.entrySet()) {
            if (entry.getKey().equals(path) || entry.getKey().startsWith(path + '/')) {
                subtree.put(entry.getKey(), entry.getValue());
            }
        }
        return subtree;
    }

    /** A limit that can be looked at. */
    public enum Limit {
        /** Processes. */
        PIDS,
        /** Bytes. */
        MEMORY,
        /** Microseconds in each period. */
        CPU_QUOTA
    }

    private static final class Cgroup {
        private final Set<Integer> pids = new TreeSet<>();
        private final Map<Limit, Long> limits = new EnumMap<>(Limit.class);
        private boolean frozen;
    }
}
