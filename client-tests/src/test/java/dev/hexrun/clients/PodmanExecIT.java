package dev.hexrun.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.clients.Podman.PodmanStage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code podman exec}. */
@Requires({Need.ROOT, Need.BUSYBOX, Need.RUNC, Need.PODMAN})
class PodmanExecIT {

    @RegisterExtension
    static final Scenarios<PodmanStage> PODMAN = Scenarios.with("podman", Podman::open);

    private static String sleeping(PodmanStage stage, String... options) {
        String[] arguments = new String[options.length + 3];
        System.arraycopy(options, 0, arguments, 0, options.length);
        arguments[options.length] = Podman.IMAGE;
        arguments[options.length + 1] = "sleep";
        arguments[options.length + 2] = "1000";
        return stage.start("web", arguments);
    }

    @Test
    @Tag("smoke")
    void passesOutputAndStatus() {
        PODMAN.compare(stage -> {
            String name = sleeping(stage);
            Outcome outcome = stage.run("exec", name, "sh", "-c", "echo out; echo err >&2; exit 44")
                    .fails(44);
            assertThat(outcome.out()).isEqualTo("out\n");
        });
    }

    @Test
    void passesStandardInput() {
        PODMAN.compare(stage -> {
            String[] arguments = {"exec", "--interactive", sleeping(stage), "wc", "-c"};
            assertThat(stage.record(arguments, stage.podman(arguments).input("x".repeat(300000)))
                            .ok()
                            .out())
                    .isEqualTo("300000\n");
        });
    }

    @Test
    void setsUserDirectoryAndEnvironment() {
        PODMAN.compare(stage -> assertThat(stage.run(
                                "exec",
                                "--user",
                                "ann",
                                "--workdir",
                                "/tmp",
                                "--env",
                                "A=b",
                                sleeping(stage),
                                "sh",
                                "-c",
                                "id; pwd; echo $A $HOME; grep -E 'Cap|NoNewPrivs|Seccomp' /proc/self/status")
                        .ok()
                        .out())
                .startsWith("uid=1000(ann)"));
    }

    @Test
    void raisesPrivileges() {
        PODMAN.compare(stage -> {
            String name = sleeping(stage, "--cap-drop", "all");
            String plain = stage.run("exec", name, "grep", "CapEff", "/proc/self/status")
                    .ok()
                    .out();
            assertThat(stage.run("exec", "--privileged", name, "grep", "CapEff", "/proc/self/status")
                            .ok()
                            .out())
                    .isNotEqualTo(plain);
        });
    }

    @Test
    void runsInTheBackground() {
        PODMAN.compare(stage -> {
            String name = sleeping(stage);
            stage.run("exec", "--detach", name, "sh", "-c", "echo done > /tmp/done");
            stage.await(
                    "file",
                    () -> stage.podman("exec", name, "cat", "/tmp/done").run().status() == 0);
            stage.run("exec", name, "cat", "/tmp/done").ok();
        });
    }

    @Test
    void joinsAllNamespacesAndCgroups() {
        PODMAN.compare(stage -> {
            String name = sleeping(stage, "--memory", "64m", "--uidmap", "0:100000:65536");
            assertThat(stage.run(
                                    "exec",
                                    "--user",
                                    "0",
                                    name,
                                    "sh",
                                    "-c",
                                    "for n in cgroup ipc mnt net pid user uts; do"
                                            + " [ $(readlink /proc/1/ns/$n) = $(readlink /proc/self/ns/$n) ] && echo $n; done;"
                                            + " cmp /proc/1/cgroup /proc/self/cgroup && echo same cgroups")
                            .ok()
                            .out())
                    .contains("user\n", "pid\n", "same cgroups\n");
        });
    }

    @ParameterizedTest
    @CsvSource({"missing, 127", "/bin/missing, 127", "/etc/passwd, 126"})
    void reportsProgramsThatCannotRun(String program, int status) {
        PODMAN.compare(stage -> stage.run("exec", sleeping(stage), program).fails(status));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc", "/etc/passwd/x", "/bin/no-interpreter", "/bin/no-format"})
    void reportsProgramsThatTheKernelRefuses(String program) {
        PODMAN.compare(stage -> {
            Outcome outcome = stage.run("exec", sleeping(stage), program);
            assertThat(outcome.status()).isNotZero();
            assertThat(outcome.err()).contains(program);
        });
    }

    @Test
    void reportsAnEmptyProgram() {
        PODMAN.compare(stage ->
                assertThat(stage.run("exec", sleeping(stage), "").status()).isNotZero());
    }

    @Test
    void endsWithTheContainer() {
        PODMAN.compare(stage -> {
            String name = sleeping(stage);
            Command.Running exec = stage.podman("exec", name, "sh", "-c", "echo started; sleep 1000")
                    .start();
            stage.await("exec", () -> exec.out().contains("started"));
            stage.quietly("kill", name);
            Outcome outcome = exec.await();
            assertThat(stage.observe("status", outcome.status())).isEqualTo(137);
        });
    }

    @Test
    void passesDescriptors() {
        PODMAN.compare(stage -> {
            Path file = stage.file("passed", "from the caller\n");
            String name = sleeping(stage);
            Outcome outcome = stage.shell(
                    "exec \"$@\" 3<" + file,
                    stage.podman("exec", "--preserve-fds", "1", name, "sh", "-c", "ls /proc/self/fd; cat <&3"));
            stage.observe("status", outcome.status());
            assertThat(stage.observe("output", outcome.out())).contains("from the caller");
        });
    }

    @Test
    void worksAtTheLimitOfProcesses() {
        PODMAN.compare(stage -> {
            String name = sleeping(stage, "--pids-limit", "2");
            assertThat(stage.run("exec", name, "echo", "second").ok().out()).isEqualTo("second\n");
            stage.run("exec", name, "sh", "-c", "sleep 0.1 & wait");
        });
    }

    @Test
    void runsManyAtOnce() {
        PODMAN.compare(stage -> {
            String name = sleeping(stage);
            List<Command.Running> all = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                all.add(stage.podman("exec", name, "sh", "-c", "echo " + i + "; exit " + i)
                        .start());
            }
            for (int i = 0; i < 10; i++) {
                Outcome outcome = all.get(i).await();
                stage.observe("exec " + i, outcome.status() + " " + outcome.out() + outcome.err());
                assertThat(outcome.fails(i).out()).isEqualTo(i + "\n");
            }
        });
    }
}
