package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lifecycle from create to delete: runtime.md, "Lifecycle", and further behaviour that callers rely on. */
@Requires({Need.ROOT, Need.BUSYBOX})
class LifecycleIT {

    @RegisterExtension
    final TestHost host = new TestHost();

    @Test
    void runsTheConfigurationWrittenBySpec() throws IOException {
        Bundle bundle = host.bundle();
        Files.delete(bundle.configFile());
        host.hexrun("spec", "--bundle", bundle.directory().toString()).ok();
        // The configured program is sh on a terminal, which reads commands.
        Outcome outcome = host.runCommand(bundle).stdin("echo $$; exit 3\n").run();
        assertThat(outcome.exits(3).out()).contains("\n1\n");
    }

    @Test
    @Requires(Need.RUNC)
    void runsTheConfigurationWrittenByRuncSpec() throws IOException {
        Bundle bundle = host.bundle();
        Files.delete(bundle.configFile());
        host.program(List.of("runc", "spec", "--bundle", bundle.directory().toString()))
                .run()
                .ok();
        Outcome outcome = host.runCommand(bundle).stdin("hostname; exit 3\n").run();
        assertThat(outcome.status()).isEqualTo(3);
        assertThat(outcome.out()).contains("\nrunc\n");
        // Before 1.2, runc configured ambient capabilities that the kernel rejects; newer versions warn of them.
        assertThat(outcome.err().lines())
                .allMatch(line -> line.startsWith("hexrun: warning: /process/capabilities/ambient: "));
    }

    @Test
    void refusesToOverwriteAConfiguration() {
        Bundle bundle = host.bundle();
        assertThat(host.hexrun("spec", "--bundle", bundle.directory().toString())
                        .failure())
                .contains("config.json exists. Remove it first");
    }

    /** The file is one of the caller's, relative to the working directory, and may be gone or changed afterwards. */
    @Test
    void usesAConfigurationOutsideTheBundle() throws IOException {
        Bundle bundle = host.bundle()
                .set("/process/env", List.of("PATH=/bin", "FROM=file"))
                .args("sleep", "100000")
                .hook("poststop", "touch " + host.directory().resolve("stopped"));
        Path file = Files.move(bundle.configFile(), host.directory().resolve("web.json"));
        bundle.text("{}");
        String id = host.newId();
        String[] create = {
            "create", "--config", "web.json", "--bundle", bundle.directory().toString(), id
        };

        host.command(create).in(host.directory()).run().ok();
        Files.delete(file);
        host.hexrun("start", id).ok();
        Outcome exec = host.hexrun("exec", id, "sh", "-c", "echo $FROM");
        host.hexrun("update", "--pids-limit", "100", id).ok();
        assertThat(host.hexrun("inspect", "--plan", id).ok().out()).contains("sleep 100000");
        host.hexrun("delete", "--force", id).ok();

        assertThat(exec.ok().out()).isEqualTo("file\n");
        assertThat(host.directory().resolve("stopped")).exists();
        assertThat(host.command(create).in(host.directory()).run().failure()).contains("open " + file);
        host.assertNothingLeft();
    }

    @Test
    void readsAConfigurationFromAPipe() throws IOException {
        Bundle bundle = host.bundle().args("echo", "fine");
        String text = Files.readString(bundle.configFile());
        Files.delete(bundle.configFile());

        assertThat(host.command(
                                "run",
                                "-f",
                                "/dev/stdin",
                                "--bundle",
                                bundle.directory().toString(),
                                host.newId())
                        .via("sh", "-c", "cat | \"$@\"", "sh")
                        .stdin(text)
                        .run()
                        .ok()
                        .out())
                .isEqualTo("fine\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 42, 77, 125, 126, 127, 128, 129, 137, 143, 200, 254, 255})
    void returnsTheExitStatusOfTheProgram(int status) {
        host.run(host.bundle().script("exit " + status)).exits(status);
    }

    @ParameterizedTest
    @CsvSource({"KILL, 137", "TERM, 143", "HUP, 129", "SEGV, 139", "USR1, 138"})
    void returnsTheSignalThatKilledTheProgram(String signal, int status) throws Exception {
        // Init of a pid namespace ignores signals from inside, so the signal is sent from outside.
        Bundle bundle = host.bundle().script("echo ready; exec sleep 100000");
        bundle.removeNamespace("pid");
        Command.Running running = host.runCommand(bundle).start();
        Await.until("the program to run", () -> running.out().equals("ready\n"));
        host.hexrun("kill", host.stateDirectories().getFirst(), signal).ok();
        running.await().exits(status);
    }

    /** Only the kernel detects these errors, when the program is executed by start, after all checks. */
    @ParameterizedTest
    @CsvSource({
        "garbage, exec format error",
        "'#!/no/interpreter\n', no such file or directory",
        "'#!/etc\n', permission denied",
        "'', exec format error"
    })
    void endsTheContainerIfTheKernelRejectsItsProgram(String content, String reason) throws IOException {
        Bundle bundle = host.bundle().args("/bin/rejected", "argument");
        Path program = bundle.rootfs().resolve("bin/rejected");
        Files.writeString(program, content);
        program.toFile().setExecutable(true, false);
        assertEndsAtStart(bundle, "exec /bin/rejected: " + reason + "\n");
    }

    @Test
    void endsTheContainerIfItsArgumentsAreTooLong() {
        assertEndsAtStart(
                host.bundle().args("/bin/true", "x".repeat(200_000)), "exec /bin/true: argument list too long\n");
    }

    @Test
    void endsTheContainerIfItsProgramIsOpenForWriting() throws Exception {
        Bundle bundle = host.bundle().args("/bin/busy");
        Path program = bundle.rootfs().resolve("bin/busy");
        Files.copy(Image.BUSYBOX, program);
        program.toFile().setExecutable(true, false);
        try (var writer = Files.newOutputStream(program, java.nio.file.StandardOpenOption.APPEND)) {
            assertThat(writer).isNotNull();
            assertEndsAtStart(bundle, "exec /bin/busy: text file busy\n");
        }
    }

    /** The poststart hook does not run, since the program did not start: config.md, "Poststart". */
    @ParameterizedTest
    @CsvSource({
        "'echo out; echo err >&2; exit 3', 'exit status 3, stdout: out, stderr: err'",
        "'kill -11 $$', 'killed by signal 11 (SIGSEGV, invalid memory access), stdout: , stderr: '"
    })
    void endsTheContainerIfAStartContainerHookFails(String script, String reason) {
        Path poststart = host.directory().resolve("poststart");
        Bundle bundle = host.bundle()
                .args("true")
                .hook("startContainer", ":")
                .hook("startContainer", script)
                .hook("poststart", "echo > " + poststart);
        assertEndsAtStart(
                bundle, "hexrun: error running startContainer hook #1: " + reason + "; the hook is /bin/sh\n");
        assertThat(poststart).doesNotExist();
    }

    /**
     * Asserts that the program does not start, and that the standard error of the container contains the same message
     * that {@code run} prints.
     */
    private void assertEndsAtStart(Bundle bundle, String message) {
        Path log = host.directory().resolve("standard-error");
        String id = host.newId();
        host.createCommand(bundle, id).stderrTo(log).run();
        long init = host.pid(id);
        host.hexrun("start", id).ok();
        assertThat(host.exit(init)).isEqualTo(255);
        assertThat(Attacker.text(log)).isEqualTo(message);
        assertThat(host.state(id).status()).isEqualTo("stopped");
        host.hexrun("delete", id).ok();
        Outcome run = host.run(bundle);
        assertThat(run.status()).isEqualTo(message.startsWith("exec ") ? 255 : 1);
        assertThat(run.err().replaceFirst("^hexrun: run [^ ]+: ", "hexrun: ")).isEqualTo(message);
        host.assertNothingLeft();
    }

    @Test
    void createsStartsKillsAndDeletesAContainer() {
        Bundle bundle = host.bundle().script("trap 'exit 7' TERM; echo ready; while :; do sleep 0.01; done");
        String id = host.newId();
        host.createCommand(bundle, id).run().ok();
        State created = host.state(id);
        assertThat(created.status()).isEqualTo("created");
        assertThat(Processes.alive(created.pid())).isTrue();

        host.hexrun("start", id).ok();
        State running = host.state(id);
        assertThat(running.status()).isEqualTo("running");
        assertThat(running.pid()).isEqualTo(created.pid());

        Path out = output("ready\n");
        assertThat(out).isNotNull();
        host.hexrun("kill", id).ok();
        assertThat(host.exit(created.pid())).isEqualTo(7);

        State stopped = host.state(id);
        assertThat(stopped.status()).isEqualTo("stopped");
        assertThat(stopped.pid()).isZero();
        host.hexrun("delete", id).ok();
        assertThat(host.hexrun("state", id).failure()).contains("does not exist");
        host.assertNothingLeft();
    }

    /** Waits for and returns the file in this test's output directory that begins with a text. */
    private Path output(String text) {
        Path directory = host.directory().resolve("output");
        Path[] found = new Path[1];
        Await.until("output " + text, () -> {
            try (var files = Files.newDirectoryStream(directory, "*.out")) {
                for (Path file : files) {
                    if (Files.readString(file).startsWith(text)) {
                        found[0] = file;
                    }
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            return found[0] != null;
        });
        return found[0];
    }

    @Test
    void printsTheStateAsSpecified() {
        Bundle bundle = host.bundle().script("exit 0").set("/annotations", Map.of("org.example.key", "a \"value\""));
        Instant before = Instant.now();
        String id = host.create(bundle);
        Outcome outcome = host.hexrun("state", id).ok();
        Map<String, Object> state = Json.readObject(outcome.out());
        assertThat(state.keySet())
                .containsExactly(
                        "ociVersion", "id", "pid", "status", "bundle", "rootfs", "created", "annotations", "owner");
        assertThat(state)
                .containsEntry("ociVersion", "1.3.0")
                .containsEntry("id", id)
                .containsEntry("status", "created")
                .containsEntry("bundle", bundle.directory().toString())
                .containsEntry("rootfs", bundle.rootfs().toString())
                .containsEntry("annotations", Map.of("org.example.key", "a \"value\""))
                .containsEntry("owner", "");
        assertThat(Instant.parse(String.valueOf(state.get("created")))).isBetween(before, Instant.now());
        assertThat(outcome.out()).startsWith("{\n  \"ociVersion\": ").endsWith("\n}\n");
    }

    @Test
    void listsContainersAsTableJsonAndIds() {
        Bundle bundle = host.bundle().args("sleep", "100000");
        assertThat(host.hexrun("--root", host.stateRoot().toString(), "list").status())
                .isIn(0, 1);
        String created = host.create(bundle);
        String running = host.start(bundle);

        String table = host.hexrun("list").ok().out();
        assertThat(table.lines().findFirst().orElse("")).matches("ID +PID +STATUS +BUNDLE +CREATED +OWNER *");
        assertThat(table.lines()
                        .filter(line -> line.startsWith(created))
                        .findFirst()
                        .orElse(""))
                .matches(created + " +" + host.pid(created) + " +created +" + bundle.directory() + " +\\S+ +root *");
        assertThat(table.lines()
                        .filter(line -> line.startsWith(running))
                        .findFirst()
                        .orElse(""))
                .contains(" running ");

        List<Object> json =
                Json.readArray(host.hexrun("list", "--format", "json").ok().out());
        assertThat(json).extracting(entry -> Json.object(entry).get("id")).containsExactlyInAnyOrder(created, running);
        assertThat(host.hexrun("list", "-q").ok().out().lines()).containsExactlyInAnyOrder(created, running);
    }

    @Test
    void listsReadableStatesAndReportsOthers() throws IOException {
        String id = host.create(host.bundle().args("true"));
        Path broken = Files.createDirectory(host.stateRoot().resolve(host.newId()));
        Files.writeString(broken.resolve("state.json"), "{\"half");
        Files.writeString(host.stateRoot().resolve("a-file"), "");
        Outcome outcome = host.hexrun("list");
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out())
                .contains(id)
                .doesNotContain(broken.getFileName().toString());
        assertThat(outcome.err()).contains(broken.getFileName().toString());
        // The ids are listed without reading the states, so that damaged containers can be deleted.
        assertThat(host.hexrun("list", "--quiet").ok().out().lines())
                .containsExactlyInAnyOrder(id, broken.getFileName().toString());
        Files.delete(host.stateRoot().resolve("a-file"));
    }

    @Test
    void reparentsInitToTheCaller() {
        String id = host.create(host.bundle().args("sleep", "100000"));
        long init = host.pid(id);
        long self = ProcessHandle.current().pid();
        assertThat(Processes.find(init).orElseThrow().parent()).isEqualTo(self);
        assertThat(Processes.descendants(self)).extracting(Processes.Entry::pid).containsExactly(init);
    }

    @Test
    void writesThePidFileWithoutNewline() throws IOException {
        Path file = host.directory().resolve("pid");
        String id = host.create(host.bundle().args("true"), "--pid-file", file.toString());
        assertThat(file).hasContent(Long.toString(host.pid(id)));
        assertThat(Files.readString(file)).doesNotContain("\n");
        assertThat(Files.exists(file.resolveSibling(".pid"))).isFalse();
    }

    @Test
    void resolvesARelativePidFileInTheWorkingDirectory() {
        String id = host.newId();
        host.createCommand(host.bundle().args("true"), id, "--pid-file", "relative.pid")
                .in(host.directory())
                .run()
                .ok();
        assertThat(host.directory().resolve("relative.pid")).hasContent(Long.toString(host.pid(id)));
    }

    @Test
    void passesTheStandardStreamsOfTheCaller() throws IOException {
        Path in = Files.writeString(host.directory().resolve("in"), "question");
        Path out = host.directory().resolve("answer");
        Path err = host.directory().resolve("error");
        String id = host.newId();
        host.createCommand(host.bundle().script("cat; echo oops >&2; exec sleep 100000"), id)
                .stdinFrom(in)
                .stdoutTo(out)
                .stderrTo(err)
                .run();
        long init = host.pid(id);
        assertThat(Processes.link(init, "fd/0")).isEqualTo(in.toString());
        assertThat(Processes.link(init, "fd/1")).isEqualTo(out.toString());
        assertThat(Processes.link(init, "fd/2")).isEqualTo(err.toString());
        host.hexrun("start", id).ok();
        Await.until(
                "the output of the program",
                () -> out.toFile().length() == 8 && err.toFile().length() == 5);
        Await.until(
                "sleep to replace the shell", () -> Processes.text(init, "comm").equals("sleep\n"));
        assertThat(Processes.descriptors(init)).containsOnlyKeys("0", "1", "2");
    }

    @Test
    void closesThePipeOfTheCallerWhenTheContainerEnds() throws Exception {
        Path pipe = host.directory().resolve("pipe");
        host.program(List.of("mkfifo", pipe.toString())).run().ok();
        CompletableFuture<byte[]> reader = CompletableFuture.supplyAsync(() -> {
            try {
                return Files.readAllBytes(pipe);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        });
        String id = host.newId();
        host.createCommand(host.bundle().script("echo one; exec sleep 100000"), id)
                .stdoutTo(pipe)
                .run();
        long init = host.pid(id);
        host.hexrun("start", id).ok();
        Await.until(
                "sleep to replace the shell", () -> Processes.text(init, "comm").equals("sleep\n"));
        assertThat(reader.isDone()).isFalse();
        host.hexrun("kill", id, "KILL").ok();
        assertThat(host.exit(init)).isEqualTo(137);
        assertThat(new String(
                        reader.get(Await.scaled(Duration.ofSeconds(20)).toMillis(), TimeUnit.MILLISECONDS),
                        StandardCharsets.UTF_8))
                .isEqualTo("one\n");
    }

    @Test
    void deletesACreatedContainerWithoutForce() {
        String id = host.create(host.bundle().args("true"));
        long init = host.pid(id);
        host.hexrun("delete", id).ok();
        assertThat(Processes.alive(init)).isFalse();
        host.assertNothingLeft();
    }

    @Test
    void doesNotDeleteARunningContainerWithoutForce() {
        String id = host.start(host.bundle().args("sleep", "100000"));
        assertThat(host.hexrun("delete", id).failure())
                .contains("cannot delete container " + id + " that is not stopped: running");
        assertThat(host.state(id).status()).isEqualTo("running");
        host.hexrun("delete", "--force", id).ok();
        host.assertNothingLeft();
    }

    @Test
    void ignoresAMissingContainerInDeleteWithForce() {
        host.hexrun("delete", "--force", host.newId()).ok();
        assertThat(host.hexrun("delete", host.newId()).failure()).contains("does not exist");
    }

    @Test
    void deletesABrokenStateDirectoryWithForce() throws IOException {
        String id = host.newId();
        Files.createDirectories(host.stateRoot().resolve(id));
        host.hexrun("delete", "--force", id).ok();
        Files.createDirectories(host.stateRoot().resolve(id));
        Files.writeString(host.stateRoot().resolve(id).resolve("state.json"), "not JSON");
        host.hexrun("delete", "--force", id).ok();
        host.assertNothingLeft();
    }

    /** A damaged state is an error in each command; its readable members suffice to delete the container. */
    @ParameterizedTest
    @CsvSource({
        "\"init_process_pid\":[0-9]+, \"init_process_pid\":\"oops\", /init_process_pid: must be an integer from 0 to 2147483647",
        "\"init_process_start\":[0-9]+, \"init_process_start\":null, /init_process_start: must be an integer from 0 to 9223372036854775807",
        "\"shares_pids\":false, \"shares_pids\":0, /shares_pids: must be true or false",
        "\"bundle\":, \"bungle\":, /bundle: must be a string",
    })
    void deletesAContainerWithADamagedStateWithForce(String member, String damaged, String problem) throws IOException {
        String id = host.start(host.bundle().args("sleep", "100000"));
        long pid = host.state(id).pid();
        Path file = host.stateRoot().resolve(id).resolve("state.json");
        String state = Files.readString(file);
        Files.writeString(file, state.replaceFirst(member, damaged));
        assertThat(Files.readString(file)).isNotEqualTo(state);
        for (String command : List.of("state", "start", "kill", "delete", "pause", "ps")) {
            assertThat(host.hexrun(command, id).failure()).contains("state of container " + id + ": " + problem);
        }
        assertThat(host.hexrun("list").err()).contains(problem);
        assertThat(Processes.alive(pid)).isTrue();
        host.hexrun("delete", "--force", id).ok();
        assertThat(Processes.alive(pid)).isFalse();
        host.assertNothingLeft();
    }

    @Test
    void deletesAContainerWithoutItsBundle() throws IOException {
        Bundle bundle = host.bundle().args("sleep", "100000");
        String id = host.start(bundle);
        Files.move(bundle.directory(), host.directory().resolve("elsewhere"));
        host.hexrun("delete", "--force", id).ok();
        host.assertNothingLeft();
    }

    @Test
    void rejectsAnIdThatIsInUse() {
        Bundle bundle = host.bundle().args("sleep", "100000");
        String id = host.create(bundle);
        long init = host.pid(id);
        assertThat(host.createCommand(bundle, id).run().failure()).contains("container with given ID already exists");
        assertThat(host.state(id).pid()).isEqualTo(init);
        assertThat(host.state(id).status()).isEqualTo("created");
    }

    @Test
    void startsAContainerOnlyOnce() {
        Bundle bundle = host.bundle().args("sleep", "100000");
        String id = host.start(bundle);
        assertThat(host.hexrun("start", id).failure()).contains("cannot start an already running container");
        host.hexrun("kill", id, "9").ok();
        host.exit(onlyChild());
        assertThat(host.hexrun("start", id).failure()).contains("cannot start a container that has stopped");
        assertThat(host.hexrun("start", host.newId()).failure()).contains("does not exist");
    }

    private static long onlyChild() {
        return Processes.descendants(ProcessHandle.current().pid()).getFirst().pid();
    }

    @ParameterizedTest
    @ValueSource(strings = {"USR1", "SIGUSR1", "usr1", "sigusr1", "10"})
    void killsByNameAndByNumber(String signal) {
        Bundle bundle = host.bundle().script("trap 'exit 55' USR1; echo ready; while :; do sleep 0.01; done");
        String id = host.start(bundle);
        output("ready\n");
        long init = host.pid(id);
        host.hexrun("kill", id, signal).ok();
        assertThat(host.exit(init)).isEqualTo(55);
    }

    @ParameterizedTest
    @CsvSource({"34, 34", "64, 64", "SIGRTMIN+3, 37", "RTMIN, 34"})
    void killsWithRealTimeSignals(String signal, int number) {
        Bundle bundle = host.bundle().script("trap 'exit 56' " + number + "; echo ready; while :; do sleep 0.01; done");
        String id = host.start(bundle);
        output("ready\n");
        long init = host.pid(id);
        host.hexrun("kill", id, signal).ok();
        assertThat(host.exit(init)).isEqualTo(56);
    }

    @Test
    void rejectsUnknownSignals() {
        String id = host.start(host.bundle().args("sleep", "100000"));
        assertThat(host.hexrun("kill", id, "NONSENSE").failure()).contains("unknown signal \"NONSENSE\"");
        assertThat(host.hexrun("kill", id, "65").failure()).contains("unknown signal \"65\"");
        assertThat(host.state(id).status()).isEqualTo("running");
    }

    @Test
    void rejectsKillOfAStoppedContainer() {
        String id = host.start(host.bundle().args("true"));
        host.exit(onlyChild());
        assertThat(host.hexrun("kill", id, "TERM").failure()).contains("container not running");
        host.hexrun("kill", "--all", id, "KILL").ok();
    }

    @Test
    void killsACreatedContainer() {
        String id = host.create(host.bundle().args("sleep", "100000"));
        long init = host.pid(id);
        host.hexrun("kill", id, "KILL").ok();
        assertThat(host.exit(init)).isEqualTo(137);
        assertThat(host.state(id).status()).isEqualTo("stopped");
        assertThat(host.hexrun("start", id).failure()).contains("cannot start a container that has stopped");
    }

    @Test
    void killsAllProcessesOfAContainerInTheHostsPidNamespace() {
        Bundle bundle = host.bundle()
                .removeNamespace("pid")
                .script("sleep 100000 & sleep 100000 & echo ready; exec sleep 100000");
        String id = host.start(bundle);
        output("ready\n");
        long init = host.pid(id);
        host.hexrun("kill", id, "KILL").ok();
        assertThat(host.exit(init)).isEqualTo(137);
        Await.until(
                "the other processes to end",
                () -> Processes.descendants(ProcessHandle.current().pid()).stream()
                        .allMatch(Processes.Entry::zombie));
        host.hexrun("delete", id).ok();
        host.assertNothingLeft();
    }

    @Test
    void runsDetached() throws IOException {
        Path file = host.directory().resolve("pid");
        Bundle bundle = host.bundle().args("sleep", "100000");
        host.run(bundle, "--detach", "--pid-file", file.toString()).ok();
        String id = host.stateDirectories().getFirst();
        assertThat(host.state(id).status()).isEqualTo("running");
        assertThat(file).hasContent(Long.toString(host.pid(id)));
        assertThat(Processes.find(host.pid(id)).orElseThrow().parent())
                .isEqualTo(ProcessHandle.current().pid());
    }

    @Test
    void keepsTheContainerWithKeep() {
        host.run(host.bundle().script("exit 9"), "--keep").exits(9);
        String id = host.stateDirectories().getFirst();
        assertThat(host.state(id).status()).isEqualTo("stopped");
        host.hexrun("delete", id).ok();
    }

    @Test
    void forwardsSignalsToAForegroundProgram() {
        Bundle bundle = host.bundle().script("trap 'exit 61' QUIT; echo ready; while :; do sleep 0.01; done");
        Command.Running running = host.runCommand(bundle).start();
        Await.until("the program to run", () -> running.out().equals("ready\n"));
        Kernel.kill(running.pid(), 3);
        running.await().exits(61);
        host.assertNothingLeft();
    }

    @Test
    void connectsStandardStreamsOfAForegroundProgram() {
        Outcome outcome = host.runCommand(host.bundle().script("tr a-z A-Z; echo problem >&2; exit 4"))
                .stdin("some text\n")
                .run();
        assertThat(outcome.status()).isEqualTo(4);
        assertThat(outcome.out()).isEqualTo("SOME TEXT\n");
        assertThat(outcome.err()).isEqualTo("problem\n");
    }

    @Test
    void rejectsStartIfInitWasKilled() {
        String id = host.create(host.bundle().args("true"));
        long init = host.pid(id);
        Kernel.kill(init, 9);
        host.exit(init);
        assertThat(host.hexrun("start", id).failure()).isNotEmpty();
        host.hexrun("delete", id).ok();
    }
}
