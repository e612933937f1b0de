package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The six kinds of hooks: config.md, "POSIX-platform Hooks", and runtime.md, "Lifecycle". */
@Requires({Need.ROOT, Need.BUSYBOX})
class HooksIT {

    private static final List<String> KINDS =
            List.of("prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop");

    @RegisterExtension
    final TestHost host = new TestHost();

    private Path directory = Path.of("/nonexistent");
    private Path log = Path.of("/nonexistent");

    @BeforeEach
    void createLog() throws IOException {
        directory = Files.createDirectory(host.directory().resolve("log"));
        log = Files.createFile(directory.resolve("log"));
        Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-rw-rw-"));
    }

    /** Returns a bundle in which the log has the same path as on the host, for hooks that run in the container. */
    private Bundle bundle() {
        Bundle bundle = host.bundle().args("true").set("/root/readonly", false);
        return bundle.mount(directory.toString(), "bind", directory.toString(), "bind");
    }

    private String append(String text) {
        return "echo " + text + " >> " + log + "; ";
    }

    private List<String> logged() throws IOException {
        return Files.readAllLines(log);
    }

    @Test
    void runInOrder() throws IOException {
        Bundle bundle = bundle().script(append("program"));
        for (String kind : KINDS.reversed()) {
            bundle.hook(kind, append(kind + "-1")).hook(kind, append(kind + "-2"));
        }
        String id = host.create(bundle);
        assertThat(logged())
                .containsExactly(
                        "prestart-1",
                        "prestart-2",
                        "createRuntime-1",
                        "createRuntime-2",
                        "createContainer-1",
                        "createContainer-2");
        long init = host.pid(id);
        host.hexrun("start", id).ok();
        host.exit(init);
        assertThat(logged().subList(6, logged().size()))
                .containsSubsequence("startContainer-1", "startContainer-2", "program")
                .containsSubsequence("startContainer-2", "poststart-1", "poststart-2")
                .hasSize(5);
        host.hexrun("delete", id).ok();
        assertThat(logged().subList(11, logged().size())).containsExactly("poststop-1", "poststop-2");
        host.assertNothingLeft();
    }

    @Test
    void readTheStateFromStandardInput() throws IOException {
        Bundle bundle = bundle().args("sleep", "100000").set("/annotations", Map.of("a/b", "c"));
        for (String kind : KINDS) {
            bundle.hook(kind, "cat >> " + log + "; " + append("") + "echo $$ >> " + log);
        }
        String id = host.start(bundle);
        long init = host.pid(id);
        host.hexrun("delete", "--force", id).ok();
        List<String> lines = logged();
        assertThat(lines).hasSize(12);
        List<String> statuses = List.of("creating", "creating", "creating", "created", "running", "stopped");
        for (int i = 0; i < KINDS.size(); i++) {
            Map<String, Object> state = Json.readObject(lines.get(2 * i));
            assertThat(state)
                    .as(KINDS.get(i))
                    .containsEntry("ociVersion", "1.3.0")
                    .containsEntry("id", id)
                    .containsEntry("status", statuses.get(i))
                    .containsEntry("bundle", bundle.directory().toString())
                    .containsEntry("annotations", Map.of("a/b", "c"));
            switch (KINDS.get(i)) {
                case "createContainer", "startContainer" -> assertThat(state).containsEntry("pid", 1L);
                case "poststop" -> assertThat(state.getOrDefault("pid", 0L)).isEqualTo(0L);
                default -> assertThat(state).containsEntry("pid", init);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"})
    void haveTheConfiguredEnvironmentAndNoOtherDescriptors(String kind) throws IOException {
        // The paths of /proc/self are opened by child processes that inherit everything from the shell.
        String look =
                "tr '\\0' ' ' < /proc/self/environ >> " + log + "; echo >> " + log + "; ls /proc/self/fd >> " + log;
        Bundle bundle = bundle().hook(kind, look, "ONE=1", "PATH=/usr/bin:/bin", "TWO=x y");
        host.run(bundle).ok();
        assertThat(logged().getFirst()).isEqualTo("ONE=1 PATH=/usr/bin:/bin TWO=x y ");
        // ls itself opened descriptor 3.
        assertThat(logged().subList(1, logged().size())).containsExactly("0", "1", "2", "3");
    }

    @Test
    void haveAnEmptyEnvironmentIfItIsConfiguredEmpty() throws IOException {
        Bundle bundle = bundle();
        for (String kind : KINDS) {
            bundle.hook(kind, "wc -c < /proc/self/environ >> " + log);
        }
        host.runCommand(bundle).with("SECRET", "1").run().ok();
        assertThat(logged()).containsExactly("0", "0", "0", "0", "0", "0");
    }

    @Test
    void inheritTheEnvironmentOfTheCallerOrOfTheProcess() throws IOException {
        Bundle bundle = bundle().set("/process/env", List.of("PATH=/bin:/usr/bin", "ONE=of the process"));
        for (String kind : KINDS) {
            bundle.add(
                    "/hooks/" + kind,
                    Map.of(
                            "path",
                            "/bin/sh",
                            "args",
                            List.of("sh", "-c", "tr '\\0' ' ' < /proc/self/environ >> " + log + "; echo >> " + log)));
        }
        Command command = host.runCommand(bundle).withoutEnvironment().with("PATH", "/usr/bin:/bin");
        command.with("ONE", "of the caller").with("TWO", "x y").run().ok();
        assertThat(logged()).hasSize(KINDS.size());
        for (int i = 0; i < KINDS.size(); i++) {
            if (KINDS.get(i).equals("startContainer")) {
                assertThat(logged().get(i)).contains("ONE=of the process").doesNotContain("TWO");
            } else {
                assertThat(logged().get(i).trim().split(" (?=[A-Z]+=)", -1))
                        .as(KINDS.get(i))
                        .containsExactlyInAnyOrder("PATH=/usr/bin:/bin", "ONE=of the caller", "TWO=x y");
            }
        }
    }

    /** In {@code run}, init is a child of the front; in {@code start} it is not. */
    @Test
    void readTheStateOfARunFromStandardInput() throws IOException {
        Bundle bundle = bundle().script("read x < " + directory.resolve("go"));
        for (String kind : KINDS) {
            bundle.hook(kind, "cat >> " + log + "; " + append(""));
        }
        bundle.hook("poststart", "echo > " + directory.resolve("go"));
        host.program(List.of("mkfifo", directory.resolve("go").toString()))
                .run()
                .ok();
        host.run(bundle).ok();
        assertThat(logged()).hasSize(KINDS.size());
        Object init = Json.readObject(logged().getFirst()).getOrDefault("pid", 0L);
        assertThat(init).isNotIn(0L, 1L);
        List<Object> pids = List.of(init, init, 1L, 1L, init, 0L);
        for (int i = 0; i < KINDS.size(); i++) {
            assertThat(Json.readObject(logged().get(i)))
                    .as(KINDS.get(i))
                    .containsEntry("pid", pids.get(i))
                    .containsEntry("bundle", bundle.directory().toString());
        }
    }

    @Test
    void runPoststopOnceIfDeleteAndRunCoincide() throws IOException {
        Bundle bundle = bundle().args("sleep", "100000")
                .hook("poststart", append("started"))
                .hook("poststop", append("poststop"));
        String id = host.newId();
        Command.Running run = host.command("run", "--bundle", bundle.directory().toString(), id)
                .start();
        Await.until("the poststart hook to run", () -> log.toFile().length() > 0);
        host.hexrun("delete", "--force", id).ok();
        run.await();
        assertThat(logged()).containsExactly("started", "poststop");
        host.assertNothingLeft();
    }

    @Test
    void runInTheBundleOrInTheContainersNamespaces() throws IOException {
        Bundle bundle = bundle().hook("createRuntime", "pwd >> " + log + "; /bin/readlink /proc/self/ns/mnt >> " + log)
                .hook("createContainer", "/bin/readlink /proc/self/ns/mnt >> " + log + "; /bin/hostname >> " + log)
                .hook("startContainer", "/bin/readlink /proc/self/ns/mnt >> " + log);
        host.run(bundle).ok();
        List<String> lines = logged();
        assertThat(lines.get(0)).isEqualTo(bundle.directory().toString());
        assertThat(lines.get(1))
                .isEqualTo(Processes.link(ProcessHandle.current().pid(), "ns/mnt"));
        assertThat(lines.get(2)).isNotEqualTo(lines.get(1)).isEqualTo(lines.getLast());
    }

    @ParameterizedTest
    @ValueSource(strings = {"prestart", "createRuntime", "createContainer"})
    void abortTheCreationIfTheyFail(String kind) throws IOException {
        Bundle bundle = bundle().hook(kind, append("first"))
                .hook(kind, "echo some output; echo an error >&2; exit 3")
                .hook(kind, append("third"))
                .hook("poststop", append("poststop"));
        assertThat(host.createCommand(bundle, host.newId()).run().failure())
                .contains("error running " + kind + " hook #1")
                .contains("exit status 3")
                .contains("some output")
                .contains("an error");
        assertThat(logged()).containsExactly("first", "poststop");
        host.assertNothingLeft();
    }

    @Test
    void abortARunIfStartContainerFails() throws IOException {
        Bundle bundle = bundle().script(append("program"))
                .hook("startContainer", "exit 4")
                .hook("poststop", append("poststop"));
        assertThat(host.run(bundle).failure())
                .contains("error running startContainer hook #0")
                .contains("exit status 4");
        assertThat(logged()).containsExactly("poststop");
        host.assertNothingLeft();
    }

    @Test
    void endTheContainerIfStartContainerFailsAfterStart() throws IOException {
        Bundle bundle = bundle().script(append("program")).hook("startContainer", "exit 4");
        String id = host.create(bundle);
        long init = host.pid(id);
        host.hexrun("start", id).ok();
        assertThat(host.exit(init)).isEqualTo(255);
        assertThat(host.state(id).status()).isEqualTo("stopped");
        assertThat(logged()).isEmpty();
        host.hexrun("delete", id).ok();
    }

    @Test
    void destroyTheContainerIfPoststartFails() throws IOException {
        Bundle bundle =
                bundle().args("sleep", "100000").hook("poststart", "exit 5").hook("poststop", append("poststop"));
        String id = host.create(bundle);
        long init = host.pid(id);
        assertThat(host.hexrun("start", id).failure())
                .contains("error running poststart hook #0")
                .contains("exit status 5");
        assertThat(host.exit(init)).isEqualTo(137);
        assertThat(logged()).containsExactly("poststop");
        host.assertNothingLeft();
    }

    @Test
    void destroyTheContainerOfARunIfPoststartFails() throws IOException {
        Bundle bundle =
                bundle().args("sleep", "100000").hook("poststart", "exit 5").hook("poststop", append("poststop"));
        assertThat(host.run(bundle).failure()).contains("error running poststart hook #0");
        assertThat(logged()).containsExactly("poststop");
        host.assertNothingLeft();
    }

    @Test
    void warnIfPoststopFails() throws IOException {
        Bundle bundle = bundle().hook("poststop", "exit 6").hook("poststop", append("second"));
        Outcome outcome = host.run(bundle);
        assertThat(outcome.status()).isZero();
        assertThat(outcome.err()).contains("poststop hook #0").contains("exit status 6");
        assertThat(logged()).containsExactly("second");
        host.assertNothingLeft();
    }

    @ParameterizedTest
    @CsvSource({"createRuntime, sleep 100000", "createContainer, sleep 100000", "prestart, 'sleep 100000 & wait'"})
    void areKilledOnTimeout(String kind, String script) {
        Bundle bundle = bundle().add(
                        "/hooks/" + kind,
                        Map.of(
                                "path",
                                "/bin/sh",
                                "args",
                                List.of("sh", "-c", script),
                                "env",
                                List.of("PATH=/bin"),
                                "timeout",
                                1));
        assertThat(host.createCommand(bundle, host.newId()).run().failure())
                .contains("hook ran past specified timeout of 1");
        host.assertNothingLeft();
    }

    @Test
    void canCallState() throws IOException {
        String id = host.newId();
        String stateCommand =
                Distribution.program() + " --root " + host.stateRoot() + " state " + id + " >> " + log + " 2>&1; ";
        Bundle bundle = bundle().args("sleep", "100000");
        for (String kind : List.of("prestart", "createRuntime", "createContainer", "poststart", "poststop")) {
            bundle.hook(kind, append(kind) + stateCommand + "true");
        }
        host.createCommand(bundle, id).run().ok();
        host.hexrun("start", id).ok();
        host.hexrun("delete", "--force", id).ok();
        String text = Files.readString(log);
        assertThat(text.split("poststart", -1)[0].split("\"status\": \"creating\"", -1))
                .hasSize(4);
        assertThat(text.split("poststart", -1)[1]).contains("\"status\": \"running\"");
        assertThat(text.split("poststop", -1)[1]).contains("does not exist");
    }

    @Test
    void failIfTheirProgramDoesNotExist() {
        Bundle bundle = bundle().add("/hooks/createRuntime", Map.of("path", "/not/there"));
        assertThat(host.createCommand(bundle, host.newId()).run().failure())
                .contains("/not/there")
                .containsIgnoringCase("no such file or directory");
        host.assertNothingLeft();
    }

    @Test
    void mustHaveAnAbsolutePath() {
        Bundle bundle = bundle().add("/hooks/createRuntime", Map.of("path", "bin/true"));
        assertThat(host.createCommand(bundle, host.newId()).run().failure()).contains("/hooks/createRuntime/0/path");
        host.assertNothingLeft();
    }
}
