package dev.hexrun.cgroup.v2;

import dev.hexrun.cgroup.tree.KernelDriver;
import dev.hexrun.cgroup.tree.SimulatedCgroupDriverContract;
import dev.hexrun.cgroup.tree.SimulatedCgroupfs;
import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.HostCgroups.Hierarchy;
import dev.hexrun.testkit.host.FakeHost;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;

/** The contract of the v2 driver with all controllers that it supports. */
class SimulatedCgroupV2DriverContractTest extends SimulatedCgroupDriverContract {

    private SimulatedCgroupfs files = new SimulatedCgroupfs(Path.of(""));
    private String mount = "";

    @BeforeEach
    void mount() {
        files = new SimulatedCgroupfs(root);
        mount = files.mount("unified", "cpuset", "cpu", "io", "memory", "pids");
    }

    @Override
    protected SimulatedCgroupfs files() {
        return files;
    }

    @Override
    protected CgroupDriver driver() {
        return new KernelDriver(new CgroupsV2(
                FakeHost.root(), new Hierarchy(List.of(), mount, mount + "/user.slice/shell"), files, files.walker()));
    }

    @Override
    protected LinuxResources.Builder resources() {
        return LinuxResources.builder()
                .addDevices(
                        LinuxDeviceCgroup.builder().allow(true).access("rwm").build());
    }

    @Override
    protected OptionalLong pidsLimit(CgroupPaths paths) {
        return limit(paths, "", "pids.max");
    }

    @Override
    protected OptionalLong memoryLimit(CgroupPaths paths) {
        return limit(paths, "", "memory.max");
    }

    @Override
    protected OptionalLong cpuQuota(CgroupPaths paths) {
        return limit(paths, "", "cpu.max");
    }
}
