package dev.hexrun.cgroup.v1;

import dev.hexrun.cgroup.tree.KernelDriver;
import dev.hexrun.cgroup.tree.SimulatedCgroupDriverContract;
import dev.hexrun.cgroup.tree.SimulatedCgroupfs;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.HostCgroups;
import dev.hexrun.port.cgroup.HostCgroups.Hierarchy;
import dev.hexrun.testkit.host.FakeHost;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;

/** The contract of the v1 driver on a hybrid host where two controllers share a hierarchy. */
class SimulatedCgroupV1DriverContractTest extends SimulatedCgroupDriverContract {

    private SimulatedCgroupfs files = new SimulatedCgroupfs(Path.of(""));
    private HostCgroups cgroups = new HostCgroups(List.of(), Optional.empty());

    @BeforeEach
    void mount() {
        files = new SimulatedCgroupfs(root);
        List<Hierarchy> v1 = new ArrayList<>();
        for (String name : List.of("cpu,cpuacct", "cpuset", "memory", "devices", "freezer", "pids", "systemd")) {
            String mount = files.mount(name, name.split(",", -1));
            v1.add(new Hierarchy(
                    name.equals("systemd") ? List.of("name=systemd") : List.of(name.split(",", -1)), mount, mount));
        }
        String unified = files.mount("unified");
        cgroups = new HostCgroups(v1, Optional.of(new Hierarchy(List.of(), unified, unified)));
    }

    @Override
    protected SimulatedCgroupfs files() {
        return files;
    }

    @Override
    protected CgroupDriver driver() {
        return new KernelDriver(new CgroupsV1(FakeHost.root(), cgroups, files, files.walker()));
    }

    @Override
    protected OptionalLong pidsLimit(CgroupPaths paths) {
        return limit(paths, "pids", "pids.max");
    }

    @Override
    protected OptionalLong memoryLimit(CgroupPaths paths) {
        return limit(paths, "memory", "memory.limit_in_bytes");
    }

    @Override
    protected OptionalLong cpuQuota(CgroupPaths paths) {
        return limit(paths, "cpu", "cpu.cfs_quota_us");
    }
}
