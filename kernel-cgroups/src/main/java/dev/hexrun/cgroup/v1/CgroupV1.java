package dev.hexrun.cgroup.v1;

import dev.hexrun.cgroup.stats.CgroupV1Monitor;
import dev.hexrun.cgroup.tree.CgroupFiles;
import dev.hexrun.cgroup.tree.CgroupTree;
import dev.hexrun.cgroup.tree.KernelCgroup;
import dev.hexrun.cgroup.tree.Limits;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.plan.CgroupMountView;
import dev.hexrun.domain.resource.CgroupV1Writes;
import dev.hexrun.domain.step.ContributedSteps;
import dev.hexrun.domain.step.Step;
import dev.hexrun.port.cgroup.CgroupExecRequest;
import dev.hexrun.port.cgroup.CgroupFreezer;
import dev.hexrun.port.cgroup.CgroupJoin;
import dev.hexrun.port.cgroup.CgroupMonitor;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.HostCgroups;
import dev.hexrun.port.cgroup.HostCgroups.Hierarchy;
import dev.hexrun.port.host.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The cgroups of a container on a host with v1. */
final class CgroupV1 implements KernelCgroup {

    private final Host host;
    private final HostCgroups cgroups;
    private final CgroupFiles files;
    private final CgroupTree tree;
    private final CgroupPaths paths;

    /** The cgroup of each controller. */
    private final Map<String, String> directories;

    CgroupV1(Host host, HostCgroups cgroups, CgroupFiles files, CgroupTree tree, CgroupPaths paths) {
        this.host = host;
        this.cgroups = cgroups;
        this.files = files;
        this.tree = tree;
        this.paths = paths;
        this.directories = paths.saved();
    }

    @Override
    public CgroupPaths paths() {
        return paths;
    }

    @Override
    public Map<String, String> identities() {
        return tree.identities(directories.values());
    }

    @Override
    public CgroupMountView mountView() {
        List<CgroupMountView.Hierarchy> hierarchies = new ArrayList<>();
        for (Hierarchy hierarchy : cgroups.v1()) {
            String directory = directories.get(hierarchy.controllers().getFirst());
            hierarchies.add(new CgroupMountView.Hierarchy(
                    hierarchy.name(), hierarchy.controllers(), directory == null ? hierarchy.own() : directory));
        }
        return new CgroupMountView(false, hierarchies);
    }

    @Override
    public CgroupJoin initJoin() {
        return steps(paths);
    }

    @Override
    public CgroupJoin execJoin(CgroupExecRequest request) {
        CgroupPaths target = paths.below(request.subgroups());
        if (!request.rootless()) {
            return steps(target);
        }
        return new CgroupJoin.ByRuntime(pid -> {
            join(request, pid);
            return this;
        });
    }

    private static CgroupJoin steps(CgroupPaths target) {
        List<Step> steps = new ArrayList<>();
        for (Map.Entry<String, List<String>> group : CgroupsV1.groups(target).entrySet()) {
            boolean unified = group.getValue().getFirst().equals(CgroupPaths.UNIFIED);
            steps.add(
                    CgroupsV1.isBookkeeping(group.getValue())
                            ? ContributedSteps.joinCgroupIfPossible(group.getKey(), unified)
                            : ContributedSteps.joinCgroupV1(group.getKey()));
        }
        return new CgroupJoin.BySteps(steps);
    }

    @Override
    public void join(int pid) {
        join(paths, pid);
    }

    @Override
    public void join(CgroupExecRequest request, int pid) {
        join(paths.below(request.subgroups()), pid);
    }

    private void join(CgroupPaths target, int pid) {
        for (Map.Entry<String, List<String>> group : CgroupsV1.groups(target).entrySet()) {
            try {
                tree.join(group.getKey(), pid);
            } catch (HostOperationException e) {
                if (!CgroupsV1.isBookkeeping(group.getValue())) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void apply(LinuxResources resources) {
        Limits limits = Limits.ofV1(files, directories);
        limits.write(CgroupV1Writes.of(resources, limits));
        String devices = directories.get(CgroupsV1.DEVICES);
        if (devices != null && !resources.devices().isEmpty()) {
            new DeviceController(files, devices, host).apply(resources.devices());
        }
    }

    @Override
    public void update(LinuxResources resources) {
        update(resources, () -> {});
    }

    @Override
    public void update(LinuxResources resources, Runnable commit) {
        Limits limits = Limits.ofV1(files, directories);
        limits.writeAllOrNone(CgroupV1Writes.of(resources, limits), commit);
    }

    @Override
    public List<Step> enforcementSteps(LinuxResources resources) {
        return List.of();
    }

    @Override
    public Optional<CgroupFreezer> freezer() {
        return Optional.ofNullable(freezerOrNull());
    }

    private @Nullable CgroupFreezer freezerOrNull() {
        String directory = directories.get(CgroupsV1.FREEZER);
        return directory == null ? null : new Freezer(files, tree, directory);
    }

    @Override
    public List<Integer> processes() {
        return tree.pids(anyDirectory());
    }

    @Override
    public void signal(int signal) {
        tree.signal(anyDirectory(), signal);
    }

    /**
     * Kills by signals: the v2 hierarchy of a hybrid host has {@code cgroup.kill}, but may not contain every process.
     */
    @Override
    public void killAll() {
        if (!processes().isEmpty()) {
            tree.killEach(anyDirectory(), freezerOrNull());
        }
    }

    /**
     * Returns the cgroup in one hierarchy. Each process is in one cgroup of each hierarchy, so every hierarchy has all
     * processes of the container.
     */
    private String anyDirectory() {
        for (String controller : List.of(CgroupsV1.DEVICES, "pids", CgroupsV1.FREEZER, "memory")) {
            String directory = directories.get(controller);
            if (directory != null) {
                return directory;
            }
        }
        return directories.values().iterator().next();
    }

    @Override
    public void delete() {
        tree.remove(paths.directories());
    }

    @Override
    public Optional<CgroupMonitor> monitor() {
        return Optional.of(new CgroupV1Monitor(files, paths));
    }

    @Override
    public Optional<String> readUnified(String file) {
        return Optional.empty();
    }

    @Override
    public Optional<String> parentWithProcesses() {
        return Optional.empty();
    }

    @Override
    public boolean exists() {
        for (String directory : paths.directories()) {
            if (files.exists(directory)) {
                return true;
            }
        }
        return false;
    }
}
