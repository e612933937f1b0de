package dev.hexrun.cgroup.v1;

import dev.hexrun.cgroup.stats.CgroupV1Stats;
import dev.hexrun.cgroup.tree.CgroupFiles;
import dev.hexrun.cgroup.tree.CgroupTree;
import dev.hexrun.cgroup.tree.CgroupsPath;
import dev.hexrun.cgroup.tree.ControlGroup;
import dev.hexrun.cgroup.tree.Hierarchy;
import dev.hexrun.cgroup.tree.HostCgroups;
import dev.hexrun.cgroup.tree.KernelError;
import dev.hexrun.cgroup.tree.Limits;
import dev.hexrun.cgroup.tree.MadeCgroups;
import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.resource.CgroupV1Writes;
import dev.hexrun.domain.resource.CurrentSettings;
import dev.hexrun.domain.resource.ResourceField;
import dev.hexrun.domain.step.ContributedSteps;
import dev.hexrun.domain.step.Step;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupHierarchy;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.CgroupRequest;
import dev.hexrun.port.cgroup.CgroupStats;
import dev.hexrun.port.cgroup.CgroupTreeWalker;
import dev.hexrun.port.cgroup.CgroupWatch;
import dev.hexrun.port.cgroup.MemoryPressure;
import dev.hexrun.port.host.Host;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Cgroups of a host with v1, alone or beside v2. */
public final class CgroupV1Driver implements CgroupDriver {

    private static final String UNIFIED = "";
    private static final String SYSTEMD = "name=systemd";
    private static final String FREEZER = "freezer";
    private static final String DEVICES = "devices";
    private static final String CPU = "cpu";
    private static final String CPUSET = "cpuset";
    private static final String MEMORY = "memory";
    private static final String PIDS = "pids";

    private final String name;
    private final Host host;
    private final HostCgroups cgroups;
    private final CgroupFiles files;
    private final CgroupTree tree;

    /**
     * Creates one.
     *
     * @param name the driver's name
     * @param host the host
     * @param cgroups the host's hierarchies
     * @param files the cgroup file system
     * @param walker what reaches the cgroups below a container's
     */
    public CgroupV1Driver(String name, Host host, HostCgroups cgroups, CgroupFiles files, CgroupTreeWalker walker) {
        this.name = name;
        this.host = host;
        this.cgroups = cgroups;
        this.files = files;
        this.tree = new CgroupTree(files, walker);
    }

    @Override
    public CgroupPaths place(CgroupRequest request) {
        CgroupsPath path = CgroupsPath.of(request);
        Map<String, String> paths = new LinkedHashMap<>();
        for (Hierarchy hierarchy : cgroups.v1()) {
            String directory = path.belowOwn(hierarchy);
            for (String controller : hierarchy.controllers()) {
                paths.put(controller, directory);
            }
        }
        Hierarchy v2 = cgroups.v2();
        if (v2 != null) {
            paths.put(UNIFIED, path.belowOwn(v2));
        }
        return new CgroupPaths(name, paths);
    }

    @Override
    public CgroupPaths create(CgroupPaths paths, CgroupRequest request, LinuxResources resources) {
        return make(paths, request, resources, false);
    }

    @Override
    public CgroupPaths adopt(CgroupPaths paths, CgroupRequest request, LinuxResources resources) {
        return make(paths, request, resources, true);
    }

    private CgroupPaths make(CgroupPaths paths, CgroupRequest request, LinuxResources resources, boolean occupied) {
        CgroupV1Writes.of(resources, CurrentSettings.NONE);
        List<MadeCgroups> done = new ArrayList<>();
        Map<String, IOException> dropped = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, List<String>> group : groups(paths).entrySet()) {
                MadeCgroups made = new MadeCgroups(files);
                done.add(made);
                try {
                    make(group.getKey(), group.getValue(), request, resources, made, occupied);
                } catch (IOException e) {
                    if (!bookkeeping(group.getValue()) && !tolerated(request, e)) {
                        throw KernelError.failure("make cgroup " + group.getKey(), e);
                    }
                    made.undo(e);
                    dropped.put(group.getKey(), e);
                }
            }
            CgroupPaths kept = without(dropped.keySet(), paths);
            refuseLimitsWithout(kept, paths, dropped, resources);
            devicesFromTheStart(kept, paths, resources);
            return kept;
        } catch (RuntimeException e) {
            for (MadeCgroups made : done.reversed()) {
                made.undo(e);
            }
            throw e;
        }
    }

    @Override
    public Map<String, String> identities(CgroupPaths paths) {
        return tree.identities(paths.paths().values());
    }

    @Override
    public void join(CgroupPaths paths, int pid) {
        for (Map.Entry<String, List<String>> group : groups(paths).entrySet()) {
            try {
                tree.join(group.getKey(), pid);
            } catch (HostOperationException e) {
                if (!bookkeeping(group.getValue())) {
                    throw e;
                }
            }
        }
    }

    @Override
    public List<Step> entering(CgroupPaths paths) {
        List<Step> steps = new ArrayList<>();
        for (Map.Entry<String, List<String>> group : groups(paths).entrySet()) {
            boolean unified = group.getValue().getFirst().equals(UNIFIED);
            String directory = group.getKey();
            if (bookkeeping(group.getValue())) {
                steps.add(ContributedSteps.joinCgroupIfPossible(directory, unified));
            } else {
                steps.add(
                        unified ? ContributedSteps.joinCgroupV2(directory) : ContributedSteps.joinCgroupV1(directory));
            }
        }
        return steps;
    }

    @Override
    public List<Step> enteringBeside(CgroupPaths paths, int init) {
        return entering(paths);
    }

    @Override
    public void apply(CgroupPaths paths, LinuxResources resources) {
        Limits limits = Limits.ofV1(files, paths.paths());
        limits.write(CgroupV1Writes.of(resources, limits));
        String devices = paths.paths().get(DEVICES);
        if (devices != null && !resources.devices().isEmpty()) {
            new DeviceController(files, devices, host).apply(resources.devices());
        }
    }

    @Override
    public void update(CgroupPaths paths, LinuxResources resources) {
        update(paths, resources, () -> {});
    }

    @Override
    public void update(CgroupPaths paths, LinuxResources resources, Runnable agreement) {
        Limits limits = Limits.ofV1(files, paths.paths());
        limits.writeAllOrNone(CgroupV1Writes.of(resources, limits), agreement);
    }

    @Override
    public boolean frozen(CgroupPaths paths) {
        String directory = paths.paths().get(FREEZER);
        return directory != null && new Freezer(files, directory).frozen();
    }

    @Override
    public boolean frozenFromAbove(CgroupPaths paths) {
        String directory = paths.paths().get(FREEZER);
        return directory != null && new Freezer(files, directory).frozenFromAbove();
    }

    @Override
    public void freeze(CgroupPaths paths, Duration timeout) {
        String directory = paths.paths().get(FREEZER);
        if (directory == null) {
            throw new UnsupportedException("freezer", "the container has no cgroup in the freezer hierarchy");
        }
        new Freezer(files, directory).freeze(timeout);
    }

    @Override
    public void thaw(CgroupPaths paths) {
        String directory = paths.paths().get(FREEZER);
        if (directory != null) {
            new Freezer(files, directory).thaw();
        }
    }

    @Override
    public void thawToDie(CgroupPaths paths) {
        String directory = paths.paths().get(FREEZER);
        if (directory != null) {
            tree.thaw(directory);
        }
    }

    @Override
    public List<Integer> pids(CgroupPaths paths) {
        return paths.isEmpty() ? List.of() : tree.pids(anyOf(paths));
    }

    @Override
    public boolean signal(CgroupPaths paths, int signal) {
        if (!paths.isEmpty()) {
            tree.signal(anyOf(paths), signal);
        }
        return true;
    }

    /** A process is in one cgroup of each hierarchy, so that any hierarchy has all of them, in the container's or below. */
    private static String anyOf(CgroupPaths paths) {
        for (String controller : List.of(DEVICES, PIDS, FREEZER, MEMORY)) {
            String directory = paths.paths().get(controller);
            if (directory != null) {
                return directory;
            }
        }
        return paths.paths().values().iterator().next();
    }

    @Override
    public boolean kill(CgroupPaths paths) {
        // The tree of v2 on a hybrid host can kill, but only what joined it, which nothing on such a host depends on.
        return false;
    }

    @Override
    public long oomKills(CgroupPaths paths) {
        String directory = paths.paths().get(MEMORY);
        return directory == null ? 0 : new ControlGroup(files, directory).keyed("memory.oom_control", "oom_kill");
    }

    @Override
    public CgroupStats statistics(CgroupPaths paths) {
        return new CgroupV1Stats(files, paths).read();
    }

    @Override
    public List<CgroupWatch> watches(CgroupPaths paths) {
        return new CgroupV1Stats(files, paths).watches();
    }

    @Override
    public CgroupWatch pressureWatch(CgroupPaths paths, MemoryPressure level) {
        return new CgroupV1Stats(files, paths).pressureWatch(level);
    }

    @Override
    public void delete(CgroupPaths paths) {
        tree.remove(new LinkedHashSet<>(paths.paths().values()));
    }

    @Override
    public List<CgroupHierarchy> hierarchies(CgroupPaths paths) {
        List<CgroupHierarchy> hierarchies = new ArrayList<>();
        for (Hierarchy hierarchy : cgroups.v1()) {
            String directory = paths.paths().get(hierarchy.controllers().getFirst());
            hierarchies.add(new CgroupHierarchy(
                    false, hierarchy.name(), hierarchy.controllers(), directory == null ? hierarchy.own() : directory));
        }
        return hierarchies;
    }

    private void make(
            String directory,
            List<String> controllers,
            CgroupRequest request,
            LinuxResources resources,
            MadeCgroups made,
            boolean occupied)
            throws IOException {
        boolean fresh = made.makeWithParents(directory);
        if (!fresh && !occupied) {
            tree.refuseOccupied(directory);
            if (controllers.contains(FREEZER) && new Freezer(files, directory).frozen()) {
                throw new ContainerException("container's cgroup unexpectedly frozen");
            }
        }
        if (request.rootless() && !files.writable(directory, CgroupTree.PROCS)) {
            throw new AccessDeniedException(directory + '/' + CgroupTree.PROCS);
        }
        LinuxCpu cpu = resources.cpu().orElse(null);
        if (controllers.contains(CPUSET)) {
            new CpusetTree(files, mountPoint(CPUSET)).fill(directory, cpu);
        }
        if (controllers.contains(CPU) && cpu != null) {
            Limits.ofV1(files, Map.of(CPU, directory)).write(CgroupV1Writes.realtime(cpu));
        }
    }

    /**
     * Nothing is allowed but what every container may use until rules say otherwise: also if there are none, and so none
     * will be applied.
     */
    private void devicesFromTheStart(CgroupPaths kept, CgroupPaths wanted, LinuxResources resources) {
        String directory = kept.paths().get(DEVICES);
        if (directory == null) {
            if (!wanted.paths().containsKey(DEVICES) && !host.inUserNamespace() && host.effectiveUid() == 0) {
                throw new UnsupportedException(
                        "/linux/resources/devices", "the host has no devices hierarchy, so no rule can be enforced");
            }
        } else if (resources.devices().isEmpty()) {
            new DeviceController(files, directory, host).apply(List.of());
        }
    }

    /** Says at once what could not be applied later, while it is still known why. */
    private static void refuseLimitsWithout(
            CgroupPaths kept, CgroupPaths wanted, Map<String, IOException> dropped, LinuxResources resources) {
        for (ResourceField field : ResourceField.requested(resources)) {
            if (kept.paths().containsKey(field.v1Controller())) {
                continue;
            }
            String directory = wanted.paths().get(field.v1Controller());
            IOException reason = directory == null ? null : dropped.get(directory);
            if (reason == null) {
                throw new UnsupportedException(
                        field.pointer(), "the host has no " + field.v1Controller() + " controller");
            }
            throw KernelError.failure(
                    field.pointer() + ": cannot set " + field.v1Controller()
                            + " limit: container could not join or create cgroup, being rootless: make cgroup "
                            + directory,
                    reason);
        }
    }

    private static boolean tolerated(CgroupRequest request, IOException failure) {
        return request.rootless() && request.cgroupsPath().isEmpty() && KernelError.permission(KernelError.of(failure));
    }

    /** These trees limit nothing: a container that is not in them is a container all the same. */
    private static boolean bookkeeping(List<String> controllers) {
        return controllers.size() == 1
                && (controllers.getFirst().equals(UNIFIED)
                        || controllers.getFirst().equals(SYSTEMD));
    }

    private String mountPoint(String controller) {
        for (Hierarchy hierarchy : cgroups.v1()) {
            if (hierarchy.controllers().contains(controller)) {
                return hierarchy.mountPoint();
            }
        }
        throw new UnsupportedException(controller, "the host has no such controller");
    }

    /** From directory to its controllers: several may share one. */
    private static Map<String, List<String>> groups(CgroupPaths paths) {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        for (Map.Entry<String, String> path : paths.paths().entrySet()) {
            List<String> controllers = groups.get(path.getValue());
            if (controllers == null) {
                controllers = new ArrayList<>(2);
                groups.put(path.getValue(), controllers);
            }
            controllers.add(path.getKey());
        }
        return groups;
    }

    private CgroupPaths without(Set<String> directories, CgroupPaths paths) {
        if (directories.isEmpty()) {
            return paths;
        }
        Map<String, String> kept = new LinkedHashMap<>();
        for (Map.Entry<String, String> path : paths.paths().entrySet()) {
            if (!directories.contains(path.getValue())) {
                kept.put(path.getKey(), path.getValue());
            }
        }
        return new CgroupPaths(name, kept);
    }
}
