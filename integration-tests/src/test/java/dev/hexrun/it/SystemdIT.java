package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Containers of the systemd driver. Only create and run get the flag that selects it; other commands read it from the
 * state.
 */
@Requires({Need.ROOT, Need.BUSYBOX, Need.SYSTEMD})
class SystemdIT {

    private static final long MIB = 1024 * 1024;

    /** The number of steps at the start of a plan in which the launcher joins the unit and creates init. */
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
                "--systemd-cgroup", "create", "--bundle", bundle.directory().toString(), id);
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
    void areScopesFromCreateToDelete() {
        String id = create(host.bundle().args("sleep", "100000"));
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
    @Requires(Need.CGROUP_V2)
    void runProcessesInASubgroup_ifTheAnnotationOfCrunNamesOne() {
        String id = create(host.bundle()
                .set("/annotations", Map.of("run.oci.systemd.subgroup", "payload"))
                .args("sleep", "100000"));
        host.hexrun("start", id).ok();

        assertThat(Processes.text(host.pid(id), "cgroup").strip()).endsWith("/" + unit(id) + "/payload");
        assertThat(host.hexrun("exec", id, "cat", "/proc/self/cgroup").ok().out())
                .isEqualTo(host.hexrun("exec", id, "cat", "/proc/1/cgroup").ok().out());
        host.hexrun("delete", "--force", id).ok();
        assertGone(unit(id));
    }

    @Test
    void removeTheUnitWhenTheProgramEnds() {
        String id = host.newId();
        Bundle bundle = host.bundle().args("echo", "done");
        assertThat(host.command(
                                "--systemd-cgroup",
                                "run",
                                "--bundle",
                                bundle.directory().toString(),
                                id)
                        .run()
                        .ok()
                        .out())
                .isEqualTo("done\n");
        assertGone(unit(id));
        host.assertNothingLeft();
    }

    /** Makes systemd write its settings to the kernel again, as can happen at any time. */
    private void makeSystemdWriteSettingsAgain(String id) {
        host.program(List.of("systemctl", "daemon-reload")).run().ok();
        for (String unit : List.of(unit(id), "system.slice")) {
            host.program(List.of("systemctl", "set-property", "--runtime", unit, "MemoryAccounting=yes"))
                    .run()
                    .ok();
        }
        host.program(List.of("systemctl", "daemon-reload")).run().ok();
    }

    private void assertLimits(String id, long bytes, int processes, int quota) throws IOException {
        long init = host.pid(id);
        assertThat(Cgroups.read(init, "memory", "memory.limit_in_bytes", "memory.max"))
                .isEqualTo(Long.toString(bytes));
        assertThat(Cgroups.read(init, "pids", "pids.max", "pids.max")).isEqualTo(Integer.toString(processes));
        assertThat(Cgroups.read(init, "cpu", "cpu.cfs_quota_us", "cpu.max").split(" ", -1)[0])
                .isEqualTo(Integer.toString(quota));
    }

    @Test
    void keepTheirLimitsWhenSystemdWritesThemAgain() throws IOException {
        String id = create(host.bundle()
                .args("sleep", "100000")
                .set("/linux/resources/memory", Map.of("limit", 64 * MIB))
                .set("/linux/resources/pids", Map.of("limit", 17))
                .set("/linux/resources/cpu", Map.of("shares", 1024, "quota", 12345, "period", 100000)));
        boolean v1 = Cgroups.v1("memory");
        assertThat(show(unit(id), v1 ? "MemoryLimit" : "MemoryMax")).isEqualTo("67108864");
        assertThat(show(unit(id), "TasksMax")).isEqualTo("17");
        assertThat(show(unit(id), "CPUQuotaPerSecUSec")).isEqualTo("130ms");
        assertThat(show(unit(id), v1 ? "CPUShares" : "CPUWeight")).isEqualTo(v1 ? "1024" : "100");
        assertThat(show(unit(id), "DevicePolicy")).isEqualTo("strict");
        assertLimits(id, 64 * MIB, 17, 13_000);
        makeSystemdWriteSettingsAgain(id);
        assertLimits(id, 64 * MIB, 17, 13_000);
        host.hexrun("update", "--memory", "96M", "--pids-limit", "23", "--cpu-quota", "54321", id)
                .ok();
        assertThat(show(unit(id), "TasksMax")).isEqualTo("23");
        assertLimits(id, 96 * MIB, 23, 55_000);
        makeSystemdWriteSettingsAgain(id);
        assertLimits(id, 96 * MIB, 23, 55_000);
    }

    /**
     * kmsg (1:11), which all users may open for writing, is not a default device of containers; urandom (1:9) is one.
     */
    @ParameterizedTest
    @CsvSource({"false, true, usable", "true, false, rejected", "false, false, rejected", "true, true, usable"})
    void keepTheirDeviceRulesWhenSystemdWritesSettingsAgain(boolean others, boolean kmsg, String expected) {
        String id = host.newId();
        Bundle bundle = host.bundle()
                .args("sleep", "100000")
                .set(
                        "/linux/devices",
                        List.of(Map.of("path", "/dev/extra", "type", "c", "major", 1, "minor", 11, "fileMode", 438)))
                .set(
                        "/linux/resources/devices",
                        List.of(
                                Map.of("allow", others, "access", "rwm"),
                                Map.of("allow", kmsg, "type", "c", "major", 1, "minor", 11, "access", "rw")));
        createCommand(bundle, id).run().ok();
        host.hexrun("start", id).ok();
        String script = "(: < /dev/urandom) && ((: > /dev/extra) 2> /dev/null && echo usable || echo rejected)";
        assertThat(host.hexrun("exec", id, "sh", "-c", script).ok().out()).isEqualTo(expected + "\n");
        makeSystemdWriteSettingsAgain(id);
        assertThat(host.hexrun("exec", id, "sh", "-c", script).ok().out())
                .as("after systemd has written its settings again")
                .isEqualTo(expected + "\n");
    }

    @Test
    void supportAllCommands() {
        String id = create(host.bundle().args("sleep", "100000").set("/linux/resources/pids", Map.of("limit", 17)));
        host.hexrun("start", id).ok();
        assertThat(host.hexrun("exec", id, "cat", "/proc/self/cgroup").ok().out())
                .contains(unit(id));
        assertThat(host.hexrun("ps", "--format", "json", id).ok().out()).contains(Long.toString(host.pid(id)));
        host.hexrun("pause", id).ok();
        assertThat(host.state(id).status()).isEqualTo("paused");
        host.hexrun("resume", id).ok();
        assertThat(host.state(id).status()).isEqualTo("running");
        assertThat(host.hexrun("events", "--stats", id).ok().out()).contains("\"pids\":{\"current\":1,\"limit\":17}");
        assertThat(host.hexrun("stats", "--no-stream", id).ok().out()).contains(id);
        host.hexrun("update", "--pids-limit", "23", id).ok();
        assertThat(show(unit(id), "TasksMax")).isEqualTo("23");
        assertThat(host.hexrun("events", "--stats", id).ok().out()).contains("\"limit\":23");
        host.hexrun("kill", id, "KILL").ok();
        Await.until("the container to stop", () -> host.state(id).status().equals("stopped"));
        host.hexrun("delete", id).ok();
        assertGone(unit(id));
    }

    @Test
    void canBeSlices() {
        String slice = "hexrunit" + host.mark().replaceAll("[^a-z0-9]", "") + ".slice";
        String outer = host.newId();
        createCommand(host.bundle().args("sleep", "100000").set("/linux/cgroupsPath", "::" + slice), outer)
                .run()
                .ok();
        assertThat(show(slice, "ActiveState")).isEqualTo("active");
        assertThat(Processes.text(host.pid(outer), "cgroup")).contains("/" + slice + "\n");
        String inner = host.newId();
        Command createInner = createCommand(
                host.bundle().args("sleep", "100000").set("/linux/cgroupsPath", slice + ":it:" + inner), inner);
        if (!Cgroups.v1("pids")) {
            // No internal processes: a v2 cgroup that contains a process cannot contain a scope with controllers.
            assertThat(createInner.run().failure())
                    .contains("start unit it-" + inner + ".scope", slice + " holds processes itself");
        } else {
            createInner.run().ok();
            assertThat(Processes.text(host.pid(inner), "cgroup")).contains("/" + slice + "/it-" + inner + ".scope\n");
            host.hexrun("delete", "--force", inner).ok();
        }
        assertGone("it-" + inner + ".scope");
        assertThat(host.state(outer).status()).isEqualTo("created");
        assertThat(createCommand(host.bundle().args("true").set("/linux/cgroupsPath", "::" + slice), host.newId())
                        .run()
                        .failure())
                .contains("container's cgroup is not empty: 1 process(es) found");
        host.hexrun("delete", "--force", outer).ok();
        // systemd has a unit for each name of a slice.
        assertThat(show(slice, "ActiveState")).isEqualTo("inactive");
        host.assertNothingLeft();
    }

    @Test
    void areInSystemSliceByDefault() {
        String id = host.newId();
        createCommand(host.bundle().args("sleep", "100000").set("/linux/cgroupsPath", ":it:" + id), id)
                .run()
                .ok();
        assertThat(show("it-" + id + ".scope", "ControlGroup")).endsWith("/system.slice/it-" + id + ".scope");
    }

    @Test
    void replaceAFailedUnit() {
        assumeTrue(Cgroups.isV2Mounted(), "on cgroup v1, systemd may not notice that a scope has ended");
        String id = host.newId();
        host.program(List.of(
                        "systemd-run",
                        "--scope",
                        "--unit=" + unit(id),
                        "--property=RuntimeMaxSec=1",
                        "sleep",
                        "100000"))
                .run();
        Await.until(
                "the failure of " + unit(id),
                () -> show(unit(id), "ActiveState").equals("failed"));
        createCommand(host.bundle().args("sleep", "100000"), id).run().ok();
        assertThat(show(unit(id), "ActiveState")).isEqualTo("active");
    }

    /**
     * Runs commands while systemd re-executes itself, one to four times for each command. systemd then closes its connections
     * and loses the pending requests of its clients. It is not re-executed in a loop, since on a slow machine it would have no
     * time to answer.
     */
    @Test
    void areCreatedUpdatedAndDeletedWhileSystemdReexecutes() throws IOException {
        Path orders = host.directory().resolve("orders");
        host.program(List.of("mkfifo", orders.toString())).run().ok();
        Command.Running loop = host.program(List.of(
                        "sh",
                        "-c",
                        "while read -r times; do for i in $times; do systemctl daemon-reexec; done; echo again; done < "
                                + orders))
                .start();
        try (Writer order = Files.newBufferedWriter(orders)) {
            Bundle bundle = host.bundle().args("sleep", "100000").set("/linux/resources/pids", Map.of("limit", 17));
            int count = 0;
            for (int i = 0; i < 8; i++) {
                String id = host.newId();
                String times = "1 2 3 4".substring(0, 2 * (i % 4) + 1) + '\n';
                runDuringReexecution(loop, order, times, ++count, createCommand(bundle, id));
                runDuringReexecution(loop, order, times, ++count, host.command("update", "--pids-limit", "23", id));
                assertThat(Cgroups.read(host.pid(id), "pids", "pids.max", "pids.max"))
                        .isEqualTo("23");
                runDuringReexecution(loop, order, times, ++count, host.command("delete", "--force", id));
            }
        }
        loop.await().ok();
        host.assertNothingLeft();
    }

    /** Runs a command while systemd re-executes itself, and waits for both. */
    private static void runDuringReexecution(
            Command.Running loop, Writer order, String times, int count, Command command) throws IOException {
        order.write(times);
        order.flush();
        Duration timeout = Await.scaled(Duration.ofSeconds(30));
        command.with("SYSTEMD_BUS_TIMEOUT", Long.toString(timeout.toSeconds()))
                .run()
                .ok();
        Await.until("systemd to be re-executed", () -> loop.out().lines().count() == count);
    }

    /** A hook that does not end stops the command in the middle of its work, after the unit was started. */
    @ParameterizedTest
    @ValueSource(strings = {"prestart", "createRuntime", "createContainer"})
    void canBeDeletedAfterTheCommandWasKilledDuringAHook(String hook) {
        Path reached = host.directory().resolve("reached");
        Bundle bundle = host.bundle()
                .args("sleep", "100000")
                .set(
                        "/hooks",
                        Map.of(
                                hook,
                                List.of(Map.of(
                                        "path",
                                        "/bin/sh",
                                        "args",
                                        List.of("sh", "-c", "echo > " + reached + "; exec sleep 100000")))));
        String id = host.newId();
        Command.Running running = createCommand(bundle, id).start();
        Await.until("the hook to run", () -> Files.exists(reached) || !running.alive());
        assertThat(show(unit(id), "ActiveState")).isEqualTo("active");
        Kernel.kill(running.pid(), 9);
        assertThat(running.await().status()).isEqualTo(137);
        host.hexrun("delete", "--force", id).ok();
        assertGone(unit(id));
        host.assertNothingLeft();
    }

    @Test
    void areCreatedAtCgroupsPath() {
        String id = host.newId();
        Bundle bundle =
                host.bundle().args("sleep", "100000").set("/linux/cgroupsPath", "hexrunit-some.slice:prefix:" + id);
        createCommand(bundle, id).run().ok();
        assertThat(show("prefix-" + id + ".scope", "ControlGroup"))
                .endsWith("/hexrunit.slice/hexrunit-some.slice/prefix-" + id + ".scope");
        host.hexrun("delete", "--force", id).ok();
        assertGone("prefix-" + id + ".scope");
    }

    @Test
    void haveThePropertiesFromAnnotations() {
        String id = create(host.bundle()
                .args("sleep", "100000")
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
    void areRejectedWithAnInvalidPropertyValue(String value) {
        String name = "org.systemd.property.TimeoutStopUSec";
        Outcome outcome = createCommand(
                        host.bundle().args("true").set("/annotations", Map.of(name, value)), host.newId())
                .run();
        assertThat(outcome.failure()).contains("/annotations/" + name);
        host.assertNothingLeft();
    }

    @Test
    void areRejectedWithAnInvalidCgroupsPath() {
        Outcome outcome = createCommand(
                        host.bundle().args("true").set("/linux/cgroupsPath", "/some/path"), host.newId())
                .run();
        assertThat(outcome.failure()).contains("expected cgroupsPath to be of format \"slice:prefix:name\"");
        host.assertNothingLeft();
    }

    @Test
    void doNotChangeTheUnitOfAnotherContainer() {
        String first = create(host.bundle().args("sleep", "100000"));
        Bundle bundle = host.bundle().args("true").set("/linux/cgroupsPath", "system.slice:runc:" + first);
        assertThat(createCommand(bundle, host.newId()).run().failure())
                .contains("container's cgroup is not empty: 1 process(es) found");
        assertThat(host.state(first).status()).isEqualTo("created");
        assertThat(show(unit(first), "ActiveState")).isEqualTo("active");
    }

    @Test
    void canBeCreatedAndDeletedRepeatedly() {
        Bundle bundle = host.bundle().args("sleep", "100000");
        String id = host.newId();
        for (int i = 0; i < 10; i++) {
            createCommand(bundle, id).run().ok();
            host.hexrun("delete", "--force", id).ok();
            assertGone(unit(id));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"front", "jvm", "launcher"})
    void canBeDeletedAfterAProcessWasKilledAtAStep(String victim) throws IOException {
        Path faulty = host.directory().resolve("faulty");
        Files.createDirectories(faulty.resolve("bin"));
        for (String directory : List.of("lib", "runtime", "adapters")) {
            Files.createSymbolicLink(
                    faulty.resolve(directory), Distribution.home().resolve(directory));
        }
        Files.copy(Distribution.faultsProgram(), faulty.resolve("bin/hexrun"), StandardCopyOption.COPY_ATTRIBUTES);
        Bundle bundle = host.bundle().args("sleep", "100000");
        List<String> faults = new ArrayList<>();
        for (int step = 1; step < EARLY_STEPS; step++) {
            faults.add(victim + "@" + step + ":0");
            faults.add(victim + "@r" + step + ":0");
        }
        int killed = 0;
        for (String fault : faults) {
            String id = host.newId();
            host.use(faulty);
            killed +=
                    createCommand(bundle, id).with("HEXRUN_FAULT", fault).run().status() == 0 ? 0 : 1;
            host.use(Distribution.home());
            host.hexrun("delete", "--force", id).ok();
            assertGone(unit(id));
            host.assertNothingLeft();
        }
        assertThat(killed).as("faults that ended the command, of " + faults).isGreaterThan(2);
    }
}
