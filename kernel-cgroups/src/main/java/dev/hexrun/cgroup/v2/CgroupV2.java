package dev.hexrun.cgroup.v2;

import dev.hexrun.cgroup.stats.CgroupV2Monitor;
import dev.hexrun.cgroup.tree.CgroupFileReader;
import dev.hexrun.cgroup.tree.CgroupFiles;
import dev.hexrun.cgroup.tree.CgroupTree;
import dev.hexrun.cgroup.tree.KernelCgroup;
import dev.hexrun.cgroup.tree.KernelError;
import dev.hexrun.cgroup.tree.Limits;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.plan.CgroupMountView;
import dev.hexrun.domain.resource.CgroupV2Writes;
import dev.hexrun.domain.step.ContributedSteps;
import dev.hexrun.domain.step.Step;
import dev.hexrun.port.cgroup.CgroupExecRequest;
import dev.hexrun.port.cgroup.CgroupFreezer;
import dev.hexrun.port.cgroup.CgroupJoin;
import dev.hexrun.port.cgroup.CgroupMonitor;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.HostCgroups.Hierarchy;
import dev.hexrun.port.host.Host;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The cgroup of a container on a host with v2 only. */
final class CgroupV2 implements KernelCgroup {

    private static final String KILL = "cgroup.kill";

    private final Host host;
    private final Hierarchy hierarchy;
    private final CgroupFiles files;
    private final CgroupTree tree;
    private final CgroupPaths paths;
    private final String directory;

    CgroupV2(Host host, Hierarchy hierarchy, CgroupFiles files, CgroupTree tree, CgroupPaths paths, String directory) {
        this.host = host;
        this.hierarchy = hierarchy;
        this.files = files;
        this.tree = tree;
        this.paths = paths;
        this.directory = directory;
    }

    @Override
    public CgroupPaths paths() {
        return paths;
    }

    @Override
    public Map<String, String> identities() {
        return tree.identities(paths.directories());
    }

    @Override
    public CgroupMountView mountView() {
        return new CgroupMountView(true, List.of(new CgroupMountView.Hierarchy("", List.of(), directory)));
    }

    @Override
    public CgroupJoin initJoin() {
        return step(directory);
    }

    @Override
    public CgroupJoin execJoin(CgroupExecRequest request) {
        CgroupPaths target = paths.below(request.subgroups());
        if (request.rootless()) {
            return byRuntime(request);
        }
        if (!request.subgroups().isEmpty()) {
            return step(target.saved().getOrDefault(CgroupPaths.UNIFIED, ""));
        }
        if (files.exists(directory)) {
            if (new CgroupFileReader(files, directory)
                    .read("cgroup.subtree_control")
                    .isEmpty()) {
                return step(directory);
            }
            // cgroup-v2.rst, "No Internal Process Constraint": no process can join a cgroup that enables controllers
            // for its children. The first process is in a descendant, whose name the container has chosen, or
            // elsewhere.
            String named = named(request.init());
            if (named == null || named.startsWith(directory + '/')) {
                return new CgroupJoin.BySteps(List.of(ContributedSteps.joinCgroupOfProcess(directory, request.init())));
            }
        }
        String present = directoryOf(request.init());
        return present == null ? byRuntime(request) : step(present);
    }

    private static CgroupJoin step(String directory) {
        return new CgroupJoin.BySteps(List.of(ContributedSteps.joinCgroupV2(directory)));
    }

    private CgroupJoin byRuntime(CgroupExecRequest request) {
        return new CgroupJoin.ByRuntime(pid -> {
            join(request, pid);
            return this;
        });
    }

    @Override
    public void join(int pid) {
        tree.join(directory, pid);
    }

    @Override
    public void join(CgroupExecRequest request, int pid) {
        if (!request.subgroups().isEmpty()) {
            tree.join(paths.below(request.subgroups()).saved().getOrDefault(CgroupPaths.UNIFIED, ""), pid);
            return;
        }
        try {
            join(pid);
        } catch (HostOperationException refused) {
            String present = directoryOf(request.init());
            if (present == null || present.equals(directory)) {
                throw refused;
            }
            tree.join(present, pid);
        }
    }

    @Override
    public void enterSubgroup(int pid, String subgroup, OptionalLong owner) {
        String target =
                paths.below(Map.of(CgroupPaths.UNIFIED, subgroup)).directories().getFirst();
        try {
            int end = target.indexOf('/', directory.length() + 1);
            while (end >= 0) {
                create(target.substring(0, end), owner);
                end = target.indexOf('/', end + 1);
            }
            create(target, owner);
        } catch (IOException e) {
            throw KernelError.failure("create cgroup " + target, e);
        }
        tree.join(target, pid);
    }

    private void create(String path, OptionalLong owner) throws IOException {
        if (files.createDirectory(path) && owner.isPresent()) {
            Delegation.delegate(files, path, owner.getAsLong());
        }
    }

    /** Returns the present cgroup of a process; {@code null} if it has no path in the runtime's cgroup namespace. */
    private @Nullable String directoryOf(int pid) {
        String present = named(pid);
        return present != null && files.exists(present) ? present : null;
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
    public void apply(LinuxResources resources) {
        Limits limits = limits();
        limits.write(CgroupV2Writes.of(resources, limits));
    }

    @Override
    public void update(LinuxResources resources) {
        update(resources, () -> {});
    }

    @Override
    public void update(LinuxResources resources, Runnable commit) {
        Limits limits = limits();
        limits.writeAllOrNone(CgroupV2Writes.of(resources, limits), commit);
    }

    private Limits limits() {
        return Limits.ofV2(files, paths.saved());
    }

    @Override
    public List<Step> enforcementSteps(LinuxResources resources) {
        return DeviceEnforcement.steps(directory, resources.devices(), host);
    }

    @Override
    public Optional<CgroupFreezer> freezer() {
        return Optional.of(new Freezer(files, directory));
    }

    @Override
    public List<Integer> processes() {
        return tree.pids(directory);
    }

    @Override
    public void signal(int signal) {
        tree.signal(directory, signal);
    }

    @Override
    public void killAll() {
        if (!processes().isEmpty() && !killByKernel()) {
            tree.killEach(directory, new Freezer(files, directory));
        }
    }

    /** Writes {@code cgroup.kill}; returns whether the kernel has killed the processes, or there are none. */
    private boolean killByKernel() {
        try {
            files.write(directory, KILL, "1");
            return true;
        } catch (IOException e) {
            int number = KernelError.of(e);
            if (KernelError.isGone(number)) {
                // The cgroup does not exist any more, or the kernel is older than 5.14.
                return !files.exists(directory);
            }
            if (KernelError.isThreaded(number)) {
                return false;
            }
            throw KernelError.failure("kill the processes of cgroup " + directory, e);
        }
    }

    @Override
    public void delete() {
        tree.remove(paths.directories());
    }

    @Override
    public Optional<CgroupMonitor> monitor() {
        return Optional.of(new CgroupV2Monitor(files, paths));
    }

    @Override
    public Optional<String> readUnified(String file) {
        try {
            return Optional.of(files.read(directory, file).strip());
        } catch (IOException notAvailable) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<String> parentWithProcesses() {
        String parent = parent(directory);
        while (parent.length() > hierarchy.mountPoint().length()) {
            try {
                if (!files.read(parent, CgroupTree.PROCS).isBlank()) {
                    return Optional.of(parent);
                }
            } catch (IOException threadedOrMissing) {
                // A threaded cgroup has no processes of its own.
            }
            parent = parent(parent);
        }
        return Optional.empty();
    }

    private static String parent(String directory) {
        return directory.substring(0, Math.max(directory.lastIndexOf('/'), 0));
    }

    @Override
    public boolean exists() {
        return files.exists(directory);
    }
}
