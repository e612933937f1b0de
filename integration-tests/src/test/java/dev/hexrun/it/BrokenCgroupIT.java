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

/**
 * Cgroups that somebody has meddled with, and hosts that lack some: every command does what it can or says in a line what
 * it cannot, nothing is lost, and {@code delete --force} cleans up as soon as that is possible.
 */
@Requires({Need.ROOT, Need.BUSYBOX, Need.UNSHARE})
class BrokenCgroupIT {

    private static final String READ_ONLY =
            "for m in /sys/fs/cgroup /sys/fs/cgroup/*/; do mount -o remount,bind,ro $m 2> /dev/null; done; exec \"$@\"";

    @RegisterExtension
    final TestHost host = new TestHost();

    private String sleeper() {
        return host.start(host.bundle().args("sleep", "1000"));
    }

    /** A command in a mount namespace that a shell has prepared. */
    private static Command behind(String preparation, Command command) {
        return command.via("unshare", "--mount", "sh", "-c", preparation, "sh");
    }

    private static String without(String mountPoint) {
        return "umount -R " + mountPoint + " && exec \"$@\"";
    }

    /** Asserts that a command did what it should, or said in a line why not. */
    private static void succeedsOrSaysWhy(Command command) {
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

    /** Hierarchies of v1 that a container's cgroup can be missing in; the unified one where that is all. */
    static Stream<String> hierarchies() {
        return Cgroups.v1("pids") ? Stream.of("pids", "devices", "freezer", "cpu") : Stream.of("");
    }

    @ParameterizedTest
    @MethodSource("hierarchies")
    void canBeHalfDeleted(String controller) throws IOException {
        String id = sleeper();
        long init = host.pid(id);
        Path group = Cgroups.folder(init, controller);
        Files.writeString(group.resolveSibling("cgroup.procs"), Long.toString(init));
        Files.delete(group);
        commandsOn(id).forEach(BrokenCgroupIT::succeedsOrSaysWhy);
        assertThat(host.state(id).status()).isEqualTo("running");
        assertThat(Processes.alive(init)).isTrue();
        host.hexrun("delete", "--force", id).ok();
        assertThat(Processes.alive(init)).isFalse();
        host.assertNothingLeft();
    }

    /** On v1 nothing can be killed in there until whoever froze the parent thaws it; the container is kept until then. */
    @Test
    void canBeBelowAFrozenOne() throws IOException {
        String parent = host.newId();
        String id = host.start(host.bundle().args("sleep", "1000").set("/linux/cgroupsPath", "/" + parent + "/deep"));
        long init = host.pid(id);
        boolean v1 = Cgroups.v1("freezer");
        Path state = Cgroups.folder(init, v1 ? "freezer" : "").resolveSibling(v1 ? "freezer.state" : "cgroup.freeze");
        Files.writeString(state, v1 ? "FROZEN" : "1");
        assertThat(host.state(id).status()).isEqualTo("running");
        Outcome deleted = host.hexrun("delete", "--force", id);
        if (deleted.status() != 0) {
            assertThat(deleted.failure()).contains(id).contains("still running");
            assertThat(host.stateFolders()).containsExactly(id);
            Files.writeString(state, "THAWED");
            host.hexrun("delete", "--force", id).ok();
        }
        assertThat(Processes.alive(init)).isFalse();
        for (Path group : Cgroups.named(parent).reversed()) {
            Files.delete(group);
        }
        host.assertNothingLeft();
    }

    @Test
    void canHoldAProcessThatIsNotTheContainers() throws IOException {
        String id = sleeper();
        Command.Running foreign = host.program(List.of("sleep", "1000")).start();
        Path group = Cgroups.folder(host.pid(id), Cgroups.v1("pids") ? "pids" : "");
        Files.writeString(group.resolve("cgroup.procs"), Long.toString(foreign.pid()));
        Outcome deleted = host.hexrun("delete", "--force", id);
        if (deleted.status() != 0) {
            assertThat(deleted.failure()).contains("busy").contains(Long.toString(foreign.pid()));
            assertThat(host.stateFolders()).containsExactly(id);
            Kernel.kill(foreign.pid(), 9);
            foreign.await();
            host.hexrun("delete", "--force", id).ok();
        }
        host.assertNothingLeft();
    }

    @Test
    void cannotBeMadeWhereTheyAreReadOnly() {
        Outcome outcome =
                behind(READ_ONLY, host.runCommand(host.bundle().args("true"))).run();
        assertThat(outcome.failure()).contains("make cgroup /sys/fs/cgroup").contains("read-only file system");
        host.assertNothingLeft();
    }

    @Test
    void areKeptWhereTheyAreReadOnly() {
        String id = sleeper();
        commandsOn(id).forEach(command -> succeedsOrSaysWhy(behind(READ_ONLY, command)));
        assertThat(host.state(id).status()).isEqualTo("running");
        for (int i = 0; i < 2; i++) {
            assertThat(behind(READ_ONLY, host.command("delete", "--force", id))
                            .run()
                            .failure())
                    .contains("read-only file system");
            assertThat(host.stateFolders()).containsExactly(id);
        }
        host.hexrun("delete", "--force", id).ok();
        host.assertNothingLeft();
    }

    @Test
    @Requires(Need.CGROUP_V1)
    void neededForALimit() {
        Map<String, Map<String, Object>> limits = Map.of(
                "memory", Map.of("limit", 64 * 1024 * 1024),
                "pids", Map.of("limit", 17),
                "cpu", Map.of("shares", 512));
        limits.forEach((controller, limit) -> {
            Bundle bundle = host.bundle().args("true").set("/linux/resources/" + controller, limit);
            Outcome outcome = behind(without(Cgroups.mountPoint(controller).toString()), host.runCommand(bundle))
                    .run();
            assertThat(outcome.failure()).contains("/linux/resources/" + controller + "/");
            host.assertNothingLeft();
        });
    }

    @Test
    @Requires(Need.CGROUP_V1)
    void notNeededWhereNothingAsksForThem() {
        List<String> controllers = new ArrayList<>(List.of("memory", "pids", "cpu", "freezer", "blkio"));
        controllers.removeIf(controller -> !Cgroups.v1(controller));
        for (String controller : controllers) {
            behind(
                            without(Cgroups.mountPoint(controller).toString()),
                            host.runCommand(host.bundle().args("true")))
                    .run()
                    .ok();
        }
    }

    @Test
    void needAFileSystem() {
        Outcome outcome = behind(
                        without("/sys/fs/cgroup"), host.runCommand(host.bundle().args("true")))
                .run();
        assertThat(outcome.failure()).contains("no cgroup file system is mounted");
        host.assertNothingLeft();
    }
}
