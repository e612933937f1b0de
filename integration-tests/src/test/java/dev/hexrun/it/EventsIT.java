package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The output of {@code events} and {@code stats} for running containers. */
@Requires({Need.ROOT, Need.BUSYBOX})
class EventsIT {

    private static final int SIGINT = 2;
    private static final int SIGTERM = 15;
    private static final int MIB = 1024 * 1024;

    @RegisterExtension
    final TestHost host = new TestHost();

    private Bundle bundle() {
        return host.bundle()
                .args("sleep", "100000")
                .set("/linux/resources/memory", Map.of("limit", 32 * MIB, "swap", 32 * MIB))
                .set("/linux/resources/pids", Map.of("limit", 17))
                .set("/linux/resources/cpu", Map.of("quota", 50_000, "period", 100_000));
    }

    private static Map<String, Object> member(Map<String, Object> object, String... names) {
        Map<String, Object> found = object;
        for (String name : names) {
            found = Json.object(found.get(name));
        }
        return found;
    }

    /** Collects the paths of all members. */
    private static void collectMembers(@Nullable Object value, String path, Set<String> found) {
        if (value instanceof Map<?, ?>) {
            Json.object(value).forEach((name, inner) -> {
                found.add(path + '/' + name);
                collectMembers(inner, path + '/' + name, found);
            });
        } else if (value instanceof List<?>) {
            Json.array(value).forEach(inner -> collectMembers(inner, path + "/*", found));
        }
    }

    @Test
    void printsStatistics() throws IOException {
        String id = host.start(bundle());
        host.hexrun("exec", id, "sh", "-c", "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done")
                .ok();
        String out = host.hexrun("events", "--stats", id).ok().out();
        assertThat(out)
                .startsWith("{\"type\":\"stats\",\"id\":\"" + id + "\",\"data\":{\"cpu\":{\"usage\":{\"total\":");
        assertThat(out.lines()).hasSize(1);
        Map<String, Object> data = member(Json.readObject(out), "data");
        assertThat(member(data, "pids")).containsEntry("current", 1L).containsEntry("limit", 17L);
        assertThat(member(data, "memory", "usage")).containsEntry("limit", 32L * MIB);
        assertThat((Long) member(data, "memory", "usage").get("usage")).isPositive();
        assertThat((Long) member(data, "cpu", "usage").get("total")).isGreaterThan(1_000_000L);
        assertThat((Long) member(data, "cpu", "throttling").get("periods")).isPositive();
        assertThat(data).containsEntry("intel_rdt", Map.of()).containsEntry("network_interfaces", null);
    }

    @Test
    void reportsAllCountersOfMemoryStat() throws IOException {
        String id = host.start(bundle());
        long init = host.pid(id);
        Map<String, Object> raw =
                member(Json.readObject(host.hexrun("events", "--stats", id).ok().out()), "data", "memory", "raw");
        List<String> kernels = new ArrayList<>();
        Cgroups.read(init, "memory", "memory.stat", "memory.stat")
                .lines()
                .forEach(line -> kernels.add(line.split(" ", 2)[0]));
        assertThat(raw.keySet()).containsExactlyInAnyOrderElementsOf(kernels);
        assertThat(new ArrayList<>(raw.keySet())).isSorted();
    }

    @Test
    @Requires(Need.RUNC)
    void printsTheSameMembersInTheSameOrderAsRunc() {
        Bundle bundle = bundle();
        String ours = host.start(bundle);
        String theirs = host.newId();
        Path root = host.directory().resolve("runc");
        List<String> runc = List.of("runc", "--root", root.toString());
        try {
            // Output goes to files, since a container that keeps running keeps its standard streams open.
            host.program(with(
                            runc,
                            "run",
                            "--detach",
                            "--bundle",
                            bundle.directory().toString(),
                            theirs))
                    .run()
                    .exits(0);
            Set<String> expected = new LinkedHashSet<>();
            collectMembers(
                    Json.read(host.program(with(runc, "events", "--stats", theirs))
                            .run()
                            .ok()
                            .out()),
                    "",
                    expected);
            Set<String> actual = new LinkedHashSet<>();
            collectMembers(Json.read(host.hexrun("events", "--stats", ours).ok().out()), "", actual);
            // runc omits some members with the value 0, and an old runc does not have all members.
            Set<String> common = new LinkedHashSet<>(actual);
            common.retainAll(expected);
            assertThat(expected.stream().filter(name -> !actual.contains(name)).toList())
                    .allMatch(name -> name.endsWith("/cache")
                            || name.contains("/throttling/")
                            // Only the first container that reads a program from the disk has this.
                            || name.startsWith("/data/blkio/io"));
            expected.retainAll(common);
            assertThat(new ArrayList<>(common)).isEqualTo(new ArrayList<>(expected));
            assertThat(actual).contains("/data/memory/usage/limit", "/data/cpuset/sched_load_balance");
        } finally {
            host.program(with(runc, "delete", "--force", theirs)).run();
        }
    }

    private static List<String> with(List<String> command, String... more) {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of(more));
        return whole;
    }

    @Test
    void reportsAnOomKillAndEndsWithTheContainer() {
        String id = host.start(bundle());
        Command.Running events =
                host.command("events", "--interval", "100ms", id).start();
        Await.until("statistics", () -> events.out().contains("\"stats\""));
        // The kernel may kill the shell instead of dd; any kill produces the event.
        host.hexrun("exec", id, "dd", "if=/dev/zero", "of=/dev/null", "bs=64M", "count=1");
        Await.until("an oom event", () -> events.out().contains("{\"type\":\"oom\",\"id\":\"" + id + "\"}\n"));
        host.hexrun("kill", id, "KILL").ok();
        Outcome outcome = events.await().ok();
        assertThat(outcome.out().lines())
                .allSatisfy(line -> assertThat(Json.readObject(line))
                        .containsEntry("id", id)
                        .containsKey("type"));
    }

    @Test
    @Requires(Need.CGROUP_V1)
    void reportsMemoryPressure() {
        String id = host.start(bundle());
        Command.Running events = host.command("events", "--interval", "1h", "--pressure", "low", id)
                .start();
        // The start of the observation is not visible, so memory is filled repeatedly until an event arrives.
        Await.until("a pressure event", () -> {
            host.hexrun("exec", id, "dd", "if=/dev/zero", "of=/dev/shm/fill", "bs=1M", "count=28");
            host.hexrun("exec", id, "dd", "if=/dev/shm/fill", "of=/dev/null", "bs=8M");
            return events.out()
                    .contains("{\"type\":\"pressure\",\"id\":\"" + id + "\",\"data\":{\"level\":\"low\"}}\n");
        });
        host.hexrun("delete", "--force", id).ok();
        events.await().ok();
    }

    @Test
    void endsWhenItsOutputIsClosed() {
        String id = host.start(bundle());
        String program = Distribution.program() + " --root " + host.stateRoot();
        Outcome outcome = host.program(List.of(
                        "sh", "-c", "(" + program + " events --interval 50ms " + id + "; echo $? >&2) | head -n 1"))
                .run();
        assertThat(outcome.out()).startsWith("{\"type\":\"stats\"").hasLineCount(1);
        assertThat(outcome.err()).isEqualTo("0\n");
    }

    @Test
    void endsOnASignalAndLeavesNothing() {
        String id = host.start(bundle());
        Command.Running events =
                host.command("events", "--interval", "50ms", id).start();
        Await.until("statistics", () -> events.out().contains("\"stats\""));
        List<Processes.Entry> java = Processes.descendants(events.pid());
        assertThat(java).hasSize(1);
        Kernel.kill(events.pid(), SIGTERM);
        assertThat(events.await().status()).isEqualTo(128 + SIGTERM);
        Await.until("the JVM to end", () -> !Processes.alive(java.getFirst().pid()));
    }

    @Test
    void rejectsContainersThatAreNotRunning() {
        assertThat(host.hexrun("events", "missing-id").failure()).contains("container does not exist");
        String id = host.create(bundle());
        assertThat(host.hexrun("events", "--interval", "0", id).failure())
                .endsWith("duration interval must be greater than 0");
        host.hexrun("events", "--stats", id).ok();
        long init = host.pid(id);
        host.hexrun("kill", id, "KILL").ok();
        host.exit(init);
        assertThat(host.hexrun("events", "--stats", id).failure())
                .endsWith("container with id " + id + " is not running");
        assertThat(host.hexrun("stats", id).failure()).endsWith("container with id " + id + " is not running");
    }

    @Test
    void printsATableOfResourceUsage() {
        String one = host.start(bundle());
        String other = host.start(bundle());
        String table = host.hexrun("stats", "--no-stream").ok().out();
        assertThat(table).startsWith("ID ").contains(one, other, " / 32.00MiB").hasLineCount(3);
        assertThat(table).doesNotContain("\u001b");
        List<Object> usages = Json.readArray(host.hexrun("stats", "--no-stream", "--format", "json", one)
                .ok()
                .out());
        assertThat(usages).hasSize(1);
        assertThat(Json.object(usages.getFirst()))
                .containsEntry("id", one)
                .containsEntry("pids", 1L)
                .containsEntry("pidsLimit", 17L)
                .containsKeys("cpuPercent", "memory", "memoryPercent");
    }

    @Test
    void redrawsTheTableOnATerminal() throws InterruptedException {
        String id = host.start(bundle());
        try (Terminal terminal = new Terminal()) {
            Process stats = terminal.start(List.of(
                    "env",
                    // The signal may be ignored if the tests run in the background.
                    "--default-signal=INT",
                    "TERM=linux",
                    Distribution.program().toString(),
                    "--root",
                    host.stateRoot().toString(),
                    "stats",
                    "--interval",
                    "50ms"));
            assertThat(terminal.expect("\u001b[1;1H\u001b[J")).isNotEmpty();
            // The part of the id that fits into the 80 columns of the terminal.
            assertThat(terminal.expect(id.substring(0, 8))).isNotEmpty();
            assertThat(terminal.expect("\u001b[1;1H\u001b[KID ")).isNotEmpty();
            terminal.type("\u0003");
            assertThat(Await.endsWithin(stats, Duration.ofSeconds(60))).isTrue();
            assertThat(stats.exitValue()).isEqualTo(128 + SIGINT);
        }
    }

    @Test
    void omitsEndedContainersAndEndsWithTheLastOne() {
        String id = host.start(bundle());
        Command.Running stats = host.command("stats", "--interval", "50ms", id).start();
        Await.until("a table", () -> stats.out().contains(id));
        host.hexrun("delete", "--force", id).ok();
        stats.await().ok();
    }
}
