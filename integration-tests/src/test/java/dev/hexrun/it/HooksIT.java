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

    private Path folder = Path.of("/nonexistent");
    private Path log = Path.of("/nonexistent");

    @BeforeEach
    void makeLog() throws IOException {
        folder = Files.createDirectory(host.folder().resolve("log"));
        log = Files.createFile(folder.resolve("log"));
        Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-rw-rw-"));
    }

    /** A bundle whose container sees the log at the path that the host has it at, for the hook that runs inside. */
    private Bundle bundle() {
        Bundle bundle = host.bundle().args("true").set("/root/readonly", false);
        return bundle.mount(folder.toString(), "bind", folder.toString(), "bind");
    }

    private String say(String text) {
        return "echo " + text + " >> " + log + "; ";
    }

    private List<String> said() throws IOException {
        return Files.readAllLines(log);
    }

    @Test
    void runAllKindsInTheirOrder() throws IOException {
        Bundle bundle = bundle().script(say("program"));
        for (String kind : KINDS.reversed()) {
            bundle.hook(kind, say(kind + "-1")).hook(kind, say(kind + "-2"));
        }
        String id = host.create(bundle);
        assertThat(said())
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
        assertThat(said().subList(6, said().size()))
                .containsSubsequence("startContainer-1", "startContainer-2", "program")
                .containsSubsequence("startContainer-2", "poststart-1", "poststart-2")
                .hasSize(5);
        host.hexrun("delete", id).ok();
        assertThat(said().subList(11, said().size())).containsExactly("poststop-1", "poststop-2");
        host.assertNothingLeft();
    }

    @Test
    void readTheStateFromStandardInput() throws IOException {
        Bundle bundle = bundle().args("sleep", "100").set("/annotations", Map.of("a/b", "c"));
        for (String kind : KINDS) {
            bundle.hook(kind, "cat >> " + log + "; " + say("") + "echo $$ >> " + log);
        }
        String id = host.start(bundle);
        long init = host.pid(id);
        host.hexrun("delete", "--force", id).ok();
        List<String> lines = said();
        assertThat(lines).hasSize(12);
        List<String> statuses = List.of("creating", "creating", "creating", "created", "running", "stopped");
        for (int i = 0; i < KINDS.size(); i++) {
            Map<String, Object> state = Json.readObject(lines.get(2 * i));
            assertThat(state)
                    .as(KINDS.get(i))
                    .containsEntry("ociVersion", "1.3.0")
                    .containsEntry("id", id)
                    .containsEntry("status", statuses.get(i))
                    .containsEntry("bundle", bundle.folder().toString())
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
    void haveTheEnvironmentOfTheConfigurationAndNoDescriptors(String kind) throws IOException {
        // The paths of /proc/self are opened by children that have what the shell was given.
        String look =
                "tr '\\0' ' ' < /proc/self/environ >> " + log + "; echo >> " + log + "; ls /proc/self/fd >> " + log;
        Bundle bundle = bundle().hook(kind, look, "ONE=1", "PATH=/usr/bin:/bin", "TWO=x y");
        host.run(bundle).ok();
        assertThat(said().getFirst()).isEqualTo("ONE=1 PATH=/usr/bin:/bin TWO=x y ");
        // 3 is what ls itself opened.
        assertThat(said().subList(1, said().size())).containsExactly("0", "1", "2", "3");
    }

    @Test
    void haveAnEmptyEnvironmentIfOneIsGivenThatIsEmpty() throws IOException {
        Bundle bundle = bundle();
        for (String kind : KINDS) {
            bundle.hook(kind, "wc -c < /proc/self/environ >> " + log);
        }
        host.runCommand(bundle).with("SECRET", "1").run().ok();
        assertThat(said()).containsExactly("0", "0", "0", "0", "0", "0");
    }

    @Test
    void haveTheCallersEnvironmentIfNoneIsGiven_andInTheContainerTheProcesss() throws IOException {
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
        assertThat(said()).hasSize(KINDS.size());
        for (int i = 0; i < KINDS.size(); i++) {
            if (KINDS.get(i).equals("startContainer")) {
                assertThat(said().get(i)).contains("ONE=of the process").doesNotContain("TWO");
            } else {
                assertThat(said().get(i).trim().split(" (?=[A-Z]+=)", -1))
                        .as(KINDS.get(i))
                        .containsExactlyInAnyOrder("PATH=/usr/bin:/bin", "ONE=of the caller", "TWO=x y");
            }
        }
    }

    /** In a run the front itself has the first process, in {@code start} it has not. */
    @Test
    void readTheStateOfARunFromStandardInput() throws IOException {
        Bundle bundle = bundle().script("read x < " + folder.resolve("go"));
        for (String kind : KINDS) {
            bundle.hook(kind, "cat >> " + log + "; " + say(""));
        }
        bundle.hook("poststart", "echo > " + folder.resolve("go"));
        host.program(List.of("mkfifo", folder.resolve("go").toString())).run().ok();
        host.run(bundle).ok();
        assertThat(said()).hasSize(KINDS.size());
        Object init = Json.readObject(said().getFirst()).getOrDefault("pid", 0L);
        assertThat(init).isNotIn(0L, 1L);
        List<Object> pids = List.of(init, init, 1L, 1L, init, 0L);
        for (int i = 0; i < KINDS.size(); i++) {
            assertThat(Json.readObject(said().get(i)))
                    .as(KINDS.get(i))
                    .containsEntry("pid", pids.get(i))
                    .containsEntry("bundle", bundle.folder().toString());
        }
    }

    @Test
    void runOnceWhenDeleteAndRunMeet() throws IOException {
        Bundle bundle =
                bundle().args("sleep", "100").hook("poststart", say("started")).hook("poststop", say("poststop"));
        String id = host.newId();
        Command.Running run =
                host.command("run", "--bundle", bundle.folder().toString(), id).start();
        Await.until("the poststart hook has run", () -> log.toFile().length() > 0);
        host.hexrun("delete", "--force", id).ok();
        run.await();
        assertThat(said()).containsExactly("started", "poststop");
        host.assertNothingLeft();
    }

    @Test
    void startInTheBundleAndInTheContainersNamespaces() throws IOException {
        Bundle bundle = bundle().hook("createRuntime", "pwd >> " + log + "; /bin/readlink /proc/self/ns/mnt >> " + log)
                .hook("createContainer", "/bin/readlink /proc/self/ns/mnt >> " + log + "; /bin/hostname >> " + log)
                .hook("startContainer", "/bin/readlink /proc/self/ns/mnt >> " + log);
        host.run(bundle).ok();
        List<String> lines = said();
        assertThat(lines.get(0)).isEqualTo(bundle.folder().toString());
        assertThat(lines.get(1))
                .isEqualTo(Processes.link(ProcessHandle.current().pid(), "ns/mnt"));
        assertThat(lines.get(2)).isNotEqualTo(lines.get(1)).isEqualTo(lines.getLast());
    }

    @ParameterizedTest
    @ValueSource(strings = {"prestart", "createRuntime", "createContainer"})
    void stopTheCreationWhenTheyFail(String kind) throws IOException {
        Bundle bundle = bundle().hook(kind, say("first"))
                .hook(kind, "echo some words; echo a complaint >&2; exit 3")
                .hook(kind, say("third"))
                .hook("poststop", say("poststop"));
        assertThat(host.createCommand(bundle, host.newId()).run().failure())
                .contains("error running " + kind + " hook #1")
                .contains("exit status 3")
                .contains("some words")
                .contains("a complaint");
        assertThat(said()).containsExactly("first", "poststop");
        host.assertNothingLeft();
    }

    @Test
    void stopARunWhenTheyFailBeforeTheProgram() throws IOException {
        Bundle bundle =
                bundle().script(say("program")).hook("startContainer", "exit 4").hook("poststop", say("poststop"));
        assertThat(host.run(bundle).failure())
                .contains("error running startContainer hook #0")
                .contains("exit status 4");
        assertThat(said()).containsExactly("poststop");
        host.assertNothingLeft();
    }

    @Test
    void stopTheProgramWhenTheyFailAfterStart() throws IOException {
        Bundle bundle = bundle().script(say("program")).hook("startContainer", "exit 4");
        String id = host.create(bundle);
        long init = host.pid(id);
        host.hexrun("start", id).ok();
        assertThat(host.exit(init)).isEqualTo(255);
        assertThat(host.state(id).status()).isEqualTo("stopped");
        assertThat(said()).isEmpty();
        host.hexrun("delete", id).ok();
    }

    @Test
    void destroyTheContainerWhenTheyFailAfterTheProgramStarted() throws IOException {
        Bundle bundle =
                bundle().args("sleep", "100").hook("poststart", "exit 5").hook("poststop", say("poststop"));
        String id = host.create(bundle);
        long init = host.pid(id);
        assertThat(host.hexrun("start", id).failure())
                .contains("error running poststart hook #0")
                .contains("exit status 5");
        assertThat(host.exit(init)).isEqualTo(137);
        assertThat(said()).containsExactly("poststop");
        host.assertNothingLeft();
    }

    @Test
    void undoARunWhenTheyFailAfterTheProgramStarted() throws IOException {
        Bundle bundle =
                bundle().args("sleep", "100").hook("poststart", "exit 5").hook("poststop", say("poststop"));
        assertThat(host.run(bundle).failure()).contains("error running poststart hook #0");
        assertThat(said()).containsExactly("poststop");
        host.assertNothingLeft();
    }

    @Test
    void onlyWarnWhenTheyFailAfterTheEnd() throws IOException {
        Bundle bundle = bundle().hook("poststop", "exit 6").hook("poststop", say("second"));
        Outcome outcome = host.run(bundle);
        assertThat(outcome.status()).isZero();
        assertThat(outcome.err()).contains("poststop hook #0").contains("exit status 6");
        assertThat(said()).containsExactly("second");
        host.assertNothingLeft();
    }

    @ParameterizedTest
    @CsvSource({"createRuntime, sleep 100000", "createContainer, sleep 100000", "prestart, 'sleep 100000 & wait'"})
    void areKilledWhenTheirTimeIsUp(String kind, String script) {
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
    void mayAskForTheState() throws IOException {
        String id = host.newId();
        String ask = Distribution.program() + " --root " + host.stateRoot() + " state " + id + " >> " + log + " 2>&1; ";
        Bundle bundle = bundle().args("sleep", "100");
        for (String kind : List.of("prestart", "createRuntime", "createContainer", "poststart", "poststop")) {
            bundle.hook(kind, say(kind) + ask + "true");
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
    void failWhenTheirProgramIsMissing() {
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
