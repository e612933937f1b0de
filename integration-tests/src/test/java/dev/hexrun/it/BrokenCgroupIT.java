package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Containers whose cgroups another process has changed or removed, and hosts without some controllers: each command
 * either succeeds or reports in one line why it cannot, the state is kept, and {@code delete --force} removes
 * everything as soon as that is possible.
 */
@Requires({Need.ROOT, Need.BUSYBOX, Need.UNSHARE})
class BrokenCgroupIT {

    private static final String READ_ONLY =
            "for m in /sys/fs/cgroup /sys/fs/cgroup/*/; do mount -o remount,bind,ro $m 2> /dev/null; done; exec \"$@\"";

    @RegisterExtension
    final TestHost host = new TestHost();

    private String sleeper() {
        return host.start(host.bundle().args("sleep", "100000"));
    }

    /** Returns a command that runs in its own mount namespace after a shell script has changed it. */
    private static Command inMountNamespace(String preparation, Command command) {
        return command.via("unshare", "--mount", "sh", "-c", preparation, "sh");
    }

    private static String without(String mountPoint) {
        return "umount -R " + mountPoint + " && exec \"$@\"";
    }

    /** Asserts that a command succeeded, or failed with a single error line that names the cgroup. */
    private static void succeedsOrReportsWhy(Command command) {
        Outcome outcome = command.run();
        if (outcome.status() != 0) {
            assertThat(outcome.err()).as(outcome.toString()).startsWith("hexrun: ");
            assertThat(outcome.err()).as(outcome.toString()).containsAnyOf("cgroup", "not paused");
            assertThat(outcome.err().lines()).as(outcome.toString()).allMatch(line -> line.startsWith("hexrun: "));
            assertThat(outcome.err()).doesNotContain("Exception");
        }
    }

    private List<Command> commandsOn(String id) {
        return List.of(
                host.command("exec", id, "true"),
                host.command("ps", id),
                host.command("update", "--pids-limit", "20", id),
                host.command("events", "--stats", id),
                host.command("pause", id),
                host.command("resume", id));
    }

    /** Returns the v1 hierarchies from which the container's cgroup is removed, or the empty string for v2. */
    static Stream<String> hierarchies() {
        return Cgroups.v1("pids") ? Stream.of("pids", "devices", "freezer", "cpu") : Stream.of("");
    }

    @ParameterizedTest
    @MethodSource("hierarchies")
    void deletesAContainerWhoseCgroupWasRemovedFromOneHierarchy(String controller) throws IOException {
        String id = sleeper();
        long init = host.pid(id);
        Path group = Cgroups.directory(init, controller);
        Files.writeString(group.resolveSibling("cgroup.procs"), Long.toString(init));
        Files.delete(group);
        commandsOn(id).forEach(BrokenCgroupIT::succeedsOrReportsWhy);
        assertThat(host.state(id).status()).isEqualTo("running");
        assertThat(Processes.alive(init)).isTrue();
        host.hexrun("delete", "--force", id).ok();
        assertThat(Processes.alive(init)).isFalse();
        host.assertNothingLeft();
    }

    /**
     * On v1, a process below a frozen cgroup cannot be killed until that cgroup is thawed; until then, the container is
     * kept.
     */
    @Test
    void deletesAContainerBelowAFrozenCgroup() throws IOException {
        String parent = host.newId();
        String id = host.start(host.bundle().args("sleep", "100000").set("/linux/cgroupsPath", "/" + parent + "/deep"));
        long init = host.pid(id);
        boolean v1 = Cgroups.v1("freezer");
        Path state =
                Cgroups.directory(init, v1 ? "freezer" : "").resolveSibling(v1 ? "freezer.state" : "cgroup.freeze");
        Files.writeString(state, v1 ? "FROZEN" : "1");
        assertThat(host.state(id).status()).isEqualTo("running");
        Outcome deleted = host.hexrun("delete", "--force", id);
        if (deleted.status() != 0) {
            assertThat(deleted.failure()).contains(id).contains("still running");
            assertThat(host.stateDirectories()).containsExactly(id);
            Files.writeString(state, "THAWED");
            host.hexrun("delete", "--force", id).ok();
        }
        assertThat(Processes.alive(init)).isFalse();
        for (Path group : Cgroups.named(parent).reversed()) {
            Files.delete(group);
        }
        host.assertNothingLeft();
    }

    /** A container manager in the container that pauses one of its own containers creates such a cgroup. */
    @ParameterizedTest
    @ValueSource(strings = {"kill", "delete"})
    void killsAProcessInAFrozenCgroupOfTheContainer(String command) throws IOException {
        String id = host.start(host.bundle().script("sleep 100000 & wait"));
        long init = host.pid(id);
        boolean v1 = Cgroups.v1("freezer");
        Path group = Cgroups.directory(init, v1 ? "freezer" : "");
        Path inner = Files.createDirectory(group.resolve("inner"));
        Path processes = group.resolve("cgroup.procs");
        Await.until("a child", () -> Attacker.text(processes).lines().count() == 2);
        for (String pid : Files.readAllLines(processes)) {
            if (Long.parseLong(pid) != init) {
                Files.writeString(inner.resolve("cgroup.procs"), pid);
            }
        }
        Files.writeString(inner.resolve(v1 ? "freezer.state" : "cgroup.freeze"), v1 ? "FROZEN" : "1");
        assertThat(host.state(id).status()).isEqualTo("running");
        if (command.equals("kill")) {
            host.hexrun("kill", id, "KILL").ok();
            Await.until("the container to stop", () -> host.state(id).status().equals("stopped"));
        }
        host.hexrun("delete", "--force", id).ok();
        assertThat(Processes.alive(init)).isFalse();
        host.assertNothingLeft();
    }

    @Test
    void keepsTheStateWhileAnotherProcessIsInTheCgroup() throws IOException {
        String id = sleeper();
        Command.Running foreign = host.program(List.of("sleep", "100000")).start();
        Path group = Cgroups.directory(host.pid(id), Cgroups.v1("pids") ? "pids" : "");
        Files.writeString(group.resolve("cgroup.procs"), Long.toString(foreign.pid()));
        Outcome deleted = host.hexrun("delete", "--force", id);
        if (deleted.status() != 0) {
            assertThat(deleted.failure()).contains("busy").contains(Long.toString(foreign.pid()));
            assertThat(host.stateDirectories()).containsExactly(id);
            Kernel.kill(foreign.pid(), 9);
            foreign.await();
            host.hexrun("delete", "--force", id).ok();
        }
        host.assertNothingLeft();
    }

    @Test
    void reportsThatTheCgroupFileSystemIsReadOnly() {
        Outcome outcome = inMountNamespace(
                        READ_ONLY, host.runCommand(host.bundle().args("true")))
                .run();
        assertThat(outcome.failure())
                .contains("unable to apply cgroup configuration: create cgroup /sys/fs/cgroup")
                .contains("read-only file system");
        host.assertNothingLeft();
    }

    @Test
    void killsWithoutWritingToCgroups() {
        String id = sleeper();
        inMountNamespace(READ_ONLY, host.command("kill", id, "KILL")).run().ok();
        Await.until("the container to stop", () -> host.state(id).status().equals("stopped"));
        host.hexrun("delete", id).ok();
    }

    @Test
    void keepsTheStateIfCgroupsCannotBeRemoved() {
        String id = sleeper();
        commandsOn(id).forEach(command -> succeedsOrReportsWhy(inMountNamespace(READ_ONLY, command)));
        assertThat(host.state(id).status()).isEqualTo("running");
        for (int i = 0; i < 2; i++) {
            assertThat(inMountNamespace(READ_ONLY, host.command("delete", "--force", id))
                            .run()
                            .failure())
                    .contains("read-only file system");
            assertThat(host.stateDirectories()).containsExactly(id);
        }
        host.hexrun("delete", "--force", id).ok();
        host.assertNothingLeft();
    }

    @Test
    @Requires(Need.CGROUP_V1)
    void rejectsALimitWithoutItsController() {
        Map<String, Map<String, Object>> limits = Map.of(
                "memory", Map.of("limit", 64 * 1024 * 1024),
                "pids", Map.of("limit", 17),
                "cpu", Map.of("shares", 512));
        limits.forEach((controller, limit) -> {
            Bundle bundle = host.bundle().args("true").set("/linux/resources/" + controller, limit);
            Outcome outcome = inMountNamespace(
                            without(Cgroups.mountPoint(controller).toString()), host.runCommand(bundle))
                    .run();
            assertThat(outcome.failure()).contains("/linux/resources/" + controller + "/");
            host.assertNothingLeft();
        });
    }

    @Test
    @Requires(Need.CGROUP_V1)
    void runsWithoutAControllerIfNoLimitNeedsIt() {
        List<String> controllers = new ArrayList<>(List.of("memory", "pids", "cpu", "freezer", "blkio"));
        controllers.removeIf(controller -> !Cgroups.v1(controller));
        for (String controller : controllers) {
            inMountNamespace(
                            without(Cgroups.mountPoint(controller).toString()),
                            host.runCommand(host.bundle().args("true")))
                    .run()
                    .ok();
        }
    }

    @Test
    void reportsThatNoCgroupFileSystemIsMounted() {
        Outcome outcome = inMountNamespace(
                        without("/sys/fs/cgroup"), host.runCommand(host.bundle().args("true")))
                .run();
        assertThat(outcome.failure()).contains("no cgroup file system is mounted");
        host.assertNothingLeft();
    }
}
