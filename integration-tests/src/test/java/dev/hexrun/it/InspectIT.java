package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code inspect} shows the state of the kernel; commands for several containers; output for scripts. */
@Requires({Need.ROOT, Need.BUSYBOX, Need.UNSHARE})
class InspectIT {

    private static final long MEMORY = 64L << 20;

    @RegisterExtension
    final TestHost host = new TestHost();

    private String running(Bundle bundle) {
        String id = host.create(bundle);
        host.hexrun("start", id).ok();
        return id;
    }

    private void awaitEnd(String id) {
        Await.until("the end of " + id, () -> host.state(id).status().equals("stopped"));
    }

    private Bundle limited() {
        return host.bundle()
                .args("sleep", "100000")
                .set("/linux/resources/memory/limit", MEMORY)
                .set("/linux/resources/pids/limit", 50);
    }

    private Map<String, Object> inspect(String id) {
        List<Object> all = Json.readArray(
                host.hexrun("inspect", "--format", "json", id).ok().out());
        assertThat(all).hasSize(1);
        return Json.object(all.getFirst());
    }

    private static Map<String, Object> limit(Map<String, Object> container, String pointer) {
        for (Object item : Json.array(container.get("limits"))) {
            Map<String, Object> limit = Json.object(item);
            if (Json.object(limit.get("configured")).containsKey(pointer)) {
                return limit;
            }
        }
        throw new AssertionError("no limit " + pointer + " in " + container.get("limits"));
    }

    @Test
    void showsTheStateOfTheKernel() throws IOException {
        String id = running(limited());
        long pid = host.state(id).pid();
        Map<String, Object> container = inspect(id);
        assertThat(container).containsEntry("status", "running").containsEntry("pid", pid);
        Map<String, Object> memory = limit(container, "/linux/resources/memory/limit");
        assertThat(memory).containsEntry("applied", Long.toString(MEMORY));
        assertThat(Files.readString(Path.of(String.valueOf(memory.get("file")))).strip())
                .isEqualTo(Long.toString(MEMORY));
        assertThat(limit(container, "/linux/resources/pids/limit")).containsEntry("applied", "50");
        assertThat(Json.object(Json.array(container.get("processes")).getFirst()))
                .containsEntry("pid", pid)
                .containsEntry("command", "sleep 100000");
        Map<String, Object> namespaces = Json.object(container.get("namespaces"));
        for (String type : List.of("mnt", "pid", "net", "user")) {
            assertThat(Json.object(namespaces.get(type)))
                    .containsEntry(
                            "id",
                            Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/" + type))
                                    .toString());
        }
        assertThat(Json.array(container.get("mounts")))
                .anySatisfy(mount -> assertThat(Json.object(mount))
                        .containsEntry("target", "/proc")
                        .containsEntry("type", "proc"));
        Map<String, String> status = Processes.status(pid);
        Map<String, Object> security = Json.object(container.get("security"));
        assertThat(security).containsEntry("noNewPrivileges", "1".equals(status.get("NoNewPrivs")));
        assertThat(Json.object(Json.object(container.get("configuration")).get("process")))
                .containsEntry("args", List.of("sleep", "100000"));
        assertThat(Json.array(container.get("notes"))).isEmpty();
    }

    @Test
    void showsUpdatedLimits_andTheLimitsThatAnotherProgramChanged() throws IOException {
        String id = running(limited());
        host.hexrun("update", "--pids-limit", "60", id).ok();
        Map<String, Object> limit = limit(inspect(id), "/linux/resources/pids/limit");
        assertThat(limit).containsEntry("applied", "60");
        assertThat(Json.object(limit.get("configured"))).containsEntry("/linux/resources/pids/limit", 60L);
        Files.writeString(Path.of(String.valueOf(limit.get("file"))), "70");
        limit = limit(inspect(id), "/linux/resources/pids/limit");
        assertThat(limit).containsEntry("applied", "70");
        assertThat(Json.object(limit.get("configured"))).containsEntry("/linux/resources/pids/limit", 60L);
    }

    @Test
    void showsContainersInEveryStatus_andThePlan() {
        String id = host.create(limited());
        assertThat(inspect(id)).containsEntry("status", "created");
        assertThat(host.hexrun("inspect", "--plan", id).ok().out()).contains("\nplan\n 1  front ");
        host.hexrun("start", id).ok();
        host.hexrun("pause", id).ok();
        assertThat(inspect(id)).containsEntry("status", "paused");
        host.hexrun("resume", id).ok();
        host.hexrun("kill", id, "KILL").ok();
        awaitEnd(id);
        Map<String, Object> stopped = inspect(id);
        assertThat(stopped).containsEntry("status", "stopped").containsEntry("pid", 0L);
        assertThat(Json.array(stopped.get("processes"))).isEmpty();
        assertThat(Json.array(stopped.get("mounts"))).isEmpty();
    }

    @Test
    void showsAContainerInAPrivateViewOfVersion2() {
        String[] view = {
            "unshare",
            "--mount",
            "--propagation",
            "private",
            "sh",
            "-ec",
            "umount -R /sys/fs/cgroup; mount -t cgroup2 none /sys/fs/cgroup; "
                    + "\"$0\" --root \"$1\" run --detach --bundle \"$2\" \"$3\" > /dev/null 2>&1 < /dev/null; "
                    + "\"$0\" --root \"$1\" inspect --format json \"$3\"; "
                    + "\"$0\" --root \"$1\" delete --force \"$3\"",
            Distribution.program().toString(),
            host.stateRoot().toString(),
            host.bundle()
                    .args("sleep", "100000")
                    .remove("/linux/resources")
                    .directory()
                    .toString(),
            host.newId()
        };
        Outcome outcome = host.program(List.of(view)).run();
        Map<String, Object> container =
                Json.object(Json.readArray(outcome.ok().out()).getFirst());
        assertThat(Json.object(container.get("cgroupPaths"))).containsOnlyKeys("unified");
        assertThat(container).containsEntry("status", "running");
        assertThat(Json.array(container.get("processes"))).hasSize(1);
    }

    @Test
    @Requires({Need.SETPRIV, Need.UNPRIVILEGED_USER_NAMESPACE, Need.READABLE_DISTRIBUTION})
    void showsARootlessContainerToItsOwner() throws IOException {
        Path runtime = Files.createDirectory(host.directory().resolve("runtime"));
        Bundle bundle = host.bundle();
        Files.delete(bundle.configFile());
        String id = host.newId();
        host.program(List.of(
                        "chown",
                        "-R",
                        "-h",
                        "65533:65533",
                        runtime.toString(),
                        bundle.directory().toString()))
                .run()
                .ok();
        assertThat(user(
                                runtime,
                                "spec",
                                "--rootless",
                                "--bundle",
                                bundle.directory().toString())
                        .status())
                .isZero();
        bundle.load().set("/process/terminal", false).args("sleep", "100000");
        try {
            Outcome run = user(
                    runtime, "run", "--detach", "--bundle", bundle.directory().toString(), id);
            assertThat(run.status()).as(run.toString()).isZero();
            Outcome outcome = user(runtime, "inspect", "--format", "json", id);
            Map<String, Object> container =
                    Json.object(Json.readArray(outcome.ok().out()).getFirst());
            assertThat(container).containsEntry("rootless", true).containsEntry("status", "running");
            assertThat(Json.object(Json.object(container.get("namespaces")).get("user")))
                    .containsEntry("ofRuntime", false);
            assertThat(Json.array(container.get("processes"))).isNotEmpty();
        } finally {
            user(runtime, "delete", "--force", id);
        }
    }

    private Outcome user(Path runtime, String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=65533",
                "--regid=65533",
                "--clear-groups",
                "--inh-caps=-all",
                Distribution.program().toString()));
        line.addAll(List.of(arguments));
        return host.program(line).with("XDG_RUNTIME_DIR", runtime.toString()).run();
    }

    /** A container that chooses long and harmful arguments, and many of them, does not control the terminal. */
    @Test
    void isNotHarmedByWhatTheContainerChooses() {
        String harmful = "\u001b]0;x\u0007\u001b[2J\n";
        Bundle bundle = host.bundle().args("sh", "-c", "sleep 100000; :", harmful.repeat(5000));
        String id = running(bundle);
        String text = host.hexrun("inspect", id).ok().out();
        assertThat(text).doesNotContain("\u001b").contains("\\x1b]0;x\\x07");
        String json = host.hexrun("inspect", "--format", "json", id).ok().out();
        assertThat(json).doesNotContain("\u001b");
        Map<String, Object> container = Json.object(Json.readArray(json).getFirst());
        assertThat(String.valueOf(
                        Json.object(Json.array(container.get("processes")).getFirst())
                                .get("command")))
                .hasSizeLessThanOrEqualTo(4096);
    }

    @Test
    void servesSeveralContainersWithOneCommand() {
        String one = running(host.bundle().args("sleep", "100000"));
        String two = running(host.bundle().args("sleep", "100000"));
        String created = host.create(host.bundle().args("sleep", "100000"));
        Outcome inspected = host.hexrun("inspect", "--format", "{{.Id}} {{.Status}}", one, "missing", created);
        assertThat(inspected.status()).isEqualTo(1);
        assertThat(inspected.out()).isEqualTo(one + " running\n" + created + " created\n");
        assertThat(inspected.err()).isEqualTo("hexrun: inspect missing: container does not exist\n");

        host.hexrun("pause", one, two).ok();
        assertThat(host.hexrun("list", "-q", "--filter", "status=paused")
                        .ok()
                        .out()
                        .lines())
                .containsExactlyInAnyOrder(one, two);
        assertThat(host.hexrun("list", "--sort", "-pid", "--format", "{{.Pid}}")
                        .ok()
                        .out()
                        .lines())
                .isSortedAccordingTo((left, right) -> Long.compare(Long.parseLong(right), Long.parseLong(left)));
        host.hexrun("resume", one, two).ok();
        Outcome stats = host.hexrun("stats", "--no-stream", "--sort", "-id", "--format", "{{.ID}} {{.Pids}}");
        assumeThat(stats.out()).as("statistics").doesNotContain(" -");
        assertThat(stats.ok().out().lines()).contains(one + " 1", two + " 1");

        Outcome deleted = host.hexrun("delete", one, created, two);
        assertThat(deleted.status()).isEqualTo(1);
        assertThat(deleted.err().lines()).hasSize(2);
        assertThat(host.stateDirectories()).containsExactlyInAnyOrder(one, two);
        host.hexrun("kill", "--signal", "KILL", one, two).ok();
        awaitEnd(one);
        awaitEnd(two);
        host.hexrun("delete", one, two).ok();
        assertThat(host.stateDirectories()).isEmpty();
        host.assertNothingLeft();
    }
}
