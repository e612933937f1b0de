package dev.hexrun.cgroup.v2;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hexrun.cgroup.tree.KernelCgroupDriverContract;
import dev.hexrun.cgroup.tree.KernelCgroupFiles;
import dev.hexrun.cgroup.tree.KernelDriver;
import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.HostCgroups;
import dev.hexrun.port.cgroup.HostCgroups.Hierarchy;
import dev.hexrun.testkit.cgroup.PathTreeWalker;
import dev.hexrun.testkit.host.FakeHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * The contract of the driver on the host's v2 hierarchy, including that of a hybrid host. The cgroup of the test stands
 * for the mount point, so that the test enables no controller for other cgroups.
 */
class CgroupV2DriverContractTest extends KernelCgroupDriverContract {

    private static final List<Hierarchy> HIERARCHIES = new ArrayList<>();
    private static final List<String> CONTROLLERS = new ArrayList<>();

    @BeforeAll
    static void findHierarchy() throws IOException {
        Optional<Hierarchy> v2 = HostCgroups.of(host()).v2();
        assumeTrue(v2.isPresent(), "skipped: the host has no cgroup v2");
        HIERARCHIES.add(v2.orElseThrow());
        createParent(HIERARCHIES);
        Path controllers = Path.of(HIERARCHIES.getFirst().mountPoint(), parent(), "cgroup.controllers");
        CONTROLLERS.addAll(List.of(Files.readString(controllers).strip().split(" ", -1)));
    }

    @AfterAll
    static void removeParent() {
        removeParent(HIERARCHIES);
        HIERARCHIES.clear();
        CONTROLLERS.clear();
    }

    @Override
    protected CgroupDriver driver() {
        String top = HIERARCHIES.getFirst().mountPoint() + '/' + parent();
        return new KernelDriver(new CgroupsV2(
                FakeHost.root(), new Hierarchy(List.of(), top, top), new KernelCgroupFiles(), new PathTreeWalker()));
    }

    @Override
    protected String cgroupsPath(String name) {
        return "/" + name;
    }

    @Override
    protected LinuxResources.Builder resources() {
        return LinuxResources.builder()
                .addDevices(
                        LinuxDeviceCgroup.builder().allow(true).access("rwm").build());
    }

    @Override
    protected boolean supports(Capability capability) {
        return switch (capability) {
            case FREEZE -> true;
            case PIDS -> CONTROLLERS.contains("pids");
            case MEMORY -> CONTROLLERS.contains("memory");
            case CPU -> CONTROLLERS.contains("cpu");
            case MONITOR, EMPTY, BUSY -> true;
        };
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
