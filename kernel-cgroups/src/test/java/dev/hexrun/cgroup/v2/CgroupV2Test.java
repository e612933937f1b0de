package dev.hexrun.cgroup.v2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hexrun.cgroup.tree.CgroupsPath;
import dev.hexrun.cgroup.tree.KernelCgroup;
import dev.hexrun.cgroup.tree.KernelCgroups;
import dev.hexrun.cgroup.tree.SimulatedCgroupfs;
import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.config.LinuxDeviceCgroupType;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.config.LinuxPids;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.device.DevicePolicy;
import dev.hexrun.domain.device.DeviceProgram;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.step.CgroupStep;
import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.cgroup.CgroupCaller;
import dev.hexrun.port.cgroup.CgroupExecRequest;
import dev.hexrun.port.cgroup.CgroupFreezer;
import dev.hexrun.port.cgroup.CgroupJoin;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.CgroupRequest;
import dev.hexrun.port.cgroup.HostCgroups.Hierarchy;
import dev.hexrun.port.cgroup.NoCgroup;
import dev.hexrun.port.cgroup.ResolvedCgroup;
import dev.hexrun.testkit.host.FakeHost;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupV2Test {

    private static final LinuxDeviceCgroup ALLOW_ALL =
            LinuxDeviceCgroup.builder().allow(true).access("rwm").build();

    private static final long GIB = 1L << 30;

    @TempDir
    private Path root = Path.of("");

    private SimulatedCgroupfs files = new SimulatedCgroupfs(root);
    private FakeHost host = FakeHost.root();
    private String mount = "";
    private String web = "";
    private CgroupPaths paths = new CgroupPaths.None("");

    @BeforeEach
    void mount() {
        files = new SimulatedCgroupfs(root);
        mount = files.mount("unified", "cpuset", "cpu", "io", "memory", "pids");
        web = mount + "/a/web";
    }

    @Test
    void enablesControllers_topDown() {
        create("/a/web", nothing());
        assertThat(files.takeWrites())
                .containsExactly(
                        "cgroup.subtree_control=+cpuset +cpu +io +memory +pids",
                        "cgroup.subtree_control=+cpu +cpuset +io +memory +pids");
        assertThat(files.get(web, "cgroup.controllers")).isEqualTo("cpu cpuset io memory pids");
        assertThat(files.get(web, "cgroup.subtree_control")).isEmpty();
    }

    @Test
    void createsSubgroupsWithoutControllers_andMovesAProcessIntoThem() {
        paths = create("/a/web", nothing());
        files.takeWrites();

        cgroup().enterSubgroup(7, "deep/er", OptionalLong.empty());
        cgroup().enterSubgroup(8, "deep", OptionalLong.empty());

        assertThat(files.takeWrites()).isEmpty();
        assertThat(files.get(web + "/deep/er", "cgroup.procs")).isEqualTo("7");
        assertThat(files.get(web + "/deep", "cgroup.procs")).isEqualTo("8");
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> cgroup().enterSubgroup(7, "../other", OptionalLong.empty()))
                .withMessage("bad sub cgroup path: ../other");
    }

    @Test
    void writesNothing_whenControllersAreEnabled() {
        create("/a/web", nothing());
        files.takeWrites();
        create("/a/other", nothing());
        assertThat(files.takeWrites()).isEmpty();
    }

    @Test
    void usesAnExistingCgroup_andEnablesMissingControllers() {
        paths = create("/a/web", nothing());
        cgroup().join(7);
        files.put(mount + "/a", "cgroup.subtree_control", "memory pids");
        files.takeWrites();
        CgroupRequest request = new CgroupRequest(ContainerId.of("web"), "/a/web", CgroupCaller.ROOTLESS);
        assertThat(cgroups().adopt(resolve(request), nothing()).paths()).isEqualTo(paths);
        assertThat(files.takeWrites()).containsExactly("cgroup.subtree_control=+cpu +cpuset +io");
        assertThat(cgroup().processes()).containsExactly(7);
    }

    @Test
    void returnsStepsToJoinTheCgroup_orTheCurrentCgroupOfInit() {
        paths = create("/a/web", nothing());
        CgroupJoin direct = new CgroupJoin.BySteps(List.of(new CgroupStep.JoinCgroup(web, true, false)));
        CgroupExecRequest exec = new CgroupExecRequest(7, Map.of(), false);
        assertThat(cgroup().initJoin()).isEqualTo(direct);
        assertThat(cgroup().execJoin(exec)).isEqualTo(direct);
        files.put(web, "cgroup.subtree_control", "memory");
        assertThat(cgroup().execJoin(exec)).isNotEqualTo(direct);
        assertThat(cgroup().execJoin(new CgroupExecRequest(7, Map.of("", "sub"), false)))
                .isEqualTo(new CgroupJoin.BySteps(List.of(new CgroupStep.JoinCgroup(web + "/sub", true, false))));
        assertThat(cgroup().execJoin(new CgroupExecRequest(7, Map.of(), true)))
                .isInstanceOf(CgroupJoin.ByRuntime.class);
    }

    @Test
    void enablesTheOtherControllers_whenOneCannotBeEnabled() {
        files.refuse("cgroup.subtree_control", "Invalid argument", "Invalid argument");
        paths = create("/a/web", nothing());
        assertThat(files.get(web, "cgroup.controllers")).isEqualTo("cpu io memory pids");
        assertThatExceptionOfType(UnsupportedException.class)
                .isThrownBy(() -> cpu(LinuxCpu.builder().cpus("0")))
                .withMessage("/linux/resources/cpu/cpus: the cpuset controller is not available in " + web);
    }

    @Test
    void namesTheFile_whenTheKernelLacksIt() {
        files.disableSwapAccounting();
        paths = create("/a/web", nothing());
        assertThatExceptionOfType(UnsupportedException.class)
                .isThrownBy(() -> memory(LinuxMemory.builder().limit(GIB).swap(2 * GIB)))
                .withMessage("/linux/resources/memory/swap: the kernel has no memory.swap.max");
        assertThat(memory(LinuxMemory.builder().limit(GIB).swap(GIB))).containsExactly("memory.max=" + GIB);
        assertThat(memory(LinuxMemory.builder().limit(GIB).swap(-1))).containsExactly("memory.max=" + GIB);
    }

    @Test
    void refusesDomainControllers_belowAThreadedCgroup() {
        create("/a/web", nothing());
        files.put(mount + "/a", "cgroup.type", "threaded");
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> create("/a/b", limited(LinuxMemory.builder().limit(GIB))))
                .withMessage("/linux/resources/memory/limit: cannot enter cgroupv2 \"" + mount
                        + "/a\" with domain controllers -- it is in threaded mode");
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> create(
                        "/a/b",
                        LinuxResources.builder()
                                .putUnified("io.max", "8:0 rbps=1")
                                .build()))
                .withMessageStartingWith("/linux/resources/unified/io.max: cannot enter cgroupv2 ");
        assertThatCode(() -> create(
                        "/a/b",
                        LinuxResources.builder()
                                .addDevices(ALLOW_ALL)
                                .putUnified("cpu.weight", "5")
                                .pids(LinuxPids.builder().limit(5).build())
                                .build()))
                .doesNotThrowAnyException();
    }

    @Test
    void makesAnInvalidDomainThreaded_whenPossible() {
        create("/a/web", nothing());
        files.put(web, "cgroup.type", "domain invalid");
        create("/a/web", nothing());
        assertThat(files.get(web, "cgroup.type")).isEqualTo("threaded");
        files.put(web, "cgroup.type", "domain invalid");
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> create("/a/web", limited(LinuxMemory.builder().limit(GIB))))
                .withMessageEndingWith("with domain controllers -- it is in an invalid state");
    }

    @Test
    void removesCreatedCgroups_whenCreationFails() {
        create("/x/web", nothing());
        files.put(mount + "/x", "cgroup.type", "domain threaded");
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> create("/x/y/z", limited(LinuxMemory.builder().limit(GIB))));
        assertThat(files.exists(mount + "/x/y")).isFalse();
        assertThat(files.exists(mount + "/x/web")).isTrue();
    }

    @Test
    void limitsSwapAlone() {
        paths = create("/a/web", nothing());
        assertThat(memory(LinuxMemory.builder().limit(GIB).swap(3 * GIB).reservation(GIB / 2)))
                .containsExactly("memory.swap.max=" + 2 * GIB, "memory.max=" + GIB, "memory.low=" + GIB / 2);
        assertThat(memory(LinuxMemory.builder().limit(GIB).swap(GIB)))
                .containsExactly("memory.swap.max=0", "memory.max=" + GIB);
        assertThat(memory(LinuxMemory.builder().limit(-1).reservation(-1)))
                .containsExactly("memory.swap.max=max", "memory.max=max", "memory.low=max");
        assertThat(memory(LinuxMemory.builder().limit(GIB))).containsExactly("memory.max=" + GIB);
    }

    @Test
    void refusesASwapLimitWithoutMemoryLimit() {
        paths = create("/a/web", nothing());
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> memory(LinuxMemory.builder().swap(GIB)))
                .withMessage("/linux/resources/memory/swap: unable to set swap limit without memory limit");
        assertThat(files.takeWrites()).isEmpty();
    }

    @Test
    void refusesALimitBelowTheUsage_withCheckBeforeUpdate() {
        paths = create("/a/web", nothing());
        files.put(web, "memory.current", "5000");
        files.put(web, "memory.peak", "6000");
        files.takeWrites();
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> memory(LinuxMemory.builder().limit(4096).checkBeforeUpdate(true)))
                .withMessageEndingWith("unable to set memory limit to 4096 (current usage: 5000, peak usage: 6000)");
        assertThat(files.takeWrites()).isEmpty();
    }

    @Test
    void convertsShares_unlessTheCgroupIsIdle() {
        paths = create("/a/web", nothing());
        assertThat(cpu(LinuxCpu.builder().shares(1024))).containsExactly("cpu.weight=100");
        assertThat(cpu(LinuxCpu.builder().shares(512).idle(0))).containsExactly("cpu.idle=0", "cpu.weight=59");
        assertThat(cpu(LinuxCpu.builder().shares(512).idle(1))).containsExactly("cpu.idle=1");
    }

    @Test
    void setsQuotaAndPeriodTogether() {
        paths = create("/a/web", nothing());
        assertThat(cpu(LinuxCpu.builder().quota(5000).period(10_000))).containsExactly("cpu.max=5000 10000");
        assertThat(cpu(LinuxCpu.builder().period(20_000))).containsExactly("cpu.max=5000 20000");
        assertThat(cpu(LinuxCpu.builder().quota(7000))).containsExactly("cpu.max=7000");
        assertThat(files.get(web, "cpu.max")).isEqualTo("7000 20000");
        assertThat(cpu(LinuxCpu.builder().quota(-1))).containsExactly("cpu.max=max");
    }

    @Test
    void retriesTheBurst_afterTheQuota() {
        paths = create("/a/web", nothing());
        files.refuse("cpu.max.burst", "Invalid argument");
        assertThat(cpu(LinuxCpu.builder().quota(5000).burst(4000)))
                .containsExactly("cpu.max.burst=4000", "cpu.max=5000", "cpu.max.burst=4000");
    }

    @Test
    void restoresValues_whenAnUpdateIsRefused() {
        paths = create("/a/web", nothing());
        cpu(LinuxCpu.builder().shares(512).cpus("1"));
        LinuxResources first = LinuxResources.builder()
                .putUnified("io.max", "8:0 rbps=5 wiops=7")
                .build();
        cgroup().update(first);
        String io = files.get(web, "io.max");
        files.refuse("memory.low", "Invalid argument");
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> cgroup().update(LinuxResources.builder()
                        .memory(LinuxMemory.builder().limit(GIB).build())
                        .cpu(LinuxCpu.builder().idle(1).cpus("2").build())
                        .putUnified("io.max", "8:0 rbps=9\n8:16 rbps=9")
                        .putUnified("memory.low", "x")
                        .build()))
                .withMessageStartingWith("/linux/resources/unified/memory.low: write \"x\" to ")
                .satisfies(e -> assertThat(e.getSuppressed()).isEmpty());
        assertThat(files.get(web, "memory.max")).isEqualTo("max");
        assertThat(files.get(web, "cpu.idle")).isEqualTo("0");
        assertThat(files.get(web, "cpu.weight")).isEqualTo("59");
        assertThat(files.get(web, "cpuset.cpus")).isEqualTo("1");
        assertThat(files.get(web, "io.max")).isEqualTo(io);
    }

    @Test
    void namesTheController_ofAMissingUnifiedFile() {
        paths = create("/a/web", nothing());
        assertThatExceptionOfType(UnsupportedException.class)
                .isThrownBy(() -> cgroup().apply(LinuxResources.builder()
                        .putUnified("hugetlb.2MB.max", "0")
                        .build()))
                .withMessage(
                        "/linux/resources/unified/hugetlb.2MB.max: the hugetlb controller is not available in " + web);
        assertThatExceptionOfType(UnsupportedException.class)
                .isThrownBy(() -> cgroup().apply(LinuxResources.builder()
                        .putUnified("memory.nonsense", "0")
                        .build()))
                .withMessage("/linux/resources/unified/memory.nonsense: the kernel has no memory.nonsense");
    }

    @Test
    void changesTheOwnerOfTheCgroup() {
        CgroupRequest request = new CgroupRequest(
                ContainerId.of("web"), "/a/web", CgroupCaller.PRIVILEGED, OptionalLong.of(100_000), Map.of());
        cgroups().create(resolve(request), nothing());
        assertThat(files.ownerChanges())
                .containsExactly(".=100000", "cgroup.procs=100000", "cgroup.subtree_control=100000");
    }

    @Test
    void doesNotChangeTheOwner_whenItIsTheRuntimesUser() {
        CgroupRequest request = new CgroupRequest(
                ContainerId.of("web"), "/a/web", CgroupCaller.PRIVILEGED, OptionalLong.of(0), Map.of());
        cgroups().create(resolve(request), nothing());
        assertThat(files.ownerChanges()).isEmpty();
    }

    @Test
    void refusesRealtimeLimits() {
        paths = create("/a/web", nothing());
        assertThatExceptionOfType(UnsupportedException.class)
                .isThrownBy(() -> cpu(LinuxCpu.builder().realtimeRuntime(1)))
                .withMessageStartingWith("/linux/resources/cpu/realtimeRuntime: ");
        assertThat(cpu(LinuxCpu.builder().realtimeRuntime(0).realtimePeriod(0))).isEmpty();
    }

    @Test
    void attachesADeviceProgram_unlessAllDevicesAreAllowed() {
        LinuxDeviceCgroup denyAll = LinuxDeviceCgroup.builder().access("rwm").build();
        LinuxDeviceCgroup denyDisk = LinuxDeviceCgroup.builder()
                .type(LinuxDeviceCgroupType.BLOCK)
                .major(8)
                .access("r")
                .build();
        paths = create("/a/web", nothing());
        assertEnforced();
        assertEnforced(denyAll);
        assertEnforced(ALLOW_ALL, denyDisk);
        assertEnforced(ALLOW_ALL, denyAll);
        assertThat(cgroup().enforcementSteps(devices(denyAll, denyDisk, ALLOW_ALL)))
                .isEmpty();
    }

    @Test
    void ignoresDeviceRules_whenUnprivileged() {
        paths = create("/a/web", nothing());
        host = FakeHost.root().withinUserNamespace();
        assertThat(cgroup().enforcementSteps(devices())).isEmpty();
        host = FakeHost.root().withUser(1000, 1000);
        assertThat(cgroup().enforcementSteps(devices())).isEmpty();
    }

    @Test
    void writesNothing_whenNothingIsFrozen() {
        paths = create("/web", nothing());
        files.takeWrites();
        freezer().thaw();
        freezer().thawRecursively();
        assertThat(files.takeWrites()).isEmpty();
    }

    @Test
    void doesNotUseCgroupKill_inAThreadedCgroup() {
        paths = create("/web", nothing());
        files.refuse("cgroup.kill", "Operation not supported");
        cgroup().join(7);
        files.takeWrites();
        cgroup().killAll();
        assertThat(files.takeWrites()).containsExactly("cgroup.kill=1", "cgroup.freeze=1", "cgroup.freeze=0");
        assertThat(cgroup().processes()).isEmpty();
    }

    @Test
    void continuesWithoutCgroup_whenRootlessAndProcessesCannotBeMoved() {
        files.denyWrites(mount, "cgroup.procs");
        CgroupRequest request = new CgroupRequest(ContainerId.of("web"), "", CgroupCaller.ROOTLESS);
        Cgroup created = cgroups().create(resolve(request), nothing());
        assertThat(created).isInstanceOf(NoCgroup.class);
        assertThat(created.mountView().unified()).isTrue();
        assertThat(created.mountView().hierarchies()).hasSize(1);
        assertThat(created.paths()).isEqualTo(new CgroupPaths.None("cgroupfs"));
        assertThat(files.exists(mount + "/web")).isFalse();
        created.apply(nothing());
        assertThatExceptionOfType(UnsupportedException.class)
                .isThrownBy(() -> created.apply(limited(LinuxMemory.builder().limit(GIB))))
                .withMessage("/linux/resources/memory/limit: limits need a cgroup, and the container has none");
    }

    @Test
    void refusesLimitsAndPaths_whenRootlessAndProcessesCannotBeMoved() {
        files.denyWrites(mount, "cgroup.procs");
        CgroupRequest unnamed = new CgroupRequest(ContainerId.of("web"), "", CgroupCaller.ROOTLESS);
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> cgroups()
                        .create(resolve(unnamed), limited(LinuxMemory.builder().limit(GIB))))
                .withMessageStartingWith(
                        "/linux/resources/memory/limit: rootless needs no limits + no cgrouppath when no"
                                + " permission is granted for cgroups: ");
        CgroupRequest named = new CgroupRequest(ContainerId.of("web"), "/a/web", CgroupCaller.ROOTLESS);
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> cgroups().create(resolve(named), nothing()))
                .withMessageStartingWith("/linux/cgroupsPath: rootless needs ");
    }

    @Test
    void thaws_whenFreezingTimesOut() {
        paths = create("/a/web", nothing());
        files.takeWrites();
        files.failFreezing();
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> freezer().freeze(Duration.ofMillis(5)))
                .satisfies(e -> assertThat(e.errno().orElseThrow().number()).isEqualTo(110));
        assertThat(files.takeWrites()).containsExactly("cgroup.freeze=1", "cgroup.freeze=0");
    }

    @Test
    void countsOomKills() {
        paths = create("/a/web", nothing());
        files.put(web, "memory.events", "low 0\nhigh 0\nmax 9\noom 4\noom_kill 3\noom_group_kill 2");
        assertThat(cgroup().monitor().orElseThrow().oomKills()).hasValue(3);
    }

    private void assertEnforced(LinuxDeviceCgroup... rules) {
        assertThat(cgroup().enforcementSteps(devices(rules)))
                .containsExactly(
                        new CgroupStep.AttachDeviceProgram(web, DeviceProgram.of(DevicePolicy.of(List.of(rules)))));
    }

    private List<String> memory(LinuxMemory.Builder memory) {
        files.takeWrites();
        cgroup().apply(limited(memory));
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

    private KernelCgroups cgroups() {
        return new CgroupsV2(host, new Hierarchy(List.of(), mount, mount + "/shell"), files, files.walker());
    }

    private static LinuxResources nothing() {
        return devices(ALLOW_ALL);
    }

    private static LinuxResources limited(LinuxMemory.Builder memory) {
        return LinuxResources.builder()
                .addDevices(ALLOW_ALL)
                .memory(memory.build())
                .build();
    }

    private static LinuxResources devices(LinuxDeviceCgroup... rules) {
        return LinuxResources.builder().addDevices(rules).build();
    }
}
