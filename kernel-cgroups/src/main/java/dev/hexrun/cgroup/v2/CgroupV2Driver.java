package dev.hexrun.cgroup.v2;

import dev.hexrun.cgroup.stats.CgroupV2Stats;
import dev.hexrun.cgroup.tree.CgroupFiles;
import dev.hexrun.cgroup.tree.CgroupTree;
import dev.hexrun.cgroup.tree.CgroupsPath;
import dev.hexrun.cgroup.tree.ControlGroup;
import dev.hexrun.cgroup.tree.Hierarchy;
import dev.hexrun.cgroup.tree.KernelError;
import dev.hexrun.cgroup.tree.Limits;
import dev.hexrun.cgroup.tree.MadeCgroups;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.resource.CgroupV2Writes;
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
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cgroups of a host with v2 alone. */
public final class CgroupV2Driver implements CgroupDriver {

    private static final String KILL = "cgroup.kill";

    private final String name;
    private final Host host;
    private final Hierarchy hierarchy;
    private final CgroupFiles files;
    private final CgroupTree tree;

    /**
     * Creates one.
     *
     * @param name the driver's name
     * @param host the host
     * @param hierarchy the host's hierarchy
     * @param files the cgroup file system
     * @param walker what reaches the cgroups below a container's
     */
    public CgroupV2Driver(String name, Host host, Hierarchy hierarchy, CgroupFiles files, CgroupTreeWalker walker) {
        this.name = name;
        this.host = host;
        this.hierarchy = hierarchy;
        this.files = files;
        this.tree = new CgroupTree(files, walker);
    }

    @Override
    public CgroupPaths place(CgroupRequest request) {
        return new CgroupPaths(name, Map.of("", CgroupsPath.of(request).besideOwn(hierarchy)));
    }

    @Override
    public CgroupPaths create(CgroupPaths paths, CgroupRequest request, LinuxResources resources) {
        CgroupV2Writes.of(resources, CurrentSettings.NONE);
        String directory = directory(paths);
        if (directory == null) {
            return paths;
        }
        MadeCgroups made = new MadeCgroups(files);
        try {
            make(directory, request, resources, made);
            return paths;
        } catch (IOException e) {
            made.undo(e);
            return without(directory, request, resources, e);
        } catch (RuntimeException e) {
            made.undo(e);
            throw e;
        }
    }

    /** Who made it was asked for it, so what the runtime itself could write there decides nothing. */
    @Override
    public CgroupPaths adopt(CgroupPaths paths, CgroupRequest request, LinuxResources resources) {
        CgroupV2Writes.of(resources, CurrentSettings.NONE);
        String directory = directory(paths);
        if (directory != null) {
            MadeCgroups made = new MadeCgroups(files);
            try {
                new ControllerTree(files, hierarchy.mountPoint()).make(directory, resources, made);
                delegate(directory, request);
            } catch (IOException e) {
                made.undo(e);
                throw KernelError.failure("make cgroup " + directory, e);
            } catch (RuntimeException e) {
                made.undo(e);
                throw e;
            }
        }
        return paths;
    }

    @Override
    public Map<String, String> identities(CgroupPaths paths) {
        return tree.identities(paths.paths().values());
    }

    @Override
    public void join(CgroupPaths paths, int pid) {
        String directory = directory(paths);
        if (directory != null) {
            tree.join(directory, pid);
        }
    }

    @Override
    public List<Step> entering(CgroupPaths paths) {
        String directory = directory(paths);
        return directory == null ? List.of() : List.of(ContributedSteps.joinCgroupV2(directory));
    }

    /**
     * A cgroup that hands controllers on takes no process, cgroup-v2.rst, "No Internal Process Constraint". Then init is in
     * one below, which the container has named, or somebody has put it elsewhere.
     */
    @Override
    public List<Step> enteringBeside(CgroupPaths paths, int init) {
        String directory = directory(paths);
        if (directory == null) {
            return List.of();
        }
        if (files.exists(directory)) {
            if (new ControlGroup(files, directory)
                    .read("cgroup.subtree_control")
                    .isEmpty()) {
                return List.of(ContributedSteps.joinCgroupV2(directory));
            }
            String named = named(init);
            if (named == null || named.startsWith(directory + '/')) {
                return List.of(ContributedSteps.joinCgroupOfProcess(directory, init));
            }
        }
        String elsewhere = directoryOf(init);
        return elsewhere == null ? List.of() : List.of(ContributedSteps.joinCgroupV2(elsewhere));
    }

    @Override
    public void joinBeside(CgroupPaths paths, int pid, int init) {
        try {
            join(paths, pid);
        } catch (HostOperationException refused) {
            String directory = directoryOf(init);
            if (directory == null || directory.equals(directory(paths))) {
                throw refused;
            }
            tree.join(directory, pid);
        }
    }

    /** Where a process is now; {@code null} if that cannot be named from here. */
    private @Nullable String directoryOf(int pid) {
        String directory = named(pid);
        return directory != null && files.exists(directory) ? directory : null;
    }

    private @Nullable String named(int pid) {
        for (String line : host.cgroupsOf(pid)) {
            if (line.startsWith("0::/") && !line.startsWith("0::/..")) {
                return hierarchy.mountPoint() + line.substring("0::".length());
            }
        }
        return null;
    }

    @Override
    public void apply(CgroupPaths paths, LinuxResources resources) {
        Limits limits = limits(paths, resources);
        limits.write(CgroupV2Writes.of(resources, limits));
    }

    @Override
    public void update(CgroupPaths paths, LinuxResources resources) {
        update(paths, resources, () -> {});
    }

    @Override
    public void update(CgroupPaths paths, LinuxResources resources, Runnable agreement) {
        Limits limits = limits(paths, resources);
        limits.writeAllOrNone(CgroupV2Writes.of(resources, limits), agreement);
    }

    @Override
    public List<Step> steps(CgroupPaths paths, LinuxResources resources) {
        String directory = directory(paths);
        return directory == null ? List.of() : DeviceEnforcement.steps(directory, resources.devices(), host);
    }

    @Override
    public boolean frozen(CgroupPaths paths) {
        String directory = directory(paths);
        return directory != null && new Freezer(files, directory).frozen();
    }

    @Override
    public boolean frozenFromAbove(CgroupPaths paths) {
        String directory = directory(paths);
        return directory != null && new Freezer(files, directory).frozenFromAbove();
    }

    @Override
    public void freeze(CgroupPaths paths, Duration timeout) {
        String directory = directory(paths);
        if (directory == null) {
            throw new UnsupportedException("freezer", "the container has no cgroup");
        }
        new Freezer(files, directory).freeze(timeout);
    }

    @Override
    public void thaw(CgroupPaths paths) {
        String directory = directory(paths);
        if (directory != null) {
            new Freezer(files, directory).thaw();
        }
    }

    @Override
    public List<Integer> pids(CgroupPaths paths) {
        String directory = directory(paths);
        return directory == null ? List.of() : tree.pids(directory);
    }

    @Override
    public boolean signal(CgroupPaths paths, int signal) {
        String directory = directory(paths);
        if (directory != null) {
            tree.signal(directory, signal);
        }
        return true;
    }

    @Override
    public boolean kill(CgroupPaths paths) {
        String directory = directory(paths);
        if (directory == null) {
            return false;
        }
        try {
            files.write(directory, KILL, "1");
            return true;
        } catch (IOException e) {
            int number = KernelError.of(e);
            if (KernelError.gone(number)) {
                // The cgroup is gone, and so are its processes; or the kernel is older than 5.14.
                return !files.exists(directory);
            }
            if (KernelError.threaded(number)) {
                return false;
            }
            throw KernelError.failure("kill the processes of cgroup " + directory, e);
        }
    }

    @Override
    public long oomKills(CgroupPaths paths) {
        String directory = directory(paths);
        return directory == null ? 0 : new ControlGroup(files, directory).keyed("memory.events", "oom_kill");
    }

    @Override
    public CgroupStats statistics(CgroupPaths paths) {
        return new CgroupV2Stats(files, paths).read();
    }

    @Override
    public List<CgroupWatch> watches(CgroupPaths paths) {
        return new CgroupV2Stats(files, paths).watches();
    }

    @Override
    public CgroupWatch pressureWatch(CgroupPaths paths, MemoryPressure level) {
        return new CgroupV2Stats(files, paths).pressureWatch(level);
    }

    @Override
    public void delete(CgroupPaths paths) {
        tree.remove(paths.paths().values());
    }

    @Override
    public List<CgroupHierarchy> hierarchies(CgroupPaths paths) {
        String directory = directory(paths);
        return List.of(new CgroupHierarchy(true, "", List.of(), directory == null ? hierarchy.own() : directory));
    }

    private void make(String directory, CgroupRequest request, LinuxResources resources, MadeCgroups made)
            throws IOException {
        boolean fresh = new ControllerTree(files, hierarchy.mountPoint()).make(directory, resources, made);
        if (!fresh) {
            tree.refuseOccupied(directory);
            if (new Freezer(files, directory).frozen()) {
                throw new ContainerException("container's cgroup unexpectedly frozen");
            }
        }
        if (request.rootless()) {
            // cgroup-v2.rst, "Delegation Containment": whoever moves a process needs to write the nearest cgroup above
            // both where it is and where it goes.
            String common = commonWithOwn(directory);
            if (!files.writable(directory, CgroupTree.PROCS) || !files.writable(common, CgroupTree.PROCS)) {
                throw new AccessDeniedException(common + '/' + CgroupTree.PROCS);
            }
        }
        delegate(directory, request);
    }

    private void delegate(String directory, CgroupRequest request) throws IOException {
        long owner = request.owner().orElse(host.effectiveUid());
        if (owner == host.effectiveUid()) {
            return;
        }
        try {
            Delegation.give(files, directory, owner);
        } catch (IOException e) {
            // An ordinary user gives nothing away.
            if (!request.rootless() || !KernelError.permission(KernelError.of(e))) {
                throw e;
            }
        }
    }

    private String commonWithOwn(String directory) {
        String common = directory;
        while (!hierarchy.own().equals(common) && !hierarchy.own().startsWith(common + '/')) {
            common = common.substring(0, common.lastIndexOf('/'));
        }
        return common;
    }

    /** A rootless runtime goes on without a cgroup, if nobody asked for one. */
    private CgroupPaths without(String directory, CgroupRequest request, LinuxResources resources, IOException reason) {
        String action = "make cgroup " + directory;
        if (!request.rootless() || !KernelError.permission(KernelError.of(reason))) {
            throw KernelError.failure(action, reason);
        }
        List<ResourceField> fields = ResourceField.requestedOnV2(resources);
        if (!request.cgroupsPath().isEmpty() || !fields.isEmpty()) {
            String field =
                    fields.isEmpty() ? "/linux/cgroupsPath" : fields.getFirst().pointer();
            throw KernelError.failure(
                    field + ": rootless needs no limits + no cgrouppath when no permission is granted for cgroups: "
                            + action,
                    reason);
        }
        return new CgroupPaths(name, Map.of());
    }

    private Limits limits(CgroupPaths paths, LinuxResources resources) {
        if (paths.isEmpty()) {
            List<ResourceField> fields = ResourceField.requestedOnV2(resources);
            if (!fields.isEmpty()) {
                throw new UnsupportedException(fields.getFirst().pointer(), "the container has no cgroup");
            }
        }
        return Limits.ofV2(files, paths.paths());
    }

    private static @Nullable String directory(CgroupPaths paths) {
        return paths.paths().get("");
    }
}
