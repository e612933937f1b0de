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
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.CgroupRequest;
import dev.hexrun.port.host.Host;
import dev.hexrun.testkit.host.FakeHost;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SystemdDriverTest {

    private static final int PID = 4711;
    private static final String UNIT = "runc-web.scope";
    private static final String PLACE = "/system.slice/" + UNIT;
    private static final String MANAGER = "/user.slice/user-1000.slice/user@1000.service";
    private static final CgroupRequest REQUEST = new CgroupRequest(ContainerId.of("web"), "", false);
    private static final CgroupRequest ROOTLESS = new CgroupRequest(ContainerId.of("web"), "", true);
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

    /** What happens in order, on the bus and in files. */
    private final List<String> log = new ArrayList<>();

    private final FakeBus bus = new FakeBus(log);
    private final Map<Integer, List<String>> cgroups = new HashMap<>();
    private final List<Integer> asked = new ArrayList<>();
    private FakeFiles files = new FakeFiles(log, true);
    private FakeHost facts = FakeHost.root();
    private SystemdDriver driver = driver();

    private SystemdDriver driver() {
        cgroups.put(1, List.of("1:name=systemd:/init.scope", "0::/init.scope"));
        cgroups.put(PID, List.of("1:name=systemd:" + PLACE, "0::" + PLACE));
        // The facts are a record in which every process is at the same place.
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
                    asked.add(uid);
                    return units;
                },
                DEVICES);
    }

    private void useV1() {
        files = new FakeFiles(log, false);
        driver = driver();
    }

    private CgroupPaths started(LinuxResources resources) {
        CgroupPaths paths = driver.create(driver.place(REQUEST), REQUEST, resources);
        paths = driver.joinFirst(paths, REQUEST, resources, PID);
        log.clear();
        return paths;
    }

    @Test
    void placesAContainerBelowTheHostsSystemd() {
        assertThat(driver.place(REQUEST)).isEqualTo(new CgroupPaths("systemd", Map.of("", "/cgroup" + PLACE)));
        assertThat(log).isEmpty();
        cgroups.put(1, List.of("0::/nested/init.scope"));
        assertThat(driver.place(REQUEST).paths()).containsEntry("", "/cgroup/nested" + PLACE);
        cgroups.put(1, List.of("0::/"));
        assertThat(driver.place(REQUEST).paths()).containsEntry("", "/cgroup" + PLACE);
    }

    @Test
    void placesARootlessContainerBelowTheUsersSystemd() {
        bus.controlGroup = MANAGER;
        facts = FakeHost.root().withUser(1000, 1000);
        assertThat(driver.place(ROOTLESS).paths()).containsEntry("", "/cgroup" + MANAGER + "/user.slice/" + UNIT);
        assertThat(asked).containsOnly(1000);
    }

    @Test
    void takesRootOfAUserNamespaceForTheUserWhoseSystemdItIs() {
        assertThat(driver.rootlessInUserNamespace()).as("no bus that tells").isFalse();
        bus.owner = OptionalInt.of(0);
        assertThat(driver.rootlessInUserNamespace()).as("a systemd of its own").isFalse();
        bus.owner = OptionalInt.of(1000);
        assertThat(driver.rootlessInUserNamespace()).as("a user's").isTrue();
        assertThat(asked).containsOnly(0);
    }

    @Test
    void refusesARootlessContainerOnV1() {
        bus.controlGroup = MANAGER;
        useV1();
        assertThatExceptionOfType(UnsupportedException.class).isThrownBy(() -> driver.place(ROOTLESS));
    }

    @Test
    void startsTheUnitAroundTheFirstProcess() {
        CgroupPaths paths = driver.create(driver.place(REQUEST), REQUEST, NOTHING);
        assertThat(bus.active).isEmpty();
        assertThat(driver.entering(paths)).isEmpty();
        log.clear();
        assertThat(driver.joinFirst(paths, REQUEST, NOTHING, PID)).isEqualTo(paths);
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
    void joinsTheHierarchiesThatSystemdLeavesOut() {
        useV1();
        CgroupPaths paths = driver.create(driver.place(REQUEST), REQUEST, RULES);
        log.clear();
        driver.joinFirst(paths, REQUEST, RULES, PID);
        assertThat(log).containsExactly("StartTransientUnit " + UNIT, "adopt", "join " + PID);
        assertThat(bus.properties.get(UNIT))
                .contains(Property.of("BlockIOAccounting", true))
                .noneMatch(property -> property.name().startsWith("Device"));
    }

    @Test
    void leavesOtherProcessesAliveWhenOneIsOutOfMemory_fromSystemd253On() {
        bus.version = "253";
        started(NOTHING);
        assertThat(bus.properties.get(UNIT)).contains(Property.of("OOMPolicy", "continue"));
    }

    @Test
    void makesASlice_andJoinsItByFiles() {
        CgroupRequest slice = new CgroupRequest(ContainerId.of("web"), "::a-b.slice", false);
        CgroupPaths paths = driver.create(driver.place(slice), slice, NOTHING);
        assertThat(paths.paths()).containsEntry("", "/cgroup/a.slice/a-b.slice");
        log.clear();
        driver.joinFirst(paths, slice, NOTHING, PID);
        assertThat(log).containsExactly("StartTransientUnit a-b.slice", "adopt", "join " + PID);
        assertThat(bus.properties.get("a-b.slice"))
                .contains(new Property("Wants", Variant.strings(List.of("a.slice"))))
                .noneMatch(property -> List.of("PIDs", "Delegate", "Slice").contains(property.name()));
    }

    @Test
    void setsWhatAnnotationsSay_andRefusesThemBeforeAnythingIsMade() {
        CgroupRequest good = new CgroupRequest(
                ContainerId.of("web"),
                "",
                false,
                OptionalLong.empty(),
                Map.of("org.systemd.property.TimeoutStopSec", "5"));
        driver.joinFirst(driver.create(driver.place(good), good, NOTHING), good, NOTHING, PID);
        assertThat(bus.properties.get(UNIT)).contains(Property.of("TimeoutStopUSec", 5_000_000));
        CgroupRequest bad = new CgroupRequest(
                ContainerId.of("web"), "", false, OptionalLong.empty(), Map.of("org.systemd.property.After", "x"));
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> driver.create(driver.place(bad), bad, NOTHING))
                .withMessageContaining("/annotations/org.systemd.property.After");
    }

    @Test
    void refusesACgroupThatIsTaken() {
        CgroupPaths paths = driver.place(REQUEST);
        files.processes.add(9);
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> driver.create(paths, REQUEST, NOTHING))
                .withMessage("container's cgroup is not empty: 1 process(es) found");
        files.processes.clear();
        files.frozen = true;
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> driver.create(paths, REQUEST, NOTHING))
                .withMessage("container's cgroup unexpectedly frozen");
    }

    @Test
    void touchesNothingOfAUnitThatStoodInTheWay() {
        CgroupPaths paths = driver.create(driver.place(REQUEST), REQUEST, NOTHING);
        bus.active.add(UNIT);
        files.processes.add(9);
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> driver.joinFirst(paths, REQUEST, NOTHING, PID))
                .withMessageContaining("Unit " + UNIT + " already exists");
        assertThat(driver.pids(paths)).isEmpty();
        assertThat(driver.kill(paths)).isFalse();
        driver.delete(paths);
        assertThat(bus.active).containsExactly(UNIT);
        assertThat(files.processes).containsExactly(9);
    }

    @Test
    void refusesAPlaceThatIsNotTheOneRemembered() {
        CgroupPaths paths = driver.create(driver.place(REQUEST), REQUEST, NOTHING);
        cgroups.put(PID, List.of("0::/elsewhere"));
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> driver.joinFirst(paths, REQUEST, NOTHING, PID))
                .withMessage("start unit " + UNIT
                        + ": systemd has put process 4711 into /elsewhere and not into /cgroup" + PLACE);
        driver.delete(paths);
        assertThat(bus.active).isEmpty();
    }

    @Test
    void tellsSystemdTheLimits_beforeTheyAreWrittenToFiles() {
        CgroupPaths paths = started(NOTHING);
        driver.apply(paths, FIVE_TASKS);
        assertThat(log).containsExactly("SetUnitProperties " + UNIT, "GetUnit " + UNIT, "apply");
        assertThat(bus.properties.get(UNIT)).contains(Property.of("TasksMax", 5));
    }

    @Test
    void updatesFiles_andThenTellsSystemd() {
        CgroupPaths paths = started(NOTHING);
        driver.update(paths, FIVE_TASKS);
        assertThat(log)
                .containsExactly(
                        "GetUnit " + UNIT,
                        "Get org.freedesktop.systemd1.Scope",
                        "update",
                        "SetUnitProperties " + UNIT,
                        "GetUnit " + UNIT,
                        "apply");
        log.clear();
        driver.update(paths, NOTHING);
        assertThat(log).containsExactly("update");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SetUnitProperties", "apply"})
    void takesEverythingBack_whenAnUpdateFails(String when) {
        CgroupPaths paths = started(NOTHING);
        bus.present.put("TasksMax", 99L);
        files.refusesToApply = when.equals("apply");
        if (!files.refusesToApply) {
            bus.refused.add(when);
        }
        assertThatExceptionOfType(HostOperationException.class).isThrownBy(() -> driver.update(paths, FIVE_TASKS));
        assertThat(log).endsWith("SetUnitProperties " + UNIT, "GetUnit " + UNIT, "take back");
        assertThat(bus.properties.get(UNIT)).endsWith(Property.of("TasksMax", 99));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SetUnitProperties", "GetUnit"})
    void takesFilesBack_whenSystemdIsLostInTheMiddleOfAnUpdate(String when) {
        CgroupPaths paths = started(NOTHING);
        if (when.equals("GetUnit")) {
            bus.lastAfter = "SetUnitProperties";
        } else {
            bus.last.add(when);
        }
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> driver.update(paths, FIVE_TASKS))
                .withMessageContaining("set properties of unit " + UNIT + ": systemd: cannot be reached")
                .satisfies(failure -> assertThat(failure.getSuppressed()).isEmpty());
        assertThat(log).contains("update").endsWith("take back");
    }

    @Test
    void changesNothing_whenSystemdIsAwayBeforeAnUpdate() {
        CgroupPaths paths = started(NOTHING);
        bus.deaf.add(FakeBus.ADDRESS);
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> driver.update(paths, FIVE_TASKS))
                .withMessageContaining("systemd: cannot be reached");
        assertThat(log).doesNotContain("update", "apply");
    }

    @Test
    void writesTheQuotaThatSystemdWillWrite() {
        CgroupPaths paths = started(NOTHING);
        driver.apply(
                paths,
                LinuxResources.builder()
                        .cpu(LinuxCpu.builder().quota(12345).period(100_000).build())
                        .build());
        assertThat(files.applied.cpu().orElseThrow().quota()).hasValue(13_000);
    }

    @ParameterizedTest
    @CsvSource({"1, 257, true", "1, 251, false", "0, 257, false"})
    void endsIdlenessBeforeAWeight(String idle, String version, boolean ends, @TempDir Path folder) throws Exception {
        bus.version = version;
        CgroupPaths paths =
                new CgroupPaths("systemd", Map.of("", folder.resolve(UNIT).toString()));
        bus.active.add(UNIT);
        Files.writeString(Files.createDirectory(folder.resolve(UNIT)).resolve("cpu.idle"), idle + "\n");
        driver.update(paths, cpu(LinuxCpu.builder().shares(200)));
        LinuxCpu.Builder expected = LinuxCpu.builder().shares(200);
        assertThat(files.applied).isEqualTo(cpu(ends ? expected.idle(0) : expected));
        driver.update(paths, cpu(LinuxCpu.builder().shares(200).idle(1)));
        assertThat(files.applied).isEqualTo(cpu(LinuxCpu.builder().shares(200).idle(1)));
    }

    private static LinuxResources cpu(LinuxCpu.Builder cpu) {
        return LinuxResources.builder().cpu(cpu.build()).build();
    }

    @Test
    void asksSystemdForNothing_whereItHasNoProperty() {
        CgroupPaths paths = started(NOTHING);
        driver.apply(paths, NOTHING);
        assertThat(log).containsExactly("apply");
    }

    @Test
    void freezesWhileDeviceRulesChangeOnV1() {
        useV1();
        CgroupPaths paths = started(RULES);
        driver.apply(paths, RULES);
        assertThat(log).containsExactly("freeze", "SetUnitProperties " + UNIT, "GetUnit " + UNIT, "apply", "thaw");
        log.clear();
        files.frozen = true;
        driver.apply(paths, RULES);
        assertThat(log).doesNotContain("freeze", "thaw");
    }

    @Test
    void thawsAgainWhenSystemdRefuses() {
        useV1();
        CgroupPaths paths = started(RULES);
        bus.last.add("SetUnitProperties");
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> driver.apply(paths, RULES))
                .withMessageContaining("set properties of unit " + UNIT);
        assertThat(log).endsWith("thaw");
    }

    @Test
    void changesDeviceRulesOnV2WithoutFreezing() {
        CgroupPaths paths = started(RULES);
        driver.apply(paths, RULES);
        assertThat(log).containsExactly("SetUnitProperties " + UNIT, "GetUnit " + UNIT, "apply");
    }

    @Test
    void hasSystemdAttachAProcess_whereTheRuntimeMayNot() {
        CgroupPaths paths = started(NOTHING);
        driver.joinBeside(paths, 5, PID);
        assertThat(log).containsExactly("join 5");
        files.refusesToJoin = true;
        driver.joinBeside(paths, 6, PID);
        assertThat(log).containsExactly("join 5", "AttachProcessesToUnit " + UNIT);
    }

    @Test
    void stopsTheUnit_alsoTwice() {
        CgroupPaths paths = started(NOTHING);
        driver.delete(paths);
        assertThat(bus.active).isEmpty();
        assertThat(log).containsExactly("StopUnit " + UNIT, "ResetFailedUnit " + UNIT, "delete");
        driver.delete(paths);
        driver.delete(new CgroupPaths("systemd", Map.of()));
    }

    @Test
    void doesNotMindAnUnreachableSystemd_onceTheCgroupsAreGone(@TempDir Path folder) throws Exception {
        CgroupPaths paths = new CgroupPaths("systemd", Map.of("", folder + MANAGER + "/user.slice/" + UNIT));
        bus.deaf.add(FakeBus.ADDRESS);
        driver.delete(paths);
        assertThat(log).containsExactly("delete");
        assertThat(asked).containsExactly(1000);
        Files.createDirectories(Path.of(paths.paths().get("")));
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> driver.delete(paths))
                .withMessageStartingWith("stop unit " + UNIT + ": systemd: cannot be reached");
    }

    @Test
    void leavesTheRestToTheFiles() {
        CgroupPaths paths = started(NOTHING);
        files.processes.add(PID);
        assertThat(driver.pids(paths)).containsExactly(PID);
        assertThat(driver.oomKills(paths)).isEqualTo(3);
        assertThat(driver.steps(paths, NOTHING)).containsExactly(new CgroupStep.JoinCgroup("/steps", true, false));
        assertThat(driver.enteringBeside(paths, PID))
                .containsExactly(new CgroupStep.JoinCgroup("/beside", true, false));
        assertThat(driver.hierarchies(paths)).hasSize(1);
        driver.freeze(paths, Duration.ofSeconds(1));
        assertThat(driver.frozen(paths)).isTrue();
        driver.thaw(paths);
        assertThat(driver.frozen(paths)).isFalse();
        driver.thawToDie(paths);
        assertThat(log).endsWith("thaw all");
        assertThat(driver.kill(paths)).isTrue();
        driver.join(paths, 8);
        assertThat(driver.pids(paths)).containsExactly(8);
    }

    @ParameterizedTest
    @CsvSource({
        "/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/user.slice/x.scope, 1000",
        "/sys/fs/cgroup/system.slice/x.scope, -1",
        "/sys/fs/cgroup/user@.service/x, -1",
        "/sys/fs/cgroup/user@1000.service, -1",
    })
    void findsTheUserInThePlace(String path, int uid) {
        assertThat(SystemdDriver.owner(path)).isEqualTo(uid);
    }

    @ParameterizedTest
    @ValueSource(strings = {"_x-a.scope", "x-a.scope"})
    void findsTheUnitInThePlace(String unit) {
        CgroupPaths paths = new CgroupPaths("systemd", Map.of("", "/c/" + (unit.startsWith("_") ? "_" : "") + unit));
        driver.delete(paths);
        assertThat(log).contains("StopUnit " + unit);
    }

    @Test
    void findsTheParentThatHoldsProcesses(@TempDir Path root) throws Exception {
        Path scope = Files.createDirectories(root.resolve("outer.slice/outer-inner.slice/web.scope"));
        for (Path cgroup : List.of(scope, scope.getParent(), root.resolve("outer.slice"))) {
            Files.writeString(cgroup.resolve("cgroup.type"), "domain\n");
            Files.writeString(cgroup.resolve("cgroup.procs"), cgroup.equals(scope) ? "1\n" : "");
        }
        // As the root of the hierarchy, which has no type.
        Files.writeString(root.resolve("cgroup.procs"), "1\n");
        assertThat(SystemdDriver.parentWithProcesses(scope)).isEmpty();
        Files.writeString(root.resolve("outer.slice/cgroup.procs"), "4711\n");
        assertThat(SystemdDriver.parentWithProcesses(scope)).contains(root.resolve("outer.slice"));
    }
}
