package dev.hexrun.cgroup.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hexrun.cgroup.tree.KernelCgroup;
import dev.hexrun.cgroup.tree.KernelCgroupDriverContract;
import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.config.LinuxDeviceCgroupType;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.cgroup.CgroupCaller;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.CgroupRequest;
import dev.hexrun.port.cgroup.HostCgroups;
import dev.hexrun.port.cgroup.HostCgroups.Hierarchy;
import dev.hexrun.testkit.host.FakeHost;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of the driver on the host's v1 hierarchies, if it has any. */
class CgroupV1DriverContractTest extends KernelCgroupDriverContract {

    private static final List<Hierarchy> HIERARCHIES = new ArrayList<>();

    private long lastOomKills;
    private CgroupDriver driver = create(FakeHost.root());

    @BeforeAll
    static void findHierarchies() {
        HostCgroups cgroups = HostCgroups.of(host());
        assumeFalse(cgroups.v1().isEmpty(), "skipped: the host has no cgroup v1");
        HIERARCHIES.addAll(cgroups.v1());
        cgroups.v2().ifPresent(HIERARCHIES::add);
        createParent(HIERARCHIES);
    }

    @AfterAll
    static void removeParent() {
        removeParent(HIERARCHIES);
        HIERARCHIES.clear();
    }

    @BeforeEach
    void createDriver() {
        driver = create(host());
    }

    @Override
    protected CgroupDriver driver() {
        return driver;
    }

    @Override
    protected String cgroupsPath(String name) {
        return '/' + parent() + '/' + name;
    }

    @Override
    protected boolean supports(Capability capability) {
        return switch (capability) {
            case FREEZE -> has("freezer");
            case PIDS -> has("pids");
            case MEMORY -> has("memory");
            case CPU -> has("cpu");
            case MONITOR, EMPTY, BUSY -> true;
        };
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

    @Test
    void permitsOnlyAllowedDevices() throws IOException, InterruptedException {
        assumeTrue(has("devices"), "skipped: the host has no devices hierarchy");
        assumeTrue(Files.exists(Path.of("/dev/kmsg")), "skipped: no /dev/kmsg");
        assertThat(run(
                        "devices",
                        LinuxResources.builder().build(),
                        "head -c 1 /dev/zero > /dev/null && echo zero; (: < /dev/kmsg) 2> /dev/null || echo denied"))
                .containsExactly("zero", "denied");
        LinuxDeviceCgroup kmsg = LinuxDeviceCgroup.builder()
                .allow(true)
                .type(LinuxDeviceCgroupType.CHARACTER)
                .major(1)
                .minor(11)
                .access("r")
                .build();
        assertThat(run(
                        "devices",
                        LinuxResources.builder().addDevices(kmsg).build(),
                        "(: < /dev/kmsg) && echo read; (: > /dev/kmsg) 2> /dev/null || echo denied"))
                .containsExactly("read", "denied");
    }

    @Test
    void killsAContainerAboveItsMemoryLimit_andCountsTheKill() throws IOException, InterruptedException {
        assumeTrue(has("memory"), "skipped: the host has no memory hierarchy");
        long limit = 16L * 1024 * 1024;
        assertThat(run(
                        "memory",
                        LinuxResources.builder()
                                .memory(LinuxMemory.builder()
                                        .limit(limit)
                                        .swap(limit)
                                        .build())
                                .build(),
                        "tail /dev/zero > /dev/null 2>&1 || echo killed"))
                .containsExactly("killed");
        assertThat(lastOomKills).isEqualTo(1);
    }

    /** Runs a script in its own cgroup, and returns the lines of its output. */
    private List<String> run(String name, LinuxResources resources, String script)
            throws IOException, InterruptedException {
        CgroupRequest request = new CgroupRequest(ContainerId.of(name), cgroupsPath(name), CgroupCaller.PRIVILEGED);
        Process process = new ProcessBuilder("sh", "-c", "read start; " + script).start();
        KernelCgroup cgroup = (KernelCgroup) driver.create(driver.resolve(request), resources);
        try (BufferedReader out = process.inputReader()) {
            cgroup.join(Math.toIntExact(process.pid()));
            cgroup.apply(resources);
            process.outputWriter().append("go\n").close();
            List<String> lines = out.lines().toList();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            lastOomKills = cgroup.monitor().orElseThrow().oomKills().orElse(0);
            return lines;
        } finally {
            process.destroyForcibly().waitFor();
            cgroup.delete();
        }
    }

    private static boolean has(String controller) {
        return HIERARCHIES.stream()
                .anyMatch(hierarchy -> hierarchy.controllers().contains(controller));
    }
}
