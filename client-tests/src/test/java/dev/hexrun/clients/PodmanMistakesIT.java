package dev.hexrun.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.clients.Podman.PodmanStage;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mistakes of users, with the exit status and the message that Podman makes from the runtime's. */
@Requires({Need.ROOT, Need.BUSYBOX, Need.RUNC, Need.PODMAN})
class PodmanMistakesIT {

    @RegisterExtension
    static final Scenarios<PodmanStage> PODMAN = Scenarios.with("podman", Podman::open);

    @Test
    @Tag("smoke")
    void missingProgram() {
        PODMAN.compare(stage -> assertThat(
                        stage.container(Podman.IMAGE, "missing").fails(127).err())
                .contains("executable file not found in $PATH"));
    }

    @ParameterizedTest
    @CsvSource({
        "/bin/missing, 127, no such file or directory",
        "/etc, 126, /etc",
        "/etc/passwd, 126, ermission denied",
        "/etc/passwd/x, 126, not a directory"
    })
    void programThatCannotRun(String program, int status, String message) {
        PODMAN.compare(stage -> assertThat(
                        stage.container(Podman.IMAGE, program).fails(status).err())
                .contains(message));
    }

    /** The runtime notices it only after Podman has started the container. */
    @ParameterizedTest
    @CsvSource({"/bin/no-interpreter, no such file or directory", "/bin/no-format, exec format error"})
    void programThatTheKernelRefuses(String program, String message) {
        PODMAN.compare(stage -> {
            Outcome outcome = stage.container(Podman.IMAGE, program);
            assertThat(outcome.status()).isNotZero();
            assertThat(outcome.err()).isEqualTo("exec " + program + ": " + message + "\n");
        });
    }

    @Test
    void emptyProgram() {
        PODMAN.compare(
                stage -> assertThat(stage.container(Podman.IMAGE, "").status()).isNotZero());
    }

    @Test
    void missingProgramInADetachedContainer() {
        PODMAN.compare(stage -> {
            String name = stage.name("web");
            stage.run("run", "--detach", "--network", "none", "--name", name, Podman.IMAGE, "missing")
                    .fails(127);
            stage.run("inspect", "--format", "{{.State.Status}} {{.State.ExitCode}} {{.State.Pid}}", name)
                    .ok();
            stage.run("rm", name).ok();
        });
    }

    @Test
    void programThatCannotRunInADetachedContainer() {
        PODMAN.compare(stage -> {
            String name = stage.name("web");
            stage.run("run", "--detach", "--network", "none", "--name", name, Podman.IMAGE, "/bin/no-interpreter");
            stage.awaitStatus(name, "exited");
            stage.run("inspect", "--format", "{{.State.Status}} {{.State.ExitCode}}", name)
                    .ok();
            assertThat(stage.run("rm", "--force", name).ok().err()).isEmpty();
        });
    }

    @Test
    void missingImage() {
        PODMAN.compare(stage ->
                stage.container("--pull", "never", "localhost/missing", "true").fails(125));
    }

    @Test
    void unknownFlag() {
        PODMAN.compare(
                stage -> stage.container("--nonsense", Podman.IMAGE, "true").fails(125));
    }

    @Test
    void missingVolumeSource() {
        PODMAN.compare(stage -> stage.container("--volume", "/missing/source:/v", Podman.IMAGE, "true")
                .fails(125));
    }

    @Test
    void missingUser() {
        PODMAN.compare(stage ->
                stage.container("--user", "missing", Podman.IMAGE, "true").fails(126));
    }

    @Test
    void missingWorkingDirectoryOfExec() {
        PODMAN.compare(stage -> {
            String name = stage.start("web", Podman.IMAGE, "sleep", "1000");
            assertThat(stage.run("exec", "--workdir", "/missing", name, "true").status())
                    .isNotZero();
        });
    }

    @Test
    void fileAsWorkingDirectory() {
        PODMAN.compare(stage -> assertThat(stage.container("--workdir", "/etc/passwd", Podman.IMAGE, "true")
                        .status())
                .isNotZero());
    }

    @Test
    void fileMountedOnADirectory() {
        PODMAN.compare(stage -> {
            Path file = stage.file("file", "");
            stage.container("--volume", file + ":/etc", Podman.IMAGE, "true").fails(126);
        });
    }

    @Test
    void directoryMountedOnAFile() {
        PODMAN.compare(stage -> {
            Path source = Files.createDirectory(stage.directory().resolve("source"));
            stage.container("--volume", source + ":/etc/passwd", Podman.IMAGE, "true")
                    .fails(126);
        });
    }

    @Test
    void missingDevice() {
        PODMAN.compare(stage -> stage.container("--device", "/dev/missing", Podman.IMAGE, "true")
                .fails(125));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kernel.missing=1", "kernel.shm_rmid_forced=word", "net.ipv4.ip_forward=maybe"})
    void wrongSysctl(String setting) {
        PODMAN.compare(stage -> assertThat(stage.container("--sysctl", setting, Podman.IMAGE, "true")
                        .status())
                .isNotZero());
    }

    @Test
    void sysctlOfTheHost() {
        PODMAN.compare(stage -> assertThat(stage.container("--sysctl", "vm.swappiness=1", Podman.IMAGE, "true")
                        .status())
                .isNotZero());
    }

    @Test
    void limitAboveTheHardLimit() {
        PODMAN.compare(
                stage -> assertThat(stage.container("--ulimit", "nofile=2000000000:2000000000", Podman.IMAGE, "true")
                                .status())
                        .isNotZero());
    }

    @Test
    void memoryLimitThatIsTooSmall() {
        PODMAN.compare(stage -> {
            stage.normalize("usage: \\d+", "usage: N");
            assertThat(stage.container("--memory", "1k", Podman.IMAGE, "true").status())
                    .isNotZero();
        });
    }

    @Test
    void processorsThatDoNotExist() {
        PODMAN.compare(stage -> assertThat(stage.container("--cpuset-cpus", "4000", Podman.IMAGE, "true")
                        .status())
                .isNotZero());
    }

    @Test
    void unknownCapability() {
        PODMAN.compare(stage -> stage.container("--cap-add", "CAP_NONSENSE", Podman.IMAGE, "true")
                .fails(125));
    }

    @Test
    void missingSeccompProfile() {
        PODMAN.compare(stage -> stage.container("--security-opt", "seccomp=/missing.json", Podman.IMAGE, "true")
                .fails(125));
    }

    @Test
    void seccompProfileThatIsNotJson() {
        PODMAN.compare(stage -> {
            Path profile = stage.file("profile.json", "{");
            stage.container("--security-opt", "seccomp=" + profile, Podman.IMAGE, "true")
                    .fails(125);
        });
    }

    @Test
    void seccompProfileWithUnknownAction() {
        PODMAN.compare(stage -> {
            Path profile = stage.file("profile.json", "{\"defaultAction\": \"SCMP_ACT_NONSENSE\"}");
            assertThat(stage.container("--security-opt", "seccomp=" + profile, Podman.IMAGE, "true")
                            .status())
                    .isNotZero();
        });
    }

    @Test
    void wrongTmpfsOption() {
        PODMAN.compare(stage -> assertThat(stage.container("--tmpfs", "/t:size=word", Podman.IMAGE, "true")
                        .status())
                .isNotZero());
    }

    @Test
    void namespaceOfAMissingContainer() {
        PODMAN.compare(stage -> stage.container("--pid", "container:missing", Podman.IMAGE, "true")
                .fails(125));
    }

    @Test
    void nameThatIsInUse() {
        PODMAN.compare(stage -> {
            String name = stage.start("web", Podman.IMAGE, "sleep", "1000");
            stage.run("run", "--network", "none", "--name", name, Podman.IMAGE, "true")
                    .fails(125);
        });
    }

    @Test
    void execInAStoppedContainer() {
        PODMAN.compare(stage -> {
            String name = stage.name("web");
            stage.quietly("run", "--network", "none", "--name", name, Podman.IMAGE, "true");
            stage.run("exec", name, "true").fails(255);
        });
    }

    @Test
    void execInAPausedContainer() {
        PODMAN.compare(stage -> {
            String name = stage.start("web", Podman.IMAGE, "sleep", "1000");
            stage.quietly("pause", name);
            assertThat(stage.run("exec", name, "true").status()).isNotZero();
            stage.quietly("unpause", name);
        });
    }

    @Test
    void commandsForAMissingContainer() {
        PODMAN.compare(stage -> {
            for (String command : new String[] {"start", "stop", "kill", "pause", "unpause", "rm", "logs", "wait"}) {
                assertThat(stage.run(command, "missing").status()).as(command).isNotZero();
            }
        });
    }

    @Test
    void commandsInTheWrongStatus() {
        PODMAN.compare(stage -> {
            String name = stage.name("web");
            stage.quietly("create", "--network", "none", "--name", name, Podman.IMAGE, "sleep", "1000");
            stage.run("pause", name).fails(125);
            stage.run("unpause", name).fails(125);
            stage.run("kill", name).fails(125);
            stage.run("exec", name, "true").fails(255);
            stage.run("start", name).ok();
            stage.run("unpause", name).fails(125);
            stage.run("rm", name);
            stage.run("start", name).ok();
            stage.run("kill", "--signal", "NONSENSE", name).fails(125);
        });
    }

    @Test
    void removingARunningContainer() {
        PODMAN.compare(stage -> {
            String name = stage.start("web", Podman.IMAGE, "sleep", "1000");
            assertThat(stage.run("rm", name).status()).isNotZero();
        });
    }

    @Test
    void runtimeThatDoesNotExist() {
        PODMAN.compare(stage -> stage.run("--runtime", "/missing/runtime", "run", "--rm", Podman.IMAGE, "true")
                .fails(125));
    }

    @Test
    void failingHook() {
        PODMAN.compare(stage -> {
            Path hooks = Files.createDirectory(stage.directory().resolve("hooks"));
            Files.writeString(hooks.resolve("hook.json"), """
                    {"version": "1.0.0", "hook": {"path": "/bin/sh", "args": ["sh", "-c", "echo broken >&2; exit 3"]},
                     "when": {"always": true}, "stages": ["createRuntime"]}
                    """);
            String name = stage.name("web");
            Outcome outcome = stage.run(
                    "--hooks-dir", hooks.toString(), "run", "--network", "none", "--name", name, Podman.IMAGE, "true");
            assertThat(outcome.fails(126).err()).contains("exit status 3");
            stage.run("inspect", "--format", "{{.State.Status}}", name).ok();
        });
    }

    @Test
    void checkpointIsRefused() {
        PODMAN.compare(stage -> {
            String name = stage.start("web", Podman.IMAGE, "sleep", "1000");
            Outcome outcome = stage.podman("container", "checkpoint", name).run();
            assertThat(outcome.status()).isNotZero();
            stage.run("inspect", "--format", "{{.State.Status}} {{.State.Checkpointed}}", name)
                    .ok();
        });
    }
}
