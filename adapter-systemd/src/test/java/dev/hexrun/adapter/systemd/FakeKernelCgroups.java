package dev.hexrun.adapter.systemd;

import dev.hexrun.cgroup.tree.CgroupsPath;
import dev.hexrun.cgroup.tree.KernelCgroup;
import dev.hexrun.cgroup.tree.KernelCgroups;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.plan.CgroupMountView;
import dev.hexrun.domain.step.CgroupStep;
import dev.hexrun.domain.step.Step;
import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.cgroup.CgroupExecRequest;
import dev.hexrun.port.cgroup.CgroupFreezer;
import dev.hexrun.port.cgroup.CgroupJoin;
import dev.hexrun.port.cgroup.CgroupMonitor;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.ResolvedCgroup;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Fake kernel cgroups that record the calls, with all processes in one cgroup. */
final class FakeKernelCgroups implements KernelCgroups {

    final Set<Integer> processes = new TreeSet<>();
    boolean frozen;
    boolean refusesToJoin;
    boolean refusesToApply;
    boolean exists = true;
    Optional<String> idle = Optional.empty();
    Optional<String> parentWithProcesses = Optional.empty();

    /** The limits of the last call of {@code apply} or {@code update}. */
    LinuxResources applied = LinuxResources.builder().build();

    private final List<String> log;
    private final boolean unified;

    FakeKernelCgroups(List<String> log, boolean unified) {
        this.log = log;
        this.unified = unified;
    }

    @Override
    public CgroupPaths resolve(String driver, CgroupsPath path) {
        if (unified) {
            return new CgroupPaths.V2(driver, "/cgroup/" + path.inner());
        }
        Map<String, String> paths = new LinkedHashMap<>();
        paths.put("memory", "/cgroup/memory/" + path.inner());
        paths.put("name=systemd", "/cgroup/systemd/" + path.inner());
        return new CgroupPaths.V1(driver, paths);
    }

    @Override
    public Cgroup create(ResolvedCgroup resolved, LinuxResources resources) {
        throw new IllegalStateException("systemd creates the cgroups");
    }

    @Override
    public KernelCgroup adopt(ResolvedCgroup resolved, LinuxResources resources) {
        log.add("adopt");
        return open(resolved.paths());
    }

    @Override
    public KernelCgroup open(CgroupPaths paths) {
        return new FakeKernelCgroup(paths);
    }

    private final class FakeKernelCgroup implements KernelCgroup, CgroupFreezer {

        private final CgroupPaths paths;

        FakeKernelCgroup(CgroupPaths paths) {
            this.paths = paths;
        }

        @Override
        public CgroupPaths paths() {
            return paths;
        }

        @Override
        public Map<String, String> identities() {
            return Map.of("/identity", "1");
        }

        @Override
        public CgroupMountView mountView() {
            return new CgroupMountView(unified, List.of(new CgroupMountView.Hierarchy("", List.of(), "/h")));
        }

        @Override
        public CgroupJoin initJoin() {
            throw new IllegalStateException("systemd starts the unit");
        }

        @Override
        public CgroupJoin execJoin(CgroupExecRequest request) {
            return request.rootless()
                    ? new CgroupJoin.ByRuntime(_ -> {
                        throw new IllegalStateException("join is called");
                    })
                    : new CgroupJoin.BySteps(List.of(new CgroupStep.JoinCgroup("/beside", true, false)));
        }

        @Override
        public void join(int pid) {
            if (refusesToJoin) {
                throw new HostOperationException("join", new Errno(Errno.EACCES));
            }
            log.add("join " + pid);
            processes.add(pid);
        }

        @Override
        public void join(CgroupExecRequest request, int pid) {
            join(pid);
        }

        @Override
        public void apply(LinuxResources resources) {
            applied = resources;
            if (refusesToApply) {
                throw new HostOperationException("apply", new Errno(Errno.EBUSY));
            }
            log.add("apply");
        }

        @Override
        public void update(LinuxResources resources, Runnable commit) {
            log.add("update");
            try {
                commit.run();
            } catch (RuntimeException failure) {
                log.add("restore");
                throw failure;
            }
        }

        @Override
        public void update(LinuxResources resources) {
            log.add("update");
        }

        @Override
        public List<Step> enforcementSteps(LinuxResources resources) {
            return List.of(new CgroupStep.JoinCgroup("/steps", true, false));
        }

        @Override
        public Optional<CgroupFreezer> freezer() {
            return Optional.of(this);
        }

        @Override
        public boolean isFrozen() {
            return frozen;
        }

        @Override
        public boolean isFrozenByParent() {
            return false;
        }

        @Override
        public void freeze(Duration timeout) {
            log.add("freeze");
            frozen = true;
        }

        @Override
        public void thaw() {
            log.add("thaw");
            frozen = false;
        }

        @Override
        public void thawRecursively() {
            log.add("thaw recursively");
        }

        @Override
        public List<Integer> processes() {
            return List.copyOf(processes);
        }

        @Override
        public void signal(int signal) {
            log.add("signal " + signal);
        }

        @Override
        public void killAll() {
            processes.clear();
        }

        @Override
        public void delete() {
            log.add("delete");
        }

        @Override
        public Optional<CgroupMonitor> monitor() {
            return Optional.empty();
        }

        @Override
        public Optional<String> readUnified(String file) {
            return file.equals("cpu.idle") ? idle : Optional.empty();
        }

        @Override
        public Optional<String> parentWithProcesses() {
            return parentWithProcesses;
        }

        @Override
        public boolean exists() {
            return exists;
        }
    }
}
