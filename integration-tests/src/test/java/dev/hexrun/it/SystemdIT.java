package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Containers whose cgroups systemd makes. Only what makes them is told so: every later command has to know. */
@Requires({Need.ROOT, Need.BUSYBOX, Need.SYSTEMD})
class SystemdIT {

    /** The launcher is met, joins, and makes init within these steps of a plan. */
    private static final int EARLY_STEPS = 8;

    @RegisterExtension
    final TestHost host = new TestHost();

    private String create(Bundle bundle) {
        String id = host.newId();
        createCommand(bundle, id).run().ok();
        return id;
    }

    private Command createCommand(Bundle bundle, String id) {
        return host.command(
                "--systemd-cgroup", "create", "--bundle", bundle.folder().toString(), id);
    }

    private String show(String unit, String property) {
        return host.program(List.of("systemctl", "show", unit, "--property=" + property, "--value"))
                .run()
                .ok()
                .out()
                .strip();
    }

    private static String unit(String id) {
        return "runc-" + id + ".scope";
    }

    private void assertGone(String unit) {
        assertThat(show(unit, "LoadState")).as(unit).isEqualTo("not-found");
    }

    @Test
    void areScopes_fromCreateToDelete() {
        String id = create(host.bundle().args("sleep", "100"));
        assertThat(show(unit(id), "ActiveState")).isEqualTo("active");
        assertThat(show(unit(id), "Delegate")).isEqualTo("yes");
        assertThat(show(unit(id), "Slice")).isEqualTo("system.slice");
        assertThat(Processes.text(host.pid(id), "cgroup").lines())
                .filteredOn(line -> !line.startsWith("0::"))
                .allMatch(line -> line.endsWith("/system.slice/" + unit(id)));
        host.hexrun("start", id).ok();
        assertThat(host.hexrun("exec", id, "cat", "/proc/self/cgroup").ok().out())
                .contains(unit(id));
        host.hexrun("pause", id).ok();
        assertThat(host.state(id).status()).isEqualTo("paused");
        host.hexrun("resume", id).ok();
        assertThat(host.hexrun("ps", "--format", "json", id).ok().out()).contains(Long.toString(host.pid(id)));
        host.hexrun("delete", "--force", id).ok();
        assertGone(unit(id));
        host.assertNothingLeft();
    }

    @Test
    void endWithTheirProgram() {
        String id = host.newId();
        Bundle bundle = host.bundle().args("echo", "done");
        assertThat(host.command(
                                "--systemd-cgroup",
                                "run",
                                "--bundle",
                                bundle.folder().toString(),
                                id)
                        .run()
                        .ok()
                        .out())
                .isEqualTo("done\n");
        assertGone(unit(id));
        host.assertNothingLeft();
    }

    @Test
    void haveLimitsThatSystemdKnows_andTheSameInTheKernel() throws IOException {
        String id = create(host.bundle()
                .args("sleep", "100")
                .set("/linux/resources/memory", Map.of("limit", 64 * 1024 * 1024))
                .set("/linux/resources/pids", Map.of("limit", 17))
                .set("/linux/resources/cpu", Map.of("shares", 1024, "quota", 12345, "period", 100000)));
        boolean v1 = Cgroups.v1("memory");
        assertThat(show(unit(id), v1 ? "MemoryLimit" : "MemoryMax")).isEqualTo("67108864");
        assertThat(show(unit(id), "TasksMax")).isEqualTo("17");
        assertThat(show(unit(id), "CPUQuotaPerSecUSec")).isEqualTo("130ms");
        assertThat(show(unit(id), v1 ? "CPUShares" : "CPUWeight")).isEqualTo(v1 ? "1024" : "100");
        assertThat(show(unit(id), "DevicePolicy")).isEqualTo("strict");
        long init = host.pid(id);
        assertThat(Cgroups.read(init, "memory", "memory.limit_in_bytes", "memory.max"))
                .isEqualTo("67108864");
        // Whole percents of a CPU, which is as finely as systemd knows it.
        assertThat(Cgroups.read(init, "cpu", "cpu.cfs_quota_us", "cpu.max")).startsWith("13000");
        // Whatever systemd is told to do to all of its units, these hold.
        host.program(List.of("systemctl", "daemon-reload")).run().ok();
        assertThat(Cgroups.read(init, "memory", "memory.limit_in_bytes", "memory.max"))
                .isEqualTo("67108864");
        assertThat(Cgroups.read(init, "pids", "pids.max", "pids.max")).isEqualTo("17");
        assertThat(Cgroups.read(init, "cpu", "cpu.cfs_quota_us", "cpu.max")).startsWith("13000");
    }

    @Test
    void areWhereTheirPathSays() {
        String id = host.newId();
        Bundle bundle =
                host.bundle().args("sleep", "100").set("/linux/cgroupsPath", "hexrunit-some.slice:prefix:" + id);
        createCommand(bundle, id).run().ok();
        assertThat(show("prefix-" + id + ".scope", "ControlGroup"))
                .endsWith("/hexrunit.slice/hexrunit-some.slice/prefix-" + id + ".scope");
        host.hexrun("delete", "--force", id).ok();
        assertGone("prefix-" + id + ".scope");
    }

    @Test
    void haveThePropertiesOfTheirAnnotations() {
        String id = create(host.bundle()
                .args("sleep", "100")
                .set(
                        "/annotations",
                        Map.of(
                                "org.systemd.property.RuntimeMaxSec", "3600.5",
                                "org.systemd.property.CollectMode", "'inactive-or-failed'")));
        assertThat(show(unit(id), "RuntimeMaxUSec")).isEqualTo("1h 500ms");
        assertThat(show(unit(id), "CollectMode")).isEqualTo("inactive-or-failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"oops", "uint64 -1"})
    void areRefusedWithAnAnnotationThatIsNoValue(String value) {
        String name = "org.systemd.property.TimeoutStopUSec";
        Outcome outcome = createCommand(
                        host.bundle().args("true").set("/annotations", Map.of(name, value)), host.newId())
                .run();
        assertThat(outcome.failure()).contains("/annotations/" + name);
        host.assertNothingLeft();
    }

    @Test
    void areRefusedByAPathOfAnotherForm() {
        Outcome outcome = createCommand(
                        host.bundle().args("true").set("/linux/cgroupsPath", "/some/path"), host.newId())
                .run();
        assertThat(outcome.failure()).contains("expected cgroupsPath to be of format \"slice:prefix:name\"");
        host.assertNothingLeft();
    }

    @Test
    void leaveAUnitAloneThatIsAnothers() {
        String first = create(host.bundle().args("sleep", "100"));
        Bundle bundle = host.bundle().args("true").set("/linux/cgroupsPath", "system.slice:runc:" + first);
        assertThat(createCommand(bundle, host.newId()).run().failure())
                .contains("container's cgroup is not empty: 1 process(es) found");
        assertThat(host.state(first).status()).isEqualTo("created");
        assertThat(show(unit(first), "ActiveState")).isEqualTo("active");
    }

    @Test
    void canBeMadeManyTimesInARow() {
        Bundle bundle = host.bundle().args("sleep", "100");
        String id = host.newId();
        for (int i = 0; i < 10; i++) {
            createCommand(bundle, id).run().ok();
            host.hexrun("delete", "--force", id).ok();
            assertGone(unit(id));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"front", "jvm", "launcher"})
    void canBeDeletedWhoeverDied(String victim) throws IOException {
        Path faulty = host.folder().resolve("faulty");
        Files.createDirectories(faulty.resolve("bin"));
        for (String folder : List.of("lib", "runtime", "adapters")) {
            Files.createSymbolicLink(faulty.resolve(folder), Distribution.home().resolve(folder));
        }
        Files.copy(Distribution.faultsProgram(), faulty.resolve("bin/hexrun"), StandardCopyOption.COPY_ATTRIBUTES);
        Bundle bundle = host.bundle().args("sleep", "100");
        List<String> faults = new ArrayList<>();
        for (int step = 1; step < EARLY_STEPS; step++) {
            faults.add(victim + "@" + step + ":0");
            faults.add(victim + "@r" + step + ":0");
        }
        int struck = 0;
        for (String fault : faults) {
            String id = host.newId();
            host.use(faulty);
            struck +=
                    createCommand(bundle, id).with("HEXRUN_FAULT", fault).run().status() == 0 ? 0 : 1;
            host.use(Distribution.home());
            host.hexrun("delete", "--force", id).ok();
            assertGone(unit(id));
            host.assertNothingLeft();
        }
        assertThat(struck).as("faults that ended the command, of " + faults).isGreaterThan(2);
    }
}
