package dev.hexrun.adapter.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hexrun.adapter.systemd.bus.Variant;
import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.config.LinuxPids;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.device.HostDevices;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.step.CgroupStep;
import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.cgroup.CgroupCaller;
import dev.hexrun.port.cgroup.CgroupExecRequest;
import dev.hexrun.port.cgroup.CgroupFreezer;
import dev.hexrun.port.cgroup.CgroupFrozenException;
import dev.hexrun.port.cgroup.CgroupJoin;
import dev.hexrun.port.cgroup.CgroupOccupiedException;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.CgroupRequest;
import dev.hexrun.port.host.Host;
import dev.hexrun.testkit.host.FakeHost;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SystemdDriverTest {

    private static final int PID = 4711;
    private static final String UNIT = "runc-web.scope";
    private static final String PATH = "/system.slice/" + UNIT;
    private static final String MANAGER = "/user.slice/user-1000.slice/user@1000.service";
    private static final CgroupRequest REQUEST = new CgroupRequest(ContainerId.of("web"), "", CgroupCaller.PRIVILEGED);
    private static final CgroupRequest ROOTLESS = new CgroupRequest(ContainerId.of("web"), "", CgroupCaller.ROOTLESS);
    private static final LinuxResources NOTHING = LinuxResources.builder().build();
    private static final LinuxResources FIVE_TASKS =
            LinuxResources.builder().pids(LinuxPids.builder().limit(5).build()).build();
    private static final LinuxResources RULES = LinuxResources.builder()
            .addDevices(LinuxDeviceCgroup.builder().allow(false).access("rwm").build())
            .build();

    private static final HostDevices DEVICES = new HostDevices() {
        @Override
        public String drivers() {
            return "Character devices:\n  1 mem\n";
        }

        @Override
        public List<String> numbers(boolean block) {
            return List.of();
        }

        @Override
        public boolean hasNode(String path) {
            return true;
        }
    };

    /** The operations on the bus and on files, in order. */
    private final List<String> log = new ArrayList<>();

    private final FakeBus bus = new FakeBus(log);
    private final Map<Integer, List<String>> cgroups = new HashMap<>();
    private final List<Integer> calls = new ArrayList<>();
    private FakeKernelCgroups files = new FakeKernelCgroups(log, true);
    private FakeHost facts = FakeHost.root();
    private SystemdDriver driver = driver();

    private SystemdDriver driver() {
        cgroups.put(1, List.of("1:name=systemd:/init.scope", "0::/init.scope"));
        cgroups.put(PID, List.of("1:name=systemd:" + PATH, "0::" + PATH));
        // FakeHost is a record in which every process has the same cgroup.
        Host host = (Host) Proxy.newProxyInstance(
                Host.class.getClassLoader(),
                new Class<?>[] {Host.class},
                (_, method, arguments) -> method.getName().equals("cgroupsOf")
                        ? cgroups.getOrDefault((Integer) arguments[0], List.of())
                        : method.invoke(facts, arguments));
        Units units = bus.units();
        return new SystemdDriver(
                "systemd",
                host,
                files,
                uid -> {
                    calls.add(uid);
                    return units;
                },
                DEVICES);
    }

    private void useV1() {
        files = new FakeKernelCgroups(log, false);
        driver = driver();
    }

    private Cgroup started(LinuxResources resources) {
        Cgroup cgroup = start(create(REQUEST, resources));
        log.clear();
        return cgroup;
    }

    private Cgroup create(CgroupRequest request, LinuxResources resources) {
        return driver.create(driver.resolve(request), resources);
    }

    private static Cgroup start(Cgroup cgroup) {
        return ((CgroupJoin.ByRuntime) cgroup.initJoin()).action().join(PID);
    }

    private CgroupPaths resolve(CgroupRequest request) {
        return driver.resolve(request).paths();
    }

    @Test
    void usesTheSystemManager_forRoot() {
        assertThat(resolve(REQUEST)).isEqualTo(new CgroupPaths.V2("systemd", "/cgroup" + PATH));
        assertThat(log).isEmpty();
        cgroups.put(1, List.of("0::/nested/init.scope"));
        assertThat(resolve(REQUEST).directories()).containsExactly("/cgroup/nested" + PATH);
        cgroups.put(1, List.of("0::/"));
        assertThat(resolve(REQUEST).directories()).containsExactly("/cgroup" + PATH);
    }

    @Test
    void usesTheUserManager_whenRootless() {
        bus.controlGroup = MANAGER;
        facts = FakeHost.root().withUser(1000, 1000);
        assertThat(driver.resolve(ROOTLESS).rootless()).isTrue();
        assertThat(resolve(ROOTLESS).directories()).containsExactly("/cgroup" + MANAGER + "/user.slice/" + UNIT);
        assertThat(calls).containsOnly(1000);
    }

    @Test
    void usesTheUserManager_forRootOfAUserNamespace() {
        CgroupRequest request = new CgroupRequest(ContainerId.of("web"), "", CgroupCaller.NAMESPACE_ROOT);
        bus.controlGroup = MANAGER;
        assertThat(driver.resolve(request).rootless()).as("no session bus").isFalse();
        bus.owner = OptionalInt.of(0);
        assertThat(driver.resolve(request).rootless())
                .as("a systemd of its own")
                .isFalse();
        bus.owner = OptionalInt.of(1000);
        assertThat(driver.resolve(request).rootless()).as("a user's").isTrue();
        assertThat(calls).containsOnly(0);
    }

    @Test
    void refusesARootlessContainerOnV1() {
        bus.controlGroup = MANAGER;
        useV1();
        assertThatExceptionOfType(UnsupportedException.class).isThrownBy(() -> driver.resolve(ROOTLESS));
    }

    @Test
    void startsTheUnitWithTheFirstProcess() {
        Cgroup cgroup = create(REQUEST, NOTHING);
        assertThat(bus.active).isEmpty();
        log.clear();
        assertThat(start(cgroup).paths()).isEqualTo(cgroup.paths());
        assertThat(log).containsExactly("StartTransientUnit " + UNIT, "adopt");
        assertThat(bus.properties.get(UNIT))
                .contains(
                        Property.of("Description", "container web"),
                        Property.of("Slice", "system.slice"),
                        Property.of("Delegate", true),
                        new Property("PIDs", new Variant("au", List.of((long) PID))),
                        Property.of("DefaultDependencies", false),
                        Property.of("MemoryAccounting", true),
                        Property.of("CPUAccounting", true),
                        Property.of("IOAccounting", true),
                        Property.of("TasksAccounting", true),
                        Property.of("DevicePolicy", "strict"))
                .noneMatch(property -> property.name().equals("OOMPolicy"));
    }

    @Test
    void joinsHierarchiesThatSystemdDoesNotManage() {
        useV1();
        Cgroup cgroup = create(REQUEST, RULES);
        log.clear();
        start(cgroup);
        assertThat(log).containsExactly("StartTransientUnit " + UNIT, "adopt", "join " + PID);
        assertThat(bus.properties.get(UNIT))
                .contains(Property.of("BlockIOAccounting", true))
                .noneMatch(property -> property.name().startsWith("Device"));
    }

    @Test
    void setsOomPolicyContinue_sinceSystemd253() {
        bus.version = "253";
        started(NOTHING);
        assertThat(bus.properties.get(UNIT)).contains(Property.of("OOMPolicy", "continue"));
    }

    @Test
    void createsASlice_andJoinsItByFiles() {
        Cgroup cgroup =
                create(new CgroupRequest(ContainerId.of("web"), "::a-b.slice", CgroupCaller.PRIVILEGED), NOTHING);
        assertThat(cgroup.paths().directories()).containsExactly("/cgroup/a.slice/a-b.slice");
        log.clear();
        start(cgroup);
        assertThat(log).containsExactly("StartTransientUnit a-b.slice", "adopt", "join " + PID);
        assertThat(bus.properties.get("a-b.slice"))
                .contains(new Property("Wants", Variant.strings(List.of("a.slice"))))
                .noneMatch(property -> List.of("PIDs", "Delegate", "Slice").contains(property.name()));
    }

    @Test
    void setsPropertiesOfAnnotations_andRefusesInvalidOnesFirst() {
        CgroupRequest good = new CgroupRequest(
                ContainerId.of("web"),
                "",
                CgroupCaller.PRIVILEGED,
                OptionalLong.empty(),
                Map.of("org.systemd.property.TimeoutStopSec", "5"));
        start(create(good, NOTHING));
        assertThat(bus.properties.get(UNIT)).contains(Property.of("TimeoutStopUSec", 5_000_000));
        CgroupRequest bad = new CgroupRequest(
                ContainerId.of("web"),
                "",
                CgroupCaller.PRIVILEGED,
                OptionalLong.empty(),
                Map.of("org.systemd.property.After", "x"));
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> create(bad, NOTHING))
                .withMessageContaining("/annotations/org.systemd.property.After");
    }

    @Test
    void refusesANonEmptyOrFrozenCgroup() {
        files.processes.add(9);
        assertThatExceptionOfType(CgroupOccupiedException.class)
                .isThrownBy(() -> create(REQUEST, NOTHING))
                .withMessage("container's cgroup is not empty: 1 process(es) found");
        files.processes.clear();
        files.frozen = true;
        assertThatExceptionOfType(CgroupFrozenException.class)
                .isThrownBy(() -> create(REQUEST, NOTHING))
                .withMessage("container's cgroup unexpectedly frozen");
    }

    @Test
    void doesNotChangeAUnitThatExisted() {
        Cgroup cgroup = create(REQUEST, NOTHING);
        bus.active.add(UNIT);
        files.processes.add(9);
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> start(cgroup))
                .withMessageContaining("Unit " + UNIT + " already exists");
        assertThat(cgroup.processes()).isEmpty();
        cgroup.signal(15);
        cgroup.killAll();
        cgroup.delete();
        assertThat(log).doesNotContain("signal 15", "delete");
        assertThat(bus.active).containsExactly(UNIT);
        assertThat(files.processes).containsExactly(9);
    }

    @Test
    void reportsThatSystemdUsedAnotherCgroup() {
        Cgroup cgroup = create(REQUEST, NOTHING);
        cgroups.put(PID, List.of("0::/elsewhere"));
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> start(cgroup))
                .withMessage("start unit " + UNIT
                        + ": systemd has put process 4711 into /elsewhere and not into /cgroup" + PATH);
        cgroup.delete();
        assertThat(bus.active).isEmpty();
    }

    @Test
    void setsProperties_beforeItWritesFiles() {
        Cgroup cgroup = started(NOTHING);
        cgroup.apply(FIVE_TASKS);
        assertThat(log).containsExactly("SetUnitProperties " + UNIT, "GetUnit " + UNIT, "apply");
        assertThat(bus.properties.get(UNIT)).contains(Property.of("TasksMax", 5));
    }

    @Test
    void updatesFiles_thenProperties() {
        Cgroup cgroup = started(NOTHING);
        cgroup.update(FIVE_TASKS);
        assertThat(log)
                .containsExactly(
                        "GetUnit " + UNIT,
                        "Get org.freedesktop.systemd1.Scope",
                        "update",
                        "SetUnitProperties " + UNIT,
                        "GetUnit " + UNIT,
                        "apply");
        log.clear();
        cgroup.update(NOTHING);
        assertThat(log).containsExactly("update");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SetUnitProperties", "apply"})
    void restoresFilesAndProperties_whenAnUpdateFails(String when) {
        Cgroup cgroup = started(NOTHING);
        bus.present.put("TasksMax", 99L);
        files.refusesToApply = when.equals("apply");
        if (!files.refusesToApply) {
            bus.refused.add(when);
        }
        assertThatExceptionOfType(HostOperationException.class).isThrownBy(() -> cgroup.update(FIVE_TASKS));
        assertThat(log).endsWith("SetUnitProperties " + UNIT, "GetUnit " + UNIT, "restore");
        assertThat(bus.properties.get(UNIT)).endsWith(Property.of("TasksMax", 99));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SetUnitProperties", "GetUnit"})
    void restoresFiles_whenTheConnectionIsLostDuringAnUpdate(String when) {
        Cgroup cgroup = started(NOTHING);
        if (when.equals("GetUnit")) {
            bus.lastAfter = "SetUnitProperties";
        } else {
            bus.last.add(when);
        }
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> cgroup.update(FIVE_TASKS))
                .withMessageContaining("set properties of unit " + UNIT + ": systemd: cannot be reached")
                .satisfies(failure -> assertThat(failure.getSuppressed()).isEmpty());
        assertThat(log).contains("update").endsWith("restore");
    }

    @Test
    void changesNothing_whenSystemdIsUnreachableBeforeAnUpdate() {
        Cgroup cgroup = started(NOTHING);
        bus.blocksConnects.add(FakeBus.ADDRESS);
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> cgroup.update(FIVE_TASKS))
                .withMessageContaining("systemd: cannot be reached");
        assertThat(log).doesNotContain("update", "apply");
    }

    @Test
    void writesTheRoundedQuota() {
        Cgroup cgroup = started(NOTHING);
        cgroup.apply(LinuxResources.builder()
                .cpu(LinuxCpu.builder().quota(12345).period(100_000).build())
                .build());
        assertThat(files.applied.cpu().orElseThrow().quota()).hasValue(13_000);
    }

    @ParameterizedTest
    @CsvSource({"1, 257, true", "1, 251, false", "0, 257, false"})
    void endsTheIdleStateBeforeItSetsAWeight(String idle, String version, boolean ends) {
        bus.version = version;
        Cgroup cgroup = driver.open(new CgroupPaths.V2("systemd", "/cgroup/" + UNIT));
        bus.active.add(UNIT);
        files.idle = Optional.of(idle);
        cgroup.update(cpu(LinuxCpu.builder().shares(200)));
        LinuxCpu.Builder expected = LinuxCpu.builder().shares(200);
        assertThat(files.applied).isEqualTo(cpu(ends ? expected.idle(0) : expected));
        cgroup.update(cpu(LinuxCpu.builder().shares(200).idle(1)));
        assertThat(files.applied).isEqualTo(cpu(LinuxCpu.builder().shares(200).idle(1)));
    }

    private static LinuxResources cpu(LinuxCpu.Builder cpu) {
        return LinuxResources.builder().cpu(cpu.build()).build();
    }

    @Test
    void doesNotCallSystemd_forLimitsWithoutProperty() {
        Cgroup cgroup = started(NOTHING);
        cgroup.apply(NOTHING);
        assertThat(log).containsExactly("apply");
    }

    @Test
    void freezesWhileDeviceRulesChangeOnV1() {
        useV1();
        Cgroup cgroup = started(RULES);
        cgroup.apply(RULES);
        assertThat(log).containsExactly("freeze", "SetUnitProperties " + UNIT, "GetUnit " + UNIT, "apply", "thaw");
        log.clear();
        files.frozen = true;
        cgroup.apply(RULES);
        assertThat(log).doesNotContain("freeze", "thaw");
    }

    @Test
    void thaws_whenSystemdRefuses() {
        useV1();
        Cgroup cgroup = started(RULES);
        bus.last.add("SetUnitProperties");
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> cgroup.apply(RULES))
                .withMessageContaining("set properties of unit " + UNIT);
        assertThat(log).endsWith("thaw");
    }

    @Test
    void changesDeviceRulesOnV2WithoutFreezing() {
        Cgroup cgroup = started(RULES);
        cgroup.apply(RULES);
        assertThat(log).containsExactly("SetUnitProperties " + UNIT, "GetUnit " + UNIT, "apply");
    }

    @Test
    void attachesAProcessThroughSystemd_whenTheKernelRefuses() {
        Cgroup cgroup = started(NOTHING);
        CgroupExecRequest request = new CgroupExecRequest(PID, Map.of(), true);
        CgroupJoin.Action action = ((CgroupJoin.ByRuntime) cgroup.execJoin(request)).action();
        action.join(5);
        assertThat(log).containsExactly("join 5");
        files.refusesToJoin = true;
        action.join(6);
        assertThat(log).containsExactly("join 5", "AttachProcessesToUnit " + UNIT);
    }

    @Test
    void stopsTheUnit_alsoTwice() {
        Cgroup cgroup = started(NOTHING);
        cgroup.delete();
        assertThat(bus.active).isEmpty();
        assertThat(log).containsExactly("StopUnit " + UNIT, "ResetFailedUnit " + UNIT, "delete");
        cgroup.delete();
        driver.open(new CgroupPaths.None("systemd")).delete();
    }

    @Test
    void deletesWithoutSystemd_whenTheCgroupsAreGone() {
        Cgroup cgroup = driver.open(new CgroupPaths.V2("systemd", "/cgroup" + MANAGER + "/user.slice/" + UNIT));
        files.exists = false;
        bus.blocksConnects.add(FakeBus.ADDRESS);
        cgroup.delete();
        assertThat(log).containsExactly("delete");
        assertThat(calls).containsExactly(1000);
        files.exists = true;
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> cgroup.delete())
                .withMessageStartingWith("stop unit " + UNIT + ": systemd: cannot be reached");
    }

    @Test
    void delegatesOtherOperationsToKernelCgroups() {
        Cgroup cgroup = started(NOTHING);
        files.processes.add(PID);
        assertThat(cgroup.processes()).containsExactly(PID);
        assertThat(cgroup.identities()).containsEntry("/identity", "1");
        assertThat(cgroup.monitor()).isEmpty();
        assertThat(cgroup.enforcementSteps(NOTHING)).containsExactly(new CgroupStep.JoinCgroup("/steps", true, false));
        assertThat(cgroup.execJoin(new CgroupExecRequest(PID, Map.of(), false)))
                .isEqualTo(new CgroupJoin.BySteps(List.of(new CgroupStep.JoinCgroup("/beside", true, false))));
        assertThat(cgroup.mountView().hierarchies()).hasSize(1);
        CgroupFreezer freezer = cgroup.freezer().orElseThrow();
        freezer.freeze(Duration.ofSeconds(1));
        assertThat(freezer.isFrozen()).isTrue();
        freezer.thaw();
        assertThat(freezer.isFrozen()).isFalse();
        freezer.thawRecursively();
        assertThat(log).endsWith("thaw recursively");
        cgroup.killAll();
        assertThat(cgroup.processes()).isEmpty();
        ((CgroupJoin.ByRuntime) driver.open(cgroup.paths()).initJoin()).action().join(8);
        assertThat(cgroup.processes()).containsExactly(8);
    }

    @ParameterizedTest
    @CsvSource({
        "/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/user.slice/x.scope, 1000",
        "/sys/fs/cgroup/system.slice/x.scope, -1",
        "/sys/fs/cgroup/user@.service/x, -1",
        "/sys/fs/cgroup/user@1000.service, -1",
    })
    void derivesTheUserFromThePath(String path, int uid) {
        assertThat(SystemdDriver.owner(path)).isEqualTo(uid);
    }

    @ParameterizedTest
    @ValueSource(strings = {"_x-a.scope", "x-a.scope"})
    void derivesTheUnitFromThePath(String unit) {
        driver.open(new CgroupPaths.V2("systemd", "/c/" + (unit.startsWith("_") ? "_" : "") + unit))
                .delete();
        assertThat(log).contains("StopUnit " + unit);
    }

    @Test
    void namesTheParentWithProcesses_whenTheUnitDoesNotStart() {
        Cgroup cgroup = create(REQUEST, NOTHING);
        files.parentWithProcesses = Optional.of("/cgroup/system.slice");
        bus.refused.add("StartTransientUnit");
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> start(cgroup))
                .withMessageContaining(": /cgroup/system.slice holds processes itself");
    }

    @Test
    void closesTheConnections() {
        started(NOTHING);
        log.clear();
        driver.close();
        driver.close();
        assertThat(log).containsExactly("close");
    }
}
