package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Commands that an engine serves, and the failures of engines: docs/engine.md. */
@Requires({Need.ROOT, Need.BUSYBOX})
class EngineIT {

    private static final Pattern STATUS = Pattern.compile(
            "engine on \\S+: process (\\d+), JVM (\\d+), (\\d+) commands served, (\\d+) idle threads\n");

    @RegisterExtension
    final TestHost host = new TestHost();

    private Path socket = Path.of("/nonexistent");

    /** The process of an engine, its JVM, and the number of commands so far. */
    private record Status(long front, long jvm, long served) {}

    @BeforeEach
    void start() {
        socket = host.directory().resolve("engine/socket");
        engine("start").run().ok();
    }

    @AfterEach
    void stop() {
        if (engine("status").run().status() == 0) {
            Status status = status();
            engine("stop").run().ok();
            Await.until(
                    "the end of the engine", () -> !Processes.alive(status.front()) && !Processes.alive(status.jvm()));
        }
        assertThat(socket).doesNotExist();
        assertThat(Path.of(socket + ".threads")).doesNotExist();
    }

    private Command engine(String... arguments) {
        List<String> words = new ArrayList<>(List.of(arguments));
        words.add(0, "engine");
        return served(words.toArray(String[]::new));
    }

    /** Returns a command that uses the engine. */
    private Command served(String... arguments) {
        return host.command(arguments).with("HEXRUN_ENGINE", socket.toString());
    }

    private Command run(Bundle bundle) {
        return served("run", "--bundle", bundle.directory().toString(), host.newId());
    }

    private Status status() {
        String text = engine("status").run().ok().out();
        Matcher matcher = STATUS.matcher(text);
        assertThat(matcher.matches()).as(text).isTrue();
        return new Status(
                Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3)));
    }

    /** Asserts that the engine has served a number of commands since an earlier status. */
    private void assertServed(Status before, int commands) {
        // Each request for the status is first served and declined.
        assertThat(status().served() - before.served()).isEqualTo(commands + 1);
    }

    private void kill(long pid, String signal) {
        host.program(List.of("kill", "-" + signal, Long.toString(pid))).run().ok();
    }

    @Test
    void servesEveryCommandOfAContainer() {
        Status before = status();
        Bundle bundle = host.bundle().script("trap 'exit 3' TERM; while :; do sleep 0.01; done");
        String id = host.newId();
        served("create", "--bundle", bundle.directory().toString(), id).run().ok();
        assertThat(State.of(served("state", id).run().ok()).status()).isEqualTo("created");
        served("start", id).run().ok();
        assertThat(served("exec", id, "cat").stdin("text").run().ok().out()).isEqualTo("text");
        served("exec", id, "sh", "-c", "exit 9").run().exits(9);
        assertThat(served("ps", id).run().ok().out()).contains("sleep");
        served("pause", id).run().ok();
        served("resume", id).run().ok();
        served("kill", id, "TERM").run().ok();
        Await.until("the end", () -> served("state", id).run().out().contains("stopped"));
        long polls = status().served() - before.served() - 1 - 9;
        assertThat(polls).isPositive();
        served("delete", id).run().ok();
        assertThat(served("state", id).run().failure()).contains("does not exist");
        assertThat(run(host.bundle().script("echo out; exit 7")).run().exits(7).out())
                .isEqualTo("out\n");
    }

    @Test
    void writesAsItsCallerDoes_andShowsItInTheLog() {
        Outcome outcome = served("--debug", "features").run();
        assertThat(outcome.out()).contains("ociVersionMin");
        assertThat(outcome.err()).contains("served by an engine");
    }

    @Test
    void usesTheWorkingDirectoryAndTheInputOfTheCaller() throws IOException {
        Bundle bundle = host.bundle().script("true");
        Status before = status();
        served("run", host.newId()).in(bundle.directory()).run().ok();
        String id = host.create(bundle);
        served("update", "--resources", "-", id)
                .stdin("{\"pids\": {\"limit\": 77}}")
                .run()
                .ok();
        assertServed(before, 2);
        Path file = host.directory().resolve("pid");
        served("exec", "--pid-file", "pid", id, "true")
                .in(host.directory())
                .run()
                .ok();
        assertThat(file).exists();
    }

    @Test
    void doesNotServeCommandsThatDiffer() {
        Status before = status();
        served("features").via("unshare", "-n").run().ok();
        served("features").via("unshare", "-m").run().ok();
        served("features").via("sh", "-c", "umask 027; exec \"$@\"", "sh").run().ok();
        served("features").with("HEXRUN_ENGINE", "off").run().ok();
        served("features")
                .with("HEXRUN_ENGINE", "")
                .with("XDG_RUNTIME_DIR", "/nonexistent")
                .run()
                .ok();
        assertServed(before, 0);
        served("features").run().ok();
        assertServed(before, 2);
    }

    @Test
    void declinesCommandsThatLast() throws Exception {
        String id = host.start(host.bundle().script("sleep 100000"));
        Command.Running events = served("events", "--interval", "100ms", id).start();
        Await.until("events", () -> events.out().contains("stats"));
        assertThat(Processes.descendants(events.pid())).as("a JVM of its own").isNotEmpty();
        kill(events.pid(), "KILL");
        events.await();
    }

    @Test
    void aKilledEngineHarmsNoContainer() {
        Bundle bundle = host.bundle().script("sleep 100000");
        String id = host.newId();
        served("run", "--detach", "--bundle", bundle.directory().toString(), id)
                .stdoutTo(Path.of("/dev/null"))
                .run()
                .ok();
        Status engine = status();
        kill(engine.jvm(), "KILL");
        Await.until("the end of the engine", () -> !Processes.alive(engine.front()));
        assertThat(State.of(served("state", id).run().ok()).status()).isEqualTo("running");
        assertThat(served("exec", id, "echo", "alive").run().ok().out()).isEqualTo("alive\n");
        assertThat(engine("status").run().status()).isEqualTo(1);
        engine("start").run().ok();
        Status next = status();
        kill(next.front(), "KILL");
        assertThat(State.of(served("state", id).run().ok()).status()).isEqualTo("running");
        // Without its front, the JVM ends by itself.
        Await.until("the end of the JVM", () -> !Processes.alive(next.jvm()));
        engine("start").run().ok();
    }

    @Test
    void aStoppedEngineIsNotUsed() {
        Status engine = status();
        for (long process : new long[] {engine.jvm(), engine.front()}) {
            kill(process, "STOP");
            try {
                served("features").run().ok();
            } finally {
                kill(process, "CONT");
            }
        }
    }

    @Test
    void servesManyCommandsAtTheSameTime() {
        Bundle bundle = host.bundle().script("echo done");
        Status before = status();
        List<Command.Running> running = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            running.add(run(bundle).start());
        }
        for (Command.Running each : running) {
            assertThat(each.await().ok().out()).isEqualTo("done\n");
        }
        assertThat(status().served() - before.served())
                .as("commands that did not wait too long")
                .isGreaterThan(10);
    }

    @Test
    void onlyOneOfManyCommandsCreatesAContainer() {
        Bundle bundle = host.bundle().script("true");
        String id = host.newId();
        List<Command.Running> running = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            running.add(served("create", "--bundle", bundle.directory().toString(), id)
                    .stdoutTo(Path.of("/dev/null"))
                    .stderrTo(Path.of("/dev/null"))
                    .start());
        }
        int created = 0;
        for (Command.Running each : running) {
            created += each.await().status() == 0 ? 1 : 0;
        }
        assertThat(created).isEqualTo(1);
        served("delete", id).run().ok();
    }

    @Test
    void aKillAtAnyMomentLeavesNothingThatDeleteDoesNotRemove() throws Exception {
        Bundle bundle = host.bundle().script("true");
        Random random = new Random(42);
        for (int i = 0; i < 12; i++) {
            Status engine = status();
            String id = host.newId();
            Command.Running command =
                    served("run", "--bundle", bundle.directory().toString(), id).start();
            TimeUnit.MILLISECONDS.sleep(random.nextInt(40));
            kill(i % 2 == 0 ? engine.jvm() : engine.front(), "KILL");
            command.await();
            Await.until(
                    "the end of the engine", () -> !Processes.alive(engine.front()) && !Processes.alive(engine.jvm()));
            served("delete", "--force", id).run().ok();
            host.assertNothingLeft();
            engine("start").run().ok();
        }
    }

    @Test
    void doesNotGrow() {
        Bundle bundle = host.bundle().script("true");
        long jvm = status().jvm();
        int files = 0;
        int threads = 0;
        for (int i = 0; i < 60; i++) {
            run(bundle).run().ok();
            if (i == 20) {
                files = count(jvm, "fd");
                threads = count(jvm, "task");
            }
        }
        assertThat(count(jvm, "fd")).as("descriptors").isLessThanOrEqualTo(files + 4);
        assertThat(count(jvm, "task")).as("threads").isLessThanOrEqualTo(threads + 4);
    }

    private static int count(long pid, String directory) {
        String[] names =
                Path.of("/proc", Long.toString(pid), directory).toFile().list();
        return names == null ? -1 : names.length;
    }

    @Test
    void aSecondEngineIsRefused() {
        assertThat(engine("run").run().failure()).contains("an engine already listens on " + socket);
        engine("start").run().ok();
    }

    @Test
    void endsWhenIdle() {
        engine("stop").run().ok();
        Await.until("the end of the engine", () -> engine("status").run().status() == 1);
        engine("start", "--idle-timeout", "1s").run().ok();
        Status status = status();
        Await.until(
                "the end of the idle engine", () -> !Processes.alive(status.front()) && !Processes.alive(status.jvm()));
    }

    @Test
    void endsOnSigterm_andFinishesItsCommands() throws Exception {
        Status status = status();
        Command.Running run = run(host.bundle().script("sleep 0.5; exit 4")).start();
        Await.until("the container", () -> !host.stateDirectories().isEmpty());
        kill(status.front(), "TERM");
        run.await().exits(4);
        Await.until("the end of the engine", () -> !Processes.alive(status.front()));
    }

    @Test
    @Requires({Need.SETPRIV, Need.READABLE_DISTRIBUTION})
    void servesAnOrdinaryUser_andNobodyElse() throws IOException {
        Path runtime = Files.createDirectory(host.directory().resolve("runtime"));
        host.program(List.of("chown", "65533:65533", runtime.toString())).run().ok();
        Files.setPosixFilePermissions(runtime, PosixFilePermissions.fromString("rwxr-xr-x"));
        String[] user = {"setpriv", "--reuid=65533", "--regid=65533", "--clear-groups", "--inh-caps=-all"};
        String program = Distribution.program().toString();
        String path = runtime.resolve("hexrun-engine/socket").toString();
        host.program(List.of(program, "engine", "start"))
                .via(user)
                .with("XDG_RUNTIME_DIR", runtime.toString())
                .run()
                .ok();
        try {
            Outcome listed = host.program(List.of(program, "--debug", "features"))
                    .via(user)
                    .with("XDG_RUNTIME_DIR", runtime.toString())
                    .run();
            assertThat(listed.err()).contains("served by an engine");
            // Root does not use the engine of a user, even through its socket.
            assertThat(host.command("--debug", "features")
                            .with("HEXRUN_ENGINE", path)
                            .run()
                            .err())
                    .doesNotContain("served by an engine");
            // A user cannot reach the engine of root.
            assertThat(host.program(List.of(program, "--debug", "features"))
                            .via(user)
                            .with("XDG_RUNTIME_DIR", runtime.toString())
                            .with("HEXRUN_ENGINE", socket.toString())
                            .run()
                            .err())
                    .doesNotContain("served by an engine");
        } finally {
            host.program(List.of(program, "engine", "stop"))
                    .via(user)
                    .with("XDG_RUNTIME_DIR", runtime.toString())
                    .run()
                    .ok();
            Await.until("the end of the engine", () -> !Files.exists(Path.of(path)));
        }
    }
}
