package dev.hexrun.testkit.cgroup;

import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.config.LinuxPids;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.plan.CgroupMountView;
import dev.hexrun.domain.resource.ResourceField;
import dev.hexrun.domain.step.CgroupStep;
import dev.hexrun.domain.step.ContributedSteps;
import dev.hexrun.domain.step.Step;
import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.cgroup.CgroupCaller;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupExecRequest;
import dev.hexrun.port.cgroup.CgroupFreezer;
import dev.hexrun.port.cgroup.CgroupFrozenException;
import dev.hexrun.port.cgroup.CgroupJoin;
import dev.hexrun.port.cgroup.CgroupMonitor;
import dev.hexrun.port.cgroup.CgroupOccupiedException;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.CgroupRequest;
import dev.hexrun.port.cgroup.CgroupStats;
import dev.hexrun.port.cgroup.CgroupStats.Counter;
import dev.hexrun.port.cgroup.CgroupWatch;
import dev.hexrun.port.cgroup.MemoryPressure;
import dev.hexrun.port.cgroup.NoCgroup;
import dev.hexrun.port.cgroup.ResolvedCgroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A driver whose cgroups are in memory: one tree, as on a v2 host. A test simulates the processes. It records the
 * calls that change something, and can refuse them. Not thread-safe.
 */
public final class FakeCgroupDriver implements CgroupDriver {

    /** The name of the driver, which is saved with its cgroups. */
    public static final String NAME = "fake";

    private static final String ROOT = "/fake/cgroup";

    /** The kernel's minimum, in microseconds. */
    private static final long MIN_QUOTA = 1000;

    private static final int EINVAL = 22;

    private final SortedMap<String, Group> groups = new TreeMap<>();
    private final List<String> calls = new ArrayList<>();
    private final Map<String, RuntimeException> refusals = new HashMap<>();
    private final Map<String, Runnable> actions = new HashMap<>();
    private final List<LinuxResources> updates = new ArrayList<>();
    private Optional<List<CgroupWatch>> watches = Optional.empty();
    private boolean movesProcesses;
    private boolean monitored = true;
    private boolean limited = true;
    private boolean createsCgroups = true;
    private int lastIdentity;

    /** Creates a driver without cgroups. */
    public FakeCgroupDriver() {}

    /**
     * Returns the paths of the fake for a path below its root.
     *
     * @param path the path, without a leading slash
     * @return the paths
     */
    public static CgroupPaths pathsOf(String path) {
        return new CgroupPaths.V2(NAME, ROOT + '/' + path);
    }

    /**
     * Makes the runtime move processes into the cgroups, as with a service manager, instead of steps of the launcher.
     *
     * @return this driver
     */
    public FakeCgroupDriver movingProcesses() {
        movesProcesses = true;
        return this;
    }

    /**
     * Removes the monitor of all cgroups.
     *
     * @return this driver
     */
    public FakeCgroupDriver withoutMonitor() {
        monitored = false;
        return this;
    }

    /**
     * Makes the cgroups refuse all limits, like cgroups without controllers.
     *
     * @return this driver
     */
    public FakeCgroupDriver withoutLimits() {
        limited = false;
        return this;
    }

    /**
     * Makes {@link #create} return without creating cgroups, as for a rootless caller without permissions.
     *
     * @return this driver
     */
    public FakeCgroupDriver withoutCgroups() {
        createsCgroups = false;
        return this;
    }

    /**
     * Refuses an operation from now on.
     *
     * @param operation the first word of its entry in {@link #calls}
     * @param failure the exception to throw
     */
    public void refuse(String operation, RuntimeException failure) {
        refusals.put(operation, failure);
    }

    /**
     * Accepts an operation again that was refused.
     *
     * @param operation the first word of its entry in {@link #calls}
     */
    public void accept(String operation) {
        refusals.remove(operation);
    }

    /**
     * Runs an action before each call of an operation.
     *
     * @param operation the first word of its entry in {@link #calls}, or {@code is-frozen}
     * @param action the action
     */
    public void before(String operation, Runnable action) {
        actions.put(operation, action);
    }

    /**
     * Returns the limits of all calls of {@link Cgroup#update}, including refused calls.
     *
     * @return the limits, in the order of the calls
     */
    public List<LinuxResources> updates() {
        return List.copyOf(updates);
    }

    /**
     * Returns the calls that change something, in their order: {@code create}, {@code join PID}, {@code apply}, {@code
     * update}, {@code freeze}, {@code thaw}, {@code thaw-recursively}, {@code signal N}, {@code kill-all}, {@code
     * delete} and {@code close}.
     *
     * @return the calls, which may be cleared
     */
    public List<String> calls() {
        return calls;
    }

    /**
     * Returns the cgroups that exist, with their parents.
     *
     * @return a copy of their paths, ascending
     */
    public Set<String> cgroups() {
        return new TreeSet<>(groups.keySet());
    }

    /**
     * Creates a cgroup, like another program. Replaces an existing cgroup at the path.
     *
     * @param paths the paths
     * @param pids the processes in it
     */
    public void put(CgroupPaths paths, int... pids) {
        Group group = new Group(++lastIdentity);
        groups.put(path(paths), group);
        for (int pid : pids) {
            group.pids.add(pid);
        }
    }

    /**
     * Replaces the processes of a cgroup.
     *
     * @param paths the paths
     * @param pids the processes in it
     */
    public void setProcesses(CgroupPaths paths, int... pids) {
        Group group = existing(path(paths));
        group.pids.clear();
        for (int pid : pids) {
            group.pids.add(pid);
        }
    }

    /**
     * Freezes or thaws a cgroup, like another program.
     *
     * @param paths the paths
     * @param frozen whether it is frozen
     */
    public void setFrozen(CgroupPaths paths, boolean frozen) {
        existing(path(paths)).frozen = frozen;
    }

    /**
     * Removes a cgroup, like another program.
     *
     * @param paths the paths
     */
    public void remove(CgroupPaths paths) {
        groups.keySet().removeAll(subtree(path(paths)).keySet());
    }

    /**
     * Sets the number of OOM kills.
     *
     * @param paths the paths
     * @param kills the number
     */
    public void setOomKills(CgroupPaths paths, long kills) {
        existing(path(paths)).oomKills = kills;
    }

    /**
     * Sets the statistics.
     *
     * @param paths the paths
     * @param statistics the statistics, instead of those that the fake counts itself
     */
    public void setStatistics(CgroupPaths paths, CgroupStats statistics) {
        existing(path(paths)).statistics = Optional.of(statistics);
    }

    /**
     * Sets the sources of events.
     *
     * @param sources the sources of every cgroup that exists, instead of {@code memory.events}
     */
    public void setWatches(List<CgroupWatch> sources) {
        watches = Optional.of(List.copyOf(sources));
    }

    /**
     * Ends a process, so that it leaves its cgroup.
     *
     * @param pid the process, which need not be in a cgroup
     */
    public void end(int pid) {
        for (Group group : groups.values()) {
            group.pids.remove(pid);
        }
    }

    /**
     * Returns whether a process is in a cgroup.
     *
     * @param pid the process
     * @return {@code true} if it has joined one, and was neither ended nor killed
     */
    public boolean holds(int pid) {
        for (Group group : groups.values()) {
            if (group.pids.contains(pid)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Creates a child cgroup, as a container does.
     *
     * @param paths the container's paths
     * @param name the name of the child
     * @return the paths of the child
     */
    public CgroupPaths nest(CgroupPaths paths, String name) {
        CgroupPaths child = new CgroupPaths.V2(NAME, path(paths) + '/' + name);
        put(child);
        return child;
    }

    /**
     * Executes a step of the launcher, as the native program does.
     *
     * @param step the step
     * @param pid the process that joins
     */
    public void execute(Step step, int pid) {
        if (step instanceof CgroupStep.JoinCgroup join) {
            move(join.path(), pid);
        } else {
            throw new IllegalArgumentException(step.describe());
        }
    }

    /**
     * Returns a current limit.
     *
     * @param paths the paths
     * @param limit the kind of limit
     * @return the limit; empty if there is none
     */
    public OptionalLong limit(CgroupPaths paths, Limit limit) {
        Long value = existing(path(paths)).limits.get(limit);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    @Override
    public ResolvedCgroup resolve(CgroupRequest request) {
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
        return new ResolvedCgroup(
                request, pathsOf(String.join("/", parts)), request.caller() != CgroupCaller.PRIVILEGED);
    }

    @Override
    public Cgroup create(ResolvedCgroup resolved, LinuxResources resources) {
        record("create");
        if (!createsCgroups) {
            return new NoCgroup(NAME);
        }
        Cgroup cgroup = open(resolved.paths());
        String path = path(resolved.paths());
        if (groups.containsKey(path)) {
            int count = cgroup.processes().size();
            if (count > 0) {
                throw new CgroupOccupiedException(count);
            }
            if (existing(path).frozen) {
                throw new CgroupFrozenException();
            }
        }
        for (int slash = path.indexOf('/', ROOT.length() + 1); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            groups.computeIfAbsent(path.substring(0, slash), _ -> new Group(++lastIdentity));
        }
        groups.computeIfAbsent(path, _ -> new Group(++lastIdentity));
        return cgroup;
    }

    @Override
    public Cgroup open(CgroupPaths paths) {
        return paths.isEmpty() ? new NoCgroup(paths.driver()) : new FakeCgroup(paths, path(paths));
    }

    @Override
    public void close() {
        record("close");
    }

    private void record(String call) {
        int space = call.indexOf(' ');
        String operation = space < 0 ? call : call.substring(0, space);
        calls.add(call);
        run(operation);
        RuntimeException refusal = refusals.get(operation);
        if (refusal != null) {
            throw refusal;
        }
    }

    private void run(String operation) {
        Runnable action = actions.get(operation);
        if (action != null) {
            action.run();
        }
    }

    private void move(String path, int pid) {
        Group group = existing(path);
        end(pid);
        group.pids.add(pid);
    }

    private static String path(CgroupPaths paths) {
        return paths.saved().getOrDefault(CgroupPaths.UNIFIED, "");
    }

    private Group existing(String path) {
        Group group = groups.get(path);
        if (group == null) {
            throw new HostOperationException("cgroup " + path, new Errno(Errno.ENOENT));
        }
        return group;
    }

    private Map<String, Group> subtree(String path) {
        Map<String, Group> subtree = new TreeMap<>();
        for (Map.Entry<String, Group> entry : groups.entrySet()) {
            if (entry.getKey().equals(path) || entry.getKey().startsWith(path + '/')) {
                subtree.put(entry.getKey(), entry.getValue());
            }
        }
        return subtree;
    }

    /** A kind of limit. */
    public enum Limit {
        /** Processes. */
        PIDS,
        /** Bytes. */
        MEMORY,
        /** Microseconds in each period. */
        CPU_QUOTA
    }

    private static final class Group {
        private final String identity;
        private final Set<Integer> pids = new TreeSet<>();
        private final Map<Limit, Long> limits = new EnumMap<>(Limit.class);
        private Optional<CgroupStats> statistics = Optional.empty();
        private boolean frozen;
        private long oomKills;

        Group(int number) {
            identity = Integer.toString(number);
        }
    }

    private final class FakeCgroup implements Cgroup, CgroupFreezer, CgroupMonitor {

        private final CgroupPaths paths;
        private final String path;

        FakeCgroup(CgroupPaths paths, String path) {
            this.paths = paths;
            this.path = path;
        }

        @Override
        public CgroupPaths paths() {
            return paths;
        }

        @Override
        public Map<String, String> identities() {
            Group group = groups.get(path);
            return group == null ? Map.of() : Map.of(path, group.identity);
        }

        @Override
        public CgroupMountView mountView() {
            return new CgroupMountView(true, List.of(new CgroupMountView.Hierarchy("", List.of(), path)));
        }

        @Override
        public CgroupJoin initJoin() {
            return join(path, movesProcesses);
        }

        @Override
        public CgroupJoin execJoin(CgroupExecRequest request) {
            return join(path(paths.below(request.subgroups())), movesProcesses || request.rootless());
        }

        @Override
        public void enterSubgroup(int pid, String subgroup, OptionalLong owner) {
            CgroupPaths target = paths.below(Map.of("", subgroup));
            record("enter " + subgroup + " " + pid);
            FakeCgroupDriver.this.put(target);
            move(path(target), pid);
        }

        private CgroupJoin join(String target, boolean byRuntime) {
            if (!byRuntime) {
                return new CgroupJoin.BySteps(List.of(new CgroupStep.JoinCgroup(target, true, false)));
            }
            return new CgroupJoin.ByRuntime(pid -> {
                record("join " + pid);
                move(target, pid);
                return this;
            });
        }

        @Override
        public void apply(LinuxResources resources) {
            record("apply");
            write(resources);
        }

        @Override
        public void update(LinuxResources resources) {
            updates.add(resources);
            record("update");
            write(resources);
        }

        private void write(LinuxResources resources) {
            Map<Limit, Long> limits = existing(path).limits;
            if (!limited && !ResourceField.requested(resources).isEmpty()) {
                throw UnsupportedException.field(
                        ResourceField.requested(resources).getFirst().pointer(), "the fake has no controllers");
            }
            long quota =
                    resources.cpu().isPresent() ? resources.cpu().get().quota().orElse(0) : 0;
            if (quota > 0 && quota < MIN_QUOTA) {
                throw new HostOperationException(
                        ResourceField.CPU_QUOTA.pointer() + ": write \"" + quota + "\"", new Errno(EINVAL));
            }
            OptionalLong pids = resources.pids().map(LinuxPids::limit).orElse(OptionalLong.empty());
            if (pids.isPresent()) {
                // A limit of 0 is treated as 1, as by runc.
                put(limits, Limit.PIDS, OptionalLong.of(pids.getAsLong() == 0 ? 1 : pids.getAsLong()));
            }
            put(limits, Limit.MEMORY, resources.memory().map(LinuxMemory::limit).orElse(OptionalLong.empty()));
            put(limits, Limit.CPU_QUOTA, resources.cpu().map(LinuxCpu::quota).orElse(OptionalLong.empty()));
        }

        private static void put(Map<Limit, Long> limits, Limit limit, OptionalLong value) {
            if (value.orElse(0) > 0) {
                limits.put(limit, value.getAsLong());
            } else if (value.orElse(0) < 0) {
                limits.remove(limit);
            }
        }

        @Override
        public List<Step> enforcementSteps(LinuxResources resources) {
            return resources.devices().isEmpty()
                    ? List.of()
                    : List.of(new CgroupStep.AttachDeviceProgram(path, List.of(0x95L)));
        }

        @Override
        public Optional<CgroupFreezer> freezer() {
            return Optional.of(this);
        }

        @Override
        public boolean isFrozen() {
            run("is-frozen");
            Group group = groups.get(path);
            return group != null && group.frozen;
        }

        @Override
        public boolean isFrozenByParent() {
            if (!groups.containsKey(path)) {
                return false;
            }
            for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
                Group parent = groups.get(path.substring(0, slash));
                if (parent != null && parent.frozen) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public void freeze(Duration timeout) {
            record("freeze");
            existing(path).frozen = true;
        }

        @Override
        public void thaw() {
            record("thaw");
            Group group = groups.get(path);
            if (group != null) {
                group.frozen = false;
            }
        }

        @Override
        public void thawRecursively() {
            record("thaw-recursively");
            subtree(path).values().forEach(group -> group.frozen = false);
        }

        @Override
        public List<Integer> processes() {
            Set<Integer> pids = new TreeSet<>();
            subtree(path).values().forEach(group -> pids.addAll(group.pids));
            return List.copyOf(pids);
        }

        /** Ends the processes, for every signal. */
        @Override
        public void signal(int signal) {
            record("signal " + signal);
            subtree(path).values().forEach(group -> group.pids.clear());
        }

        @Override
        public void killAll() {
            record("kill-all");
            subtree(path).values().forEach(group -> {
                group.pids.clear();
                group.frozen = false;
            });
        }

        @Override
        public void delete() {
            record("delete");
            List<Integer> pids = processes();
            if (!pids.isEmpty()) {
                throw new HostOperationException("remove cgroup " + path, new Errno(Errno.EBUSY), "processes " + pids);
            }
            groups.keySet().removeAll(subtree(path).keySet());
        }

        @Override
        public Optional<CgroupMonitor> monitor() {
            return monitored ? Optional.of(this) : Optional.empty();
        }

        @Override
        public CgroupStats statistics() {
            Group group = existing(path);
            return group.statistics.orElseGet(this::count);
        }

        /** Counts processes and limits. A fake has no other counters. */
        private CgroupStats count() {
            Counter memory = new Counter(
                    limit(paths, Limit.MEMORY), OptionalLong.of(0), OptionalLong.empty(), OptionalLong.empty());
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
                    new CgroupStats.Pids(OptionalLong.of(processes().size()), limit(paths, Limit.PIDS)),
                    none.blkio(),
                    none.hugetlb(),
                    none.rdma());
        }

        @Override
        public OptionalLong oomKills() {
            Group group = groups.get(path);
            return group == null ? OptionalLong.empty() : OptionalLong.of(group.oomKills);
        }

        @Override
        public List<CgroupWatch> watches() {
            if (!groups.containsKey(path)) {
                return List.of();
            }
            return watches.orElseGet(() -> List.of(new CgroupWatch(
                    CgroupWatch.Meaning.OOM_KILLS, ContributedSteps.watchChange(path + "/memory.events"))));
        }

        @Override
        public CgroupWatch pressureWatch(MemoryPressure level) {
            return new CgroupWatch(
                    CgroupWatch.Meaning.PRESSURE,
                    ContributedSteps.watchPressure(path + "/memory.pressure", level.specName()));
        }
    }
}
