package dev.hexrun.cgroup.v2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hexrun.cgroup.tree.Hierarchy;
import dev.hexrun.cgroup.tree.PlayedCgroupfs;
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
import dev.hexrun.port.cgroup.CgroupHierarchy;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.CgroupRequest;
import dev.hexrun.testkit.host.FakeHost;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupV2DriverTest {

    private static final LinuxDeviceCgroup ALLOW_ALL =
            LinuxDeviceCgroup.builder().allow(true).access("rwm").build();

    private static final long GIB = 1L << 30;

    @TempDir
    private Path root = Path.of("");

    private PlayedCgroupfs files = new PlayedCgroupfs(root);
    private FakeHost host = FakeHost.root();
    private String mount = "";
    private String web = "";
    private CgroupPaths paths = new CgroupPaths("", Map.of());

    @BeforeEach
    void mount() {
        files = new PlayedCgroupfs(root);
        mount = files.mount("unified", "cpuset", "cpu", "io", "memory", "pids");
        web = mount + "/a/web";
    }

    @Test
    void handsEveryControllerDown_fromTheTop() {
        create("/a/web", nothing());
        assertThat(files.takeWrites())
                .containsExactly(
                        "cgroup.subtree_control=+cpuset +cpu +io +memory +pids",
                        "cgroup.subtree_control=+cpu +cpuset +io +memory +pids");
        assertThat(files.get(web, "cgroup.controllers")).isEqualTo("cpu cpuset io memory pids");
        assertThat(files.get(web, "cgroup.subtree_control")).isEmpty();
    }

    @Test
    void writesNothing_whereTheControllersAreHandedDownAlready() {
        create("/a/web", nothing());
        files.takeWrites();
        create("/a/other", nothing());
        assertThat(files.takeWrites()).isEmpty();
    }

    @Test
    void takesOverACgroupThatAnotherHasMade_andHandsDownWhatIsMissing() {
        paths = create("/a/web", nothing());
        driver().join(paths, 7);
        files.put(mount + "/a", "cgroup.subtree_control", "memory pids");
        files.takeWrites();
        CgroupRequest request = new CgroupRequest(ContainerId.of("web"), "/a/web", true);
        assertThat(driver().adopt(paths, request, nothing())).isEqualTo(paths);
        assertThat(files.takeWrites()).containsExactly("cgroup.subtree_control=+cpu +cpuset +io");
        assertThat(driver().pids(paths)).containsExactly(7);
    }

    @Test
    void letsAProcessBeBornInTheCgroup_orWhereInitIsNow() {
        paths = create("/a/web", nothing());
        assertThat(driver().entering(paths)).containsExactly(new CgroupStep.JoinCgroup(web, true, false));
        assertThat(driver().enteringBeside(paths, 7)).containsExactly(new CgroupStep.JoinCgroup(web, true, false));
        files.put(web, "cgroup.subtree_control", "memory");
        assertThat(driver().enteringBeside(paths, 7))
                .doesNotContain(new CgroupStep.JoinCgroup(web, true, false))
                .hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void handsDownTheOtherControllers_whenOneCannotBe() {
        files.refuse("cgroup.subtree_control", "Invalid argument", "Invalid argument");
        paths = create("/a/web", nothing());
        assertThat(files.get(web, "cgroup.controllers")).isEqualTo("cpu io memory pids");
        assertThatExceptionOfType(UnsupportedException.class)
                .isThrownBy(() -> cpu(LinuxCpu.builder().cpus("0")))
                .withMessage("/linux/resources/cpu/cpus: the cpuset controller is not available in " + web);
    }

    @Test
    void namesTheFile_whenTheControllerIsThereButNotThePart() {
        files.withoutSwap();
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
    void makesAnInvalidDomainThreaded_whenThatIsEnough() {
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
    void removesWhatItMade_whenItFails() {
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
    void refusesASwapLimitThatCannotBeWorkedOut() {
        paths = create("/a/web", nothing());
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> memory(LinuxMemory.builder().swap(GIB)))
                .withMessage("/linux/resources/memory/swap: unable to set swap limit without memory limit");
        assertThat(files.takeWrites()).isEmpty();
    }

    @Test
    void refusesALimitBelowWhatIsInUse_beforeWriting_whenAskedTo() {
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
    void weighsShares_unlessTheCgroupIsIdle() {
        paths = create("/a/web", nothing());
        assertThat(cpu(LinuxCpu.builder().shares(1024))).containsExactly("cpu.weight=100");
        assertThat(cpu(LinuxCpu.builder().shares(512).idle(0))).containsExactly("cpu.idle=0", "cpu.weight=59");
        assertThat(cpu(LinuxCpu.builder().shares(512).idle(1))).containsExactly("cpu.idle=1");
    }

    @Test
    void setsQuotaAndPeriod_together() {
        paths = create("/a/web", nothing());
        assertThat(cpu(LinuxCpu.builder().quota(5000).period(10_000))).containsExactly("cpu.max=5000 10000");
        assertThat(cpu(LinuxCpu.builder().period(20_000))).containsExactly("cpu.max=5000 20000");
        assertThat(cpu(LinuxCpu.builder().quota(7000))).containsExactly("cpu.max=7000");
        assertThat(files.get(web, "cpu.max")).isEqualTo("7000 20000");
        assertThat(cpu(LinuxCpu.builder().quota(-1))).containsExactly("cpu.max=max");
    }

    @Test
    void triesTheBurstAgain_afterTheQuota() {
        paths = create("/a/web", nothing());
        files.refuse("cpu.max.burst", "Invalid argument");
        assertThat(cpu(LinuxCpu.builder().quota(5000).burst(4000)))
                .containsExactly("cpu.max.burst=4000", "cpu.max=5000", "cpu.max.burst=4000");
    }

    @Test
    void takesBackWhatItChanged_whenAnUpdateIsRefused() {
        paths = create("/a/web", nothing());
        cpu(LinuxCpu.builder().shares(512).cpus("1"));
        LinuxResources first = LinuxResources.builder()
                .putUnified("io.max", "8:0 rbps=5 wiops=7")
                .build();
        driver().update(paths, first);
        String io = files.get(web, "io.max");
        files.refuse("memory.low", "Invalid argument");
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> driver().update(
                                paths,
                                LinuxResources.builder()
                                        .memory(LinuxMemory.builder().limit(GIB).build())
                                        .cpu(LinuxCpu.builder()
                                                .idle(1)
                                                .cpus("2")
                                                .build())
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
    void namesTheController_ofAUnifiedFileThatIsNotThere() {
        paths = create("/a/web", nothing());
        assertThatExceptionOfType(UnsupportedException.class)
                .isThrownBy(() -> driver().apply(
                                paths,
                                LinuxResources.builder()
                                        .putUnified("hugetlb.2MB.max", "0")
                                        .build()))
                .withMessage(
                        "/linux/resources/unified/hugetlb.2MB.max: the hugetlb controller is not available in " + web);
        assertThatExceptionOfType(UnsupportedException.class)
                .isThrownBy(() -> driver().apply(
                                paths,
                                LinuxResources.builder()
                                        .putUnified("memory.nonsense", "0")
                                        .build()))
                .withMessage("/linux/resources/unified/memory.nonsense: the kernel has no memory.nonsense");
    }

    @Test
    void givesTheCgroupToItsOwner() {
        CgroupRequest request =
                new CgroupRequest(ContainerId.of("web"), "/a/web", false, OptionalLong.of(100_000), Map.of());
        driver().create(driver().place(request), request, nothing());
        assertThat(files.gifts()).containsExactly(".=100000", "cgroup.procs=100000", "cgroup.subtree_control=100000");
    }

    @Test
    void keepsTheCgroup_whenTheOwnerIsTheRuntimesOwnUser() {
        CgroupRequest request = new CgroupRequest(ContainerId.of("web"), "/a/web", false, OptionalLong.of(0), Map.of());
        driver().create(driver().place(request), request, nothing());
        assertThat(files.gifts()).isEmpty();
    }

    @Test
    void refusesRealtimeLimits_whichV2DoesNotHave() {
        paths = create("/a/web", nothing());
        assertThatExceptionOfType(UnsupportedException.class)
                .isThrownBy(() -> cpu(LinuxCpu.builder().realtimeRuntime(1)))
                .withMessageStartingWith("/linux/resources/cpu/realtimeRuntime: ");
        assertThat(cpu(LinuxCpu.builder().realtimeRuntime(0).realtimePeriod(0))).isEmpty();
    }

    @Test
    void hasAProgramAttachedForDeviceRules_unlessTheyAllowEverything() {
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
        assertThat(driver().steps(paths, devices(denyAll, denyDisk, ALLOW_ALL))).isEmpty();
    }

    @Test
    void passesDeviceRulesOver_whereNobodyCouldAttachThem() {
        paths = create("/a/web", nothing());
        host = FakeHost.root().withinUserNamespace();
        assertThat(driver().steps(paths, devices())).isEmpty();
        host = FakeHost.root().withUser(1000, 1000);
        assertThat(driver().steps(paths, devices())).isEmpty();
    }

    @Test
    void writesNothingToThaw_whereNothingIsFrozen() {
        paths = create("/web", nothing());
        files.takeWrites();
        driver().thaw(paths);
        driver().thawToDie(paths);
        assertThat(files.takeWrites()).isEmpty();
    }

    @Test
    void leavesTheKillingOfAThreadedCgroupToTheCaller() {
        paths = create("/web", nothing());
        files.refuse("cgroup.kill", "Operation not supported");
        assertThat(driver().kill(paths)).isFalse();
        assertThat(driver().kill(paths)).isTrue();
    }

    @Test
    void goesOnWithoutACgroup_whenARootlessRuntimeMayNotMoveProcesses() {
        files.protect(mount, "cgroup.procs");
        CgroupRequest request = new CgroupRequest(ContainerId.of("web"), "", true);
        paths = driver().create(driver().place(request), request, nothing());
        assertThat(paths.isEmpty()).isTrue();
        assertThat(files.exists(mount + "/web")).isFalse();
        driver().join(paths, 1);
        driver().apply(paths, nothing());
        driver().delete(paths);
        assertThat(driver().pids(paths)).isEmpty();
        assertThat(driver().kill(paths)).isFalse();
        assertThat(driver().hierarchies(paths))
                .containsExactly(new CgroupHierarchy(true, "", List.of(), mount + "/shell"));
        assertThatExceptionOfType(UnsupportedException.class).isThrownBy(() -> driver().freeze(paths, Duration.ZERO));
        assertThatExceptionOfType(UnsupportedException.class)
                .isThrownBy(() -> memory(LinuxMemory.builder().limit(GIB)))
                .withMessage("/linux/resources/memory/limit: the container has no cgroup");
    }

    @Test
    void refusesLimitsAndPaths_whenARootlessRuntimeMayNotMoveProcesses() {
        files.protect(mount, "cgroup.procs");
        CgroupRequest unnamed = new CgroupRequest(ContainerId.of("web"), "", true);
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> driver().create(
                                driver().place(unnamed),
                                unnamed,
                                limited(LinuxMemory.builder().limit(GIB))))
                .withMessageStartingWith(
                        "/linux/resources/memory/limit: rootless needs no limits + no cgrouppath when no"
                                + " permission is granted for cgroups: ");
        CgroupRequest named = new CgroupRequest(ContainerId.of("web"), "/a/web", true);
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> driver().create(driver().place(named), named, nothing()))
                .withMessageStartingWith("/linux/cgroupsPath: rootless needs ");
    }

    @Test
    void thawsAgain_whenFreezingTimesOut() {
        paths = create("/a/web", nothing());
        files.takeWrites();
        files.neverFreeze();
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> driver().freeze(paths, Duration.ofMillis(5)))
                .satisfies(e -> assertThat(e.errno().orElseThrow().number()).isEqualTo(110));
        assertThat(files.takeWrites()).containsExactly("cgroup.freeze=1", "cgroup.freeze=0");
    }

    @Test
    void countsOomKills() {
        paths = create("/a/web", nothing());
        files.put(web, "memory.events", "low 0\nhigh 0\nmax 9\noom 4\noom_kill 3\noom_group_kill 2");
        assertThat(driver().oomKills(paths)).isEqualTo(3);
    }

    private void assertEnforced(LinuxDeviceCgroup... rules) {
        assertThat(driver().steps(paths, devices(rules)))
                .containsExactly(
                        new CgroupStep.AttachDeviceProgram(web, DeviceProgram.of(DevicePolicy.of(List.of(rules)))));
    }

    private List<String> memory(LinuxMemory.Builder memory) {
        files.takeWrites();
        driver().apply(paths, limited(memory));
        return files.takeWrites();
    }

    private List<String> cpu(LinuxCpu.Builder cpu) {
        files.takeWrites();
        driver().apply(paths, LinuxResources.builder().cpu(cpu.build()).build());
        return files.takeWrites();
    }

    private CgroupPaths create(String cgroupsPath, LinuxResources resources) {
        CgroupRequest request = new CgroupRequest(ContainerId.of("web"), cgroupsPath, false);
        return driver().create(driver().place(request), request, resources);
    }

    private CgroupV2Driver driver() {
        return new CgroupV2Driver(
                "cgroupfs", host, new Hierarchy(List.of(), mount, mount + "/shell"), files, files.walker());
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
