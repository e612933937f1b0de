package dev.hexrun.cgroup.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hexrun.cgroup.tree.CgroupsPath;
import dev.hexrun.cgroup.tree.KernelCgroup;
import dev.hexrun.cgroup.tree.KernelCgroups;
import dev.hexrun.cgroup.tree.NewCgroups;
import dev.hexrun.cgroup.tree.SimulatedCgroupfs;
import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.config.LinuxPids;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.plan.CgroupMountView;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.step.CgroupStep;
import dev.hexrun.domain.step.Step;
import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.cgroup.CgroupCaller;
import dev.hexrun.port.cgroup.CgroupFreezer;
import dev.hexrun.port.cgroup.CgroupJoin;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.CgroupRequest;
import dev.hexrun.port.cgroup.HostCgroups;
import dev.hexrun.port.cgroup.HostCgroups.Hierarchy;
import dev.hexrun.port.cgroup.NoCgroup;
import dev.hexrun.port.cgroup.ResolvedCgroup;
import dev.hexrun.testkit.host.FakeHost;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupV1Test {

    private static final LinuxResources NOTHING = LinuxResources.builder().build();
    private static final long GIB = 1L << 30;

    @TempDir
    private Path root = Path.of("");

    private SimulatedCgroupfs files = new SimulatedCgroupfs(root);
    private FakeHost host = FakeHost.root();
    private final List<Hierarchy> mounted = new ArrayList<>();
    private CgroupPaths paths = new CgroupPaths.None("");

    @BeforeEach
    void mount() {
        files = new SimulatedCgroupfs(root);
        for (String name : List.of("cpu,cpuacct", "cpuset", "memory", "devices", "freezer", "pids")) {
            mount(name);
        }
    }

    @Test
    void fillsNewCpusetsFromTheParent_topDown() {
        paths = create("/a/b/web", NOTHING);
        String web = at("cpuset");
        String cpuset = mounted.get(1).mountPoint();
        for (String directory : List.of(cpuset + "/a", cpuset + "/a/b", web)) {
            assertThat(files.get(directory, "cpuset.cpus")).isEqualTo("0-3");
            assertThat(files.get(directory, "cpuset.mems")).isEqualTo("0");
        }
    }

    @Test
    void usesExistingCgroups_andCreatesMissingOnes() throws IOException {
        CgroupRequest request = new CgroupRequest(ContainerId.of("web"), "/a/web", CgroupCaller.PRIVILEGED);
        paths = resolve(request).paths();
        new NewCgroups(files).createWithParents(at("pids"));
        KernelCgroup pids = cgroups().open(new CgroupPaths.V1("cgroupfs", Map.of("pids", at("pids"))));
        pids.join(7);
        assertThat(cgroups().adopt(resolve(request), NOTHING).paths()).isEqualTo(paths);
        assertThat(paths.directories()).allMatch(files::exists);
        assertThat(pids.processes()).containsExactly(7);
    }

    @Test
    void returnsStepsToJoinEveryHierarchy() {
        paths = create("/web", NOTHING);
        List<Step> steps = ((CgroupJoin.BySteps) cgroup().initJoin()).steps();
        assertThat(steps)
                .contains(new CgroupStep.JoinCgroup(at("devices"), false, false))
                .hasSize(paths.directories().size());
        assertThat(steps)
                .filteredOn(step -> ((CgroupStep.JoinCgroup) step).optional())
                .extracting(step -> ((CgroupStep.JoinCgroup) step).path())
                .allMatch(path -> path.contains("systemd") || path.contains("unified"));
    }

    @Test
    void setsTheCpuset_beforeAProcessJoins() {
        paths = create(
                "/web",
                LinuxResources.builder()
                        .cpu(LinuxCpu.builder().cpus("1-2").build())
                        .build());
        assertThat(files.get(at("cpuset"), "cpuset.cpus")).isEqualTo("1-2");
        assertThat(files.get(at("cpuset"), "cpuset.mems")).isEqualTo("0");
    }

    @Test
    void setsRealtimeLimits_beforeAProcessJoins() {
        create(
                "/web",
                LinuxResources.builder()
                        .cpu(LinuxCpu.builder()
                                .realtimeRuntime(950)
                                .realtimePeriod(1000)
                                .build())
                        .build());
        assertThat(files.takeWrites()).containsSequence("cpu.rt_period_us=1000", "cpu.rt_runtime_us=950");
    }

    @Test
    void deniesDevicesAtCreation_whenNoRulesFollow() {
        paths = create("/web", NOTHING);
        assertThat(files.get(at("devices"), "devices.list"))
                .contains("c 1:3 rwm")
                .doesNotContain("a *:*");
    }

    @Test
    void doesNotDenyDevicesAtCreation_whenRulesFollow() {
        LinuxResources resources =
                devices(LinuxDeviceCgroup.builder().access("rwm").build());
        paths = create("/web", resources);
        assertThat(files.get(at("devices"), "devices.list")).isEqualTo("a *:* rwm");
        cgroup().apply(resources);
        assertThat(files.get(at("devices"), "devices.list"))
                .contains("c 1:3 rwm")
                .doesNotContain("a *:*");
    }

    @Test
    void doesNotChangeDevices_whenLimitsAreUpdated() {
        paths = create("/web", NOTHING);
        String list = files.get(at("devices"), "devices.list");
        cgroup().apply(NOTHING);
        assertThat(files.get(at("devices"), "devices.list")).isEqualTo(list);
    }

    @Test
    void toleratesUnwritableDeviceFiles_inAUserNamespace() {
        host = host.withinUserNamespace();
        files.refuse("devices.deny", "Operation not permitted");
        assertThatCode(() -> create("/web", NOTHING)).doesNotThrowAnyException();
    }

    @Test
    void failsOnUnwritableDeviceFiles_forRootOfTheHost() {
        files.refuse("devices.deny", "Operation not permitted");
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> create("/a/web", NOTHING))
                .withMessageStartingWith("/linux/resources/devices: write \"a *:* rwm\" to ")
                .withMessageEndingWith("/devices.deny: operation not permitted");
        for (Hierarchy hierarchy : mounted) {
            assertThat(files.exists(hierarchy.mountPoint() + "/a")).isFalse();
        }
    }

    @Test
    void toleratesARefusalToAllowAllDevices() {
        LinuxResources resources =
                devices(LinuxDeviceCgroup.builder().allow(true).access("rwm").build());
        paths = create("/web", resources);
        files.refuse("devices.allow", "Operation not permitted");
        assertThatCode(() -> cgroup().apply(resources)).doesNotThrowAnyException();
    }

    @Test
    void refusesAHostThatCannotEnforceDeviceRules() {
        mounted.removeIf(hierarchy -> hierarchy.controllers().contains("devices"));
        assertThatExceptionOfType(UnsupportedException.class)
                .isThrownBy(() -> create("/web", NOTHING))
                .withMessageStartingWith("/linux/resources/devices: ");
    }

    @Test
    void raisesSwapFirst_andLowersMemoryFirst() {
        paths = create("/web", NOTHING);
        files.put(at("memory"), "memory.limit_in_bytes", Long.toString(GIB));
        assertThat(memory(LinuxMemory.builder().limit(2 * GIB).swap(3 * GIB)))
                .containsExactly("memory.memsw.limit_in_bytes=" + 3 * GIB, "memory.limit_in_bytes=" + 2 * GIB);
        files.put(at("memory"), "memory.limit_in_bytes", Long.toString(4 * GIB));
        assertThat(memory(LinuxMemory.builder().limit(2 * GIB).swap(3 * GIB)))
                .containsExactly("memory.limit_in_bytes=" + 2 * GIB, "memory.memsw.limit_in_bytes=" + 3 * GIB);
    }

    @Test
    void removesTheSwapLimitFirst_whenTheMemoryLimitIsRemoved() {
        paths = create("/web", NOTHING);
        assertThat(memory(LinuxMemory.builder().limit(-1)))
                .containsExactly("memory.memsw.limit_in_bytes=-1", "memory.limit_in_bytes=-1");
        assertThat(memory(LinuxMemory.builder().limit(GIB).swap(-1)))
                .containsExactly("memory.memsw.limit_in_bytes=-1", "memory.limit_in_bytes=" + GIB);
    }

    @Test
    void toleratesMissingSwapAccounting_unlessALimitIsSet() {
        files.disableSwapAccounting();
        paths = create("/web", NOTHING);
        assertThat(memory(LinuxMemory.builder().limit(-1))).containsExactly("memory.limit_in_bytes=-1");
        assertThat(memory(LinuxMemory.builder().limit(GIB).swap(-1))).containsExactly("memory.limit_in_bytes=" + GIB);
        assertThatExceptionOfType(UnsupportedException.class)
                .isThrownBy(() -> memory(LinuxMemory.builder().limit(GIB).swap(2 * GIB)))
                .withMessage("/linux/resources/memory/swap: the kernel has no memory.memsw.limit_in_bytes");
    }

    @Test
    void setsOtherMemoryLimits() {
        paths = create("/web", NOTHING);
        assertThat(memory(LinuxMemory.builder()
                        .reservation(GIB)
                        .swappiness(7)
                        .disableOOMKiller(true)
                        .kernel(5)
                        .kernelTCP(6)
                        .useHierarchy(false)))
                .containsExactly("memory.soft_limit_in_bytes=" + GIB, "memory.oom_control=1", "memory.swappiness=7");
    }

    @Test
    void reportsTheUsage_whenTheLimitIsBelowIt() {
        paths = create("/web", NOTHING);
        files.put(at("memory"), "memory.usage_in_bytes", "5000");
        files.put(at("memory"), "memory.max_usage_in_bytes", "6000");
        files.refuse("memory.limit_in_bytes", "Device or resource busy");
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> memory(LinuxMemory.builder().limit(4096)))
                .withMessage("unable to set memory limit to 4096 (current usage: 5000, peak usage: 6000)");
        files.takeWrites();
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> memory(LinuxMemory.builder().limit(4096).checkBeforeUpdate(true)))
                .withMessageEndingWith("unable to set memory limit to 4096 (current usage: 5000, peak usage: 6000)");
        assertThat(files.takeWrites()).isEmpty();
    }

    @Test
    void refusesASwapLimitBelowMemory_andInvalidSwappiness() {
        paths = create("/web", NOTHING);
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> memory(LinuxMemory.builder().limit(2 * GIB).swap(GIB)))
                .withMessage("/linux/resources/memory/swap: memory+swap limit should be >= memory limit");
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> memory(LinuxMemory.builder().swappiness(101)))
                .withMessageContaining("invalid memory swappiness value: 101 (valid range is 0-100)");
    }

    @Test
    void retriesPeriodAndBurst_afterTheQuota() {
        paths = create("/web", NOTHING);
        files.refuse("cpu.cfs_period_us", "Invalid argument");
        files.refuse("cpu.cfs_burst_us", "Invalid argument");
        assertThat(cpu(LinuxCpu.builder().quota(5000).period(10_000).burst(4000)))
                .containsExactly(
                        "cpu.cfs_period_us=10000",
                        "cpu.cfs_burst_us=4000",
                        "cpu.cfs_quota_us=5000",
                        "cpu.cfs_period_us=10000",
                        "cpu.cfs_burst_us=4000");
    }

    @Test
    void namesFieldValueAndFile_whenTheKernelRefuses() {
        paths = create("/web", NOTHING);
        files.refuse("cpu.cfs_period_us", "Invalid argument");
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> cpu(LinuxCpu.builder().period(7)))
                .withMessage("/linux/resources/cpu/period: write \"7\" to " + at("cpu")
                        + "/cpu.cfs_period_us: invalid argument")
                .satisfies(e -> assertThat(e.errno().orElseThrow().number()).isEqualTo(22));
    }

    @Test
    void writesNoSharesToAnIdleCgroup_andIdleBeforeSharesOtherwise() {
        paths = create("/web", NOTHING);
        assertThat(cpu(LinuxCpu.builder().idle(1).shares(512))).containsExactly("cpu.idle=1");
        assertThat(cpu(LinuxCpu.builder().idle(0).shares(512))).containsExactly("cpu.idle=0", "cpu.shares=512");
    }

    @Test
    void refusesV2OnlyLimits_beforeItCreatesCgroups() {
        assertThatExceptionOfType(UnsupportedException.class)
                .isThrownBy(() -> create(
                        "/web",
                        LinuxResources.builder().putUnified("memory.high", "1").build()))
                .withMessageStartingWith("/linux/resources/unified: ");
        assertThat(files.exists(mounted.getFirst().mountPoint() + "/web")).isFalse();
    }

    @Test
    void restoresValues_whenAnUpdateIsRefused() {
        paths = create("/web", NOTHING);
        LinuxResources old = LinuxResources.builder()
                .memory(LinuxMemory.builder().limit(GIB).swap(2 * GIB).build())
                .cpu(LinuxCpu.builder().shares(512).quota(5000).period(10_000).build())
                .build();
        cgroup().apply(old);
        files.refuse("pids.max", "Invalid argument");
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> cgroup().update(LinuxResources.builder()
                        .memory(LinuxMemory.builder()
                                .limit(3 * GIB)
                                .swap(4 * GIB)
                                .build())
                        .cpu(LinuxCpu.builder().idle(1).quota(70_000).build())
                        .pids(LinuxPids.builder().limit(5).build())
                        .build()))
                .withMessageStartingWith("/linux/resources/pids/limit: write \"5\" to ")
                .satisfies(e -> assertThat(e.getSuppressed()).isEmpty());
        assertThat(files.get(at("memory"), "memory.limit_in_bytes")).isEqualTo(Long.toString(GIB));
        assertThat(files.get(at("memory"), "memory.memsw.limit_in_bytes")).isEqualTo(Long.toString(2 * GIB));
        assertThat(files.get(at("cpu"), "cpu.idle")).isEqualTo("0");
        assertThat(files.get(at("cpu"), "cpu.shares")).isEqualTo("512");
        assertThat(files.get(at("cpu"), "cpu.cfs_quota_us")).isEqualTo("5000");
        assertThat(files.get(at("pids"), "pids.max")).isEqualTo("max");
    }

    @Test
    void reportsValuesThatCannotBeRestored() {
        paths = create("/web", NOTHING);
        files.refuse("pids.max", "Invalid argument");
        // The kernel accepts the new value, and refuses both attempts to restore the old one.
        files.refuse("memory.swappiness", "", "Device or resource busy", "Device or resource busy");
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> cgroup().update(LinuxResources.builder()
                        .memory(LinuxMemory.builder().swappiness(5).build())
                        .pids(LinuxPids.builder().limit(5).build())
                        .build()))
                .satisfies(e -> assertThat(e.getSuppressed())
                        .singleElement()
                        .extracting(Throwable::getMessage)
                        .asString()
                        .contains("write \"60\" to ", "memory.swappiness: device or resource busy"));
    }

    @Test
    void refusesALimitWithoutItsController() {
        mounted.removeIf(hierarchy -> hierarchy.controllers().contains("pids"));
        assertThatExceptionOfType(UnsupportedException.class)
                .isThrownBy(() -> create("/web", pids(5)))
                .withMessage("/linux/resources/pids/limit: the host has no pids controller");
        paths = create("/web", NOTHING);
        assertThatExceptionOfType(UnsupportedException.class)
                .isThrownBy(() -> cgroup().apply(pids(5)))
                .withMessageStartingWith("/linux/resources/pids/limit: ");
    }

    @Test
    void skipsUnwritableHierarchies_whenRootless() {
        files.denyWrites(mounted.get(2).mountPoint() + "/web", "cgroup.procs");
        CgroupRequest request = new CgroupRequest(ContainerId.of("web"), "", CgroupCaller.ROOTLESS);
        paths = cgroups().create(resolve(request), NOTHING).paths();
        assertThat(paths.saved()).containsKeys("cpu", "pids").doesNotContainKey("memory");
        assertThat(files.exists(mounted.get(2).mountPoint() + "/web")).isFalse();
        assertThat(cgroup().mountView().hierarchies())
                .extracting(CgroupMountView.Hierarchy::hostPath)
                .contains(mounted.get(2).mountPoint(), at("pids"));
    }

    @Test
    void returnsTheCallersCgroups_whenRootlessAndNoneCanBeCreated() {
        mounted.forEach(hierarchy -> files.denyWrites(hierarchy.mountPoint() + "/web", "cgroup.procs"));
        CgroupRequest request = new CgroupRequest(ContainerId.of("web"), "", CgroupCaller.ROOTLESS);
        Cgroup created = cgroups().create(resolve(request), NOTHING);
        assertThat(created).isInstanceOf(NoCgroup.class);
        assertThat(created.paths().isEmpty()).isTrue();
        assertThat(created.mountView().unified()).isFalse();
        assertThat(created.mountView().hierarchies())
                .extracting(CgroupMountView.Hierarchy::hostPath)
                .containsExactlyElementsOf(
                        mounted.stream().map(HostCgroups.Hierarchy::own).toList());
    }

    @Test
    void refusesALimit_whenRootlessAndItsCgroupCannotBeCreated() {
        files.denyWrites(mounted.get(5).mountPoint() + "/web", "cgroup.procs");
        CgroupRequest request = new CgroupRequest(ContainerId.of("web"), "", CgroupCaller.ROOTLESS);
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> cgroups().create(resolve(request), pids(5)))
                .withMessageContaining("/linux/resources/pids/limit: cannot set pids limit: container could not join or"
                        + " create cgroup")
                .withMessageContaining("rootless")
                .withMessageEndingWith("permission denied");
        assertThat(files.exists(mounted.getFirst().mountPoint() + "/web")).isFalse();
    }

    @Test
    void refusesAPath_whenRootlessAndItCannotBeCreated() {
        files.denyWrites(mounted.get(5).mountPoint() + "/web", "cgroup.procs");
        CgroupRequest request = new CgroupRequest(ContainerId.of("web"), "/web", CgroupCaller.ROOTLESS);
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> cgroups().create(resolve(request), NOTHING))
                .withMessageEndingWith("permission denied");
    }

    @Test
    void thaws_whenFreezingTimesOut() {
        paths = create("/web", NOTHING);
        files.takeWrites();
        files.failFreezing();
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> freezer().freeze(Duration.ofMillis(30)))
                .satisfies(e -> assertThat(e.errno().orElseThrow().number()).isEqualTo(110));
        assertThat(files.takeWrites()).contains("freezer.state=FROZEN").endsWith("freezer.state=THAWED");
    }

    @Test
    void thawsDescendants_toLetProcessesExit() throws IOException {
        paths = create("/web", NOTHING);
        files.createDirectory(at("freezer") + "/inner");
        files.createDirectory(at("freezer") + "/inner/paused");
        files.write(at("freezer") + "/inner/paused", "freezer.state", "FROZEN");
        freezer().thaw();
        assertThat(files.read(at("freezer") + "/inner/paused", "freezer.state")).startsWith("FROZEN");
        freezer().thawRecursively();
        assertThat(files.read(at("freezer") + "/inner/paused", "freezer.state")).startsWith("THAWED");
        cgroup().delete();
        assertThatCode(() -> freezer().thawRecursively()).doesNotThrowAnyException();
    }

    @Test
    void writesNothing_whenNothingIsFrozen() {
        paths = create("/web", NOTHING);
        files.takeWrites();
        freezer().thaw();
        freezer().thawRecursively();
        assertThat(files.takeWrites()).isEmpty();
    }

    @Test
    void countsOomKills() {
        paths = create("/web", NOTHING);
        files.put(at("memory"), "memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 3");
        assertThat(cgroup().monitor().orElseThrow().oomKills()).hasValue(3);
    }

    private List<String> memory(LinuxMemory.Builder memory) {
        files.takeWrites();
        cgroup().apply(LinuxResources.builder().memory(memory.build()).build());
        return files.takeWrites();
    }

    private List<String> cpu(LinuxCpu.Builder cpu) {
        files.takeWrites();
        cgroup().apply(LinuxResources.builder().cpu(cpu.build()).build());
        return files.takeWrites();
    }

    private CgroupPaths create(String cgroupsPath, LinuxResources resources) {
        CgroupRequest request = new CgroupRequest(ContainerId.of("web"), cgroupsPath, CgroupCaller.PRIVILEGED);
        return cgroups().create(resolve(request), resources).paths();
    }

    private ResolvedCgroup resolve(CgroupRequest request) {
        CgroupPaths resolved = cgroups().resolve("cgroupfs", CgroupsPath.of(request));
        return new ResolvedCgroup(request, resolved, request.caller() != CgroupCaller.PRIVILEGED);
    }

    private KernelCgroup cgroup() {
        return cgroups().open(paths);
    }

    private CgroupFreezer freezer() {
        return cgroup().freezer().orElseThrow();
    }

    private String at(String controller) {
        return String.valueOf(paths.saved().get(controller));
    }

    private KernelCgroups cgroups() {
        return new CgroupsV1(host, new HostCgroups(mounted, Optional.empty()), files, files.walker());
    }

    private void mount(String name) {
        String mount = files.mount(name, name.split(",", -1));
        mounted.add(new Hierarchy(List.of(name.split(",", -1)), mount, mount));
    }

    private static LinuxResources pids(long limit) {
        return LinuxResources.builder()
                .pids(LinuxPids.builder().limit(limit).build())
                .build();
    }

    private static LinuxResources devices(LinuxDeviceCgroup... rules) {
        return LinuxResources.builder().addDevices(rules).build();
    }
}
