package dev.hexrun.cgroup.v1;

import dev.hexrun.cgroup.tree.CgroupFiles;
import dev.hexrun.cgroup.tree.CgroupTree;
import dev.hexrun.cgroup.tree.CgroupsPath;
import dev.hexrun.cgroup.tree.KernelCgroup;
import dev.hexrun.cgroup.tree.KernelCgroups;
import dev.hexrun.cgroup.tree.KernelError;
import dev.hexrun.cgroup.tree.Limits;
import dev.hexrun.cgroup.tree.NewCgroups;
import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.resource.CgroupV1Writes;
import dev.hexrun.domain.resource.CurrentSettings;
import dev.hexrun.domain.resource.ResourceField;
import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.cgroup.CgroupFrozenException;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.CgroupTreeWalker;
import dev.hexrun.port.cgroup.HostCgroups;
import dev.hexrun.port.cgroup.HostCgroups.Hierarchy;
import dev.hexrun.port.cgroup.NoCgroup;
import dev.hexrun.port.cgroup.ResolvedCgroup;
import dev.hexrun.port.host.Host;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The cgroups of a host with v1 only, or with v1 and v2. */
public final class CgroupsV1 implements KernelCgroups {

    static final String FREEZER = "freezer";
    static final String DEVICES = "devices";

    private static final String SYSTEMD = "name=systemd";
    private static final String CPU = "cpu";
    private static final String CPUSET = "cpuset";

    private final Host host;
    private final HostCgroups cgroups;
    private final CgroupFiles files;
    private final CgroupTree tree;

    /**
     * Creates the object.
     *
     * @param host the host
     * @param cgroups the host's hierarchies
     * @param files the cgroup file system
     * @param walker the walker that reaches the descendants of a container's cgroups
     */
    public CgroupsV1(Host host, HostCgroups cgroups, CgroupFiles files, CgroupTreeWalker walker) {
        this.host = host;
        this.cgroups = cgroups;
        this.files = files;
        this.tree = new CgroupTree(files, walker);
    }

    @Override
    public CgroupPaths resolve(String driver, CgroupsPath path) {
        Map<String, String> paths = new LinkedHashMap<>();
        for (Hierarchy hierarchy : cgroups.v1()) {
            String directory = path.belowOwn(hierarchy);
            for (String controller : hierarchy.controllers()) {
                paths.put(controller, directory);
            }
        }
        Optional<Hierarchy> v2 = cgroups.v2();
        if (v2.isPresent()) {
            paths.put(CgroupPaths.UNIFIED, path.belowOwn(v2.get()));
        }
        return CgroupPaths.of(driver, paths);
    }

    @Override
    public KernelCgroup open(CgroupPaths paths) {
        return new CgroupV1(host, cgroups, files, tree, paths);
    }

    @Override
    public Cgroup create(ResolvedCgroup resolved, LinuxResources resources) {
        CgroupPaths paths = create(resolved, resources, false);
        KernelCgroup cgroup = open(paths);
        return paths.isEmpty() ? new NoCgroup(paths.driver(), cgroup.mountView()) : cgroup;
    }

    @Override
    public KernelCgroup adopt(ResolvedCgroup resolved, LinuxResources resources) {
        return open(create(resolved, resources, true));
    }

    private CgroupPaths create(ResolvedCgroup resolved, LinuxResources resources, boolean mayBeOccupied) {
        CgroupPaths paths = resolved.paths();
        CgroupV1Writes.of(resources, CurrentSettings.NONE);
        List<NewCgroups> done = new ArrayList<>();
        Map<String, IOException> dropped = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, List<String>> group : groups(paths).entrySet()) {
                NewCgroups created = new NewCgroups(files);
                done.add(created);
                try {
                    create(group.getKey(), group.getValue(), resolved, resources, created, mayBeOccupied);
                } catch (IOException e) {
                    if (!isBookkeeping(group.getValue()) && !isTolerated(resolved, e)) {
                        throw KernelError.failure("create cgroup " + group.getKey(), e);
                    }
                    created.undo(e);
                    dropped.put(group.getKey(), e);
                }
            }
            CgroupPaths remaining = without(dropped.keySet(), paths);
            requireLimits(remaining, paths, dropped, resources);
            denyDevices(remaining, paths, resources);
            return remaining;
        } catch (RuntimeException e) {
            for (NewCgroups created : done.reversed()) {
                created.undo(e);
            }
            throw e;
        }
    }

    private void create(
            String directory,
            List<String> controllers,
            ResolvedCgroup resolved,
            LinuxResources resources,
            NewCgroups created,
            boolean mayBeOccupied)
            throws IOException {
        boolean isNew = created.createWithParents(directory);
        if (!isNew && !mayBeOccupied) {
            tree.requireEmpty(directory);
            if (controllers.contains(FREEZER) && new Freezer(files, tree, directory).isFrozen()) {
                throw new CgroupFrozenException();
            }
        }
        if (resolved.rootless() && !files.isWritable(directory, CgroupTree.PROCS)) {
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

    /** Denies every device but the default devices, since {@link Cgroup#apply} does nothing without device rules. */
    private void denyDevices(CgroupPaths remaining, CgroupPaths requested, LinuxResources resources) {
        String directory = remaining.saved().get(DEVICES);
        if (directory == null) {
            if (!requested.saved().containsKey(DEVICES) && !host.inUserNamespace() && host.effectiveUid() == 0) {
                throw UnsupportedException.field(
                        "/linux/resources/devices", "the host has no devices hierarchy, so no rule can be enforced");
            }
        } else if (resources.devices().isEmpty()) {
            new DeviceController(files, directory, host).apply(List.of());
        }
    }

    /** Refuses limits of missing controllers now, while the reason is known. */
    private static void requireLimits(
            CgroupPaths remaining, CgroupPaths requested, Map<String, IOException> dropped, LinuxResources resources) {
        for (ResourceField field : ResourceField.requested(resources)) {
            if (remaining.saved().containsKey(field.v1Controller())) {
                continue;
            }
            String directory = requested.saved().get(field.v1Controller());
            IOException reason = directory == null ? null : dropped.get(directory);
            if (reason == null) {
                throw UnsupportedException.field(
                        field.pointer(), "the host has no " + field.v1Controller() + " controller");
            }
            throw KernelError.failure(
                    field.pointer() + ": cannot set " + field.v1Controller()
                            + " limit: container could not join or create cgroup, being rootless: create cgroup "
                            + directory,
                    reason);
        }
    }

    private static boolean isTolerated(ResolvedCgroup resolved, IOException failure) {
        return resolved.rootless()
                && resolved.request().cgroupsPath().isEmpty()
                && KernelError.isPermissionDenied(KernelError.of(failure));
    }

    /** Returns whether a hierarchy has no controllers, so that a container works without a cgroup in it. */
    static boolean isBookkeeping(List<String> controllers) {
        return controllers.size() == 1
                && (controllers.getFirst().equals(CgroupPaths.UNIFIED)
                        || controllers.getFirst().equals(SYSTEMD));
    }

    private String mountPoint(String controller) {
        for (Hierarchy hierarchy : cgroups.v1()) {
            if (hierarchy.controllers().contains(controller)) {
                return hierarchy.mountPoint();
            }
        }
        throw UnsupportedException.facility(controller, "the host has no such controller");
    }

    /** Returns the controllers of each directory: controllers may share a hierarchy. */
    static Map<String, List<String>> groups(CgroupPaths paths) {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        for (Map.Entry<String, String> path : paths.saved().entrySet()) {
            List<String> controllers = groups.get(path.getValue());
            if (controllers == null) {
                controllers = new ArrayList<>(2);
                groups.put(path.getValue(), controllers);
            }
            controllers.add(path.getKey());
        }
        return groups;
    }

    private static CgroupPaths without(Set<String> directories, CgroupPaths paths) {
        if (directories.isEmpty()) {
            return paths;
        }
        Map<String, String> remaining = new LinkedHashMap<>();
        for (Map.Entry<String, String> path : paths.saved().entrySet()) {
            if (!directories.contains(path.getValue())) {
                remaining.put(path.getKey(), path.getValue());
            }
        }
        return CgroupPaths.of(paths.driver(), remaining);
    }
}
