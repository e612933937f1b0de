package dev.hexrun.cgroup.v2;

import dev.hexrun.cgroup.tree.KernelDriver;
import dev.hexrun.cgroup.tree.PlayedCgroupDriverContract;
import dev.hexrun.cgroup.tree.PlayedCgroupfs;
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
class PlayedCgroupV2DriverContractTest extends PlayedCgroupDriverContract {

    private PlayedCgroupfs files = new PlayedCgroupfs(Path.of(""));
    private String mount = "";

    @BeforeEach
    void mount() {
        files = new PlayedCgroupfs(root);
        mount = files.mount("unified", "cpuset", "cpu", "io", "memory", "pids");
    }

    @Override
    protected PlayedCgroupfs files() {
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
