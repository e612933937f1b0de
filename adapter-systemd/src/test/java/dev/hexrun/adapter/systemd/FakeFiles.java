package dev.hexrun.adapter.systemd;

import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.step.CgroupStep;
import dev.hexrun.domain.step.Step;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupHierarchy;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.CgroupRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A driver of files that writes down what it is asked for, and has processes in one place. */
final class FakeFiles implements CgroupDriver {

    final Set<Integer> processes = new TreeSet<>();
    boolean frozen;
    boolean refusesToJoin;
    boolean refusesToApply;

    /** What was written last. */
    LinuxResources applied = LinuxResources.builder().build();

    private final List<String> log;
    private final boolean unified;

    FakeFiles(List<String> log, boolean unified) {
        this.log = log;
        this.unified = unified;
    }

    @Override
    public CgroupPaths place(CgroupRequest request) {
        Map<String, String> paths = new LinkedHashMap<>();
        if (unified) {
            paths.put("", "/cgroup" + request.cgroupsPath());
        } else {
            paths.put("memory", "/cgroup/memory" + request.cgroupsPath());
            paths.put("name=systemd", "/cgroup/systemd" + request.cgroupsPath());
        }
        return new CgroupPaths("files", paths);
    }

    @Override
    public CgroupPaths create(CgroupPaths paths, CgroupRequest request, LinuxResources resources) {
        throw new IllegalStateException("systemd makes the cgroups");
    }

    @Override
    public CgroupPaths adopt(CgroupPaths paths, CgroupRequest request, LinuxResources resources) {
        log.add("adopt");
        return new CgroupPaths("files", paths.paths());
    }

    @Override
    public void join(CgroupPaths paths, int pid) {
        if (refusesToJoin) {
            throw new HostOperationException("join", new Errno(Errno.EACCES));
        }
        log.add("join " + pid);
        processes.add(pid);
    }

    @Override
    public List<Step> enteringBeside(CgroupPaths paths, int init) {
        return List.of(new CgroupStep.JoinCgroup("/beside", true, false));
    }

    @Override
    public void apply(CgroupPaths paths, LinuxResources resources) {
        applied = resources;
        if (refusesToApply) {
            throw new HostOperationException("apply", new Errno(Errno.EBUSY));
        }
        log.add("apply");
    }

    @Override
    public void update(CgroupPaths paths, LinuxResources resources, Runnable agreement) {
        log.add("update");
        try {
            agreement.run();
        } catch (RuntimeException failure) {
            log.add("take back");
            throw failure;
        }
    }

    @Override
    public void update(CgroupPaths paths, LinuxResources resources) {
        log.add("update");
    }

    @Override
    public List<Step> steps(CgroupPaths paths, LinuxResources resources) {
        return List.of(new CgroupStep.JoinCgroup("/steps", true, false));
    }

    @Override
    public boolean frozen(CgroupPaths paths) {
        return frozen;
    }

    @Override
    public void freeze(CgroupPaths paths, Duration timeout) {
        log.add("freeze");
        frozen = true;
    }

    @Override
    public void thaw(CgroupPaths paths) {
        log.add("thaw");
        frozen = false;
    }

    @Override
    public void thawToDie(CgroupPaths paths) {
        log.add("thaw all");
    }

    @Override
    public List<Integer> pids(CgroupPaths paths) {
        return List.copyOf(processes);
    }

    @Override
    public boolean kill(CgroupPaths paths) {
        processes.clear();
        return true;
    }

    @Override
    public long oomKills(CgroupPaths paths) {
        return 3;
    }

    @Override
    public void delete(CgroupPaths paths) {
        log.add("delete");
    }

    @Override
    public List<CgroupHierarchy> hierarchies(CgroupPaths paths) {
        return List.of(new CgroupHierarchy(unified, "", List.of(), "/h"));
    }
}
