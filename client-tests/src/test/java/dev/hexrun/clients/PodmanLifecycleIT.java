package dev.hexrun.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.clients.Podman.PodmanStage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The life of containers: signals, restarts, logs, and programs that are killed in the middle. */
@Requires({Need.ROOT, Need.BUSYBOX, Need.RUNC, Need.PODMAN})
class PodmanLifecycleIT {

    private static final String STATE = "{{.State.Status}} {{.State.ExitCode}} {{.State.OOMKilled}} {{.RestartCount}}";

    @RegisterExtension
    static final Scenarios<PodmanStage> PODMAN = Scenarios.with("podman", Podman::open);

    private static String sleeping(PodmanStage stage, String... options) {
        return script(stage, "trap 'exit 0' TERM; while :; do sleep 0.1; done", options);
    }

    private static String script(PodmanStage stage, String script, String... options) {
        String[] arguments = Arrays.copyOf(options, options.length + 4);
        List<String> command = List.of(Podman.IMAGE, "sh", "-c", script);
        for (int i = 0; i < 4; i++) {
            arguments[options.length + i] = command.get(i);
        }
        return stage.start("web", arguments);
    }

    private static void state(PodmanStage stage, String name) {
        stage.run("inspect", "--format", STATE, name).ok();
    }

    @Test
    @Tag("smoke")
    void createsStartsStopsAndRemoves() {
        PODMAN.compare(stage -> {
            String name = stage.name("web");
            stage.run(
                            "create",
                            "--network",
                            "none",
                            "--name",
                            name,
                            Podman.IMAGE,
                            "sh",
                            "-c",
                            "trap 'exit 3' TERM; echo started; while :; do sleep 0.1; done")
                    .ok();
            state(stage, name);
            stage.run("start", name).ok();
            stage.await("output", () -> stage.podman("logs", name).run().out().contains("started"));
            state(stage, name);
            stage.run("stop", name).ok();
            stage.run("wait", name).ok();
            assertThat(stage.run("inspect", "--format", "{{.State.ExitCode}}", name)
                            .text())
                    .isEqualTo("3");
            stage.run("start", name).ok();
            stage.run("rm", "--force", "--time", "0", name).ok();
            stage.run("ps", "--all", "--quiet", "--filter", "name=" + name).ok();
        });
    }

    @Test
    void startsAttached() {
        PODMAN.compare(stage -> {
            String name = stage.name("web");
            stage.quietly("create", "--network", "none", "--name", name, Podman.IMAGE, "sh", "-c", "echo hi; exit 4");
            assertThat(stage.run("start", "--attach", name).fails(4).out()).isEqualTo("hi\n");
        });
    }

    @ParameterizedTest
    @CsvSource({"USR1, 31", "HUP, 32", "9, 137", "34, 162"})
    void passesSignals(String signal, int status) {
        PODMAN.compare(stage -> {
            String name =
                    script(stage, "trap 'exit 31' USR1; trap 'exit 32' HUP; echo ready; while :; do sleep 0.1; done");
            stage.await("ready", () -> stage.podman("logs", name).run().out().contains("ready"));
            stage.run("kill", "--signal", signal, name);
            if (status == 162) {
                // The first process of a pid namespace ignores signals without a handler.
                state(stage, name);
                return;
            }
            assertThat(stage.run("wait", name).ok().text()).isEqualTo(Integer.toString(status));
            state(stage, name);
        });
    }

    @Test
    void killsWhatIgnoresTheStopSignal() {
        PODMAN.compare(stage -> {
            String name = script(stage, "trap '' TERM; while :; do sleep 0.1; done");
            stage.podman("stop", "--time", "1", name).run().ok();
            assertThat(stage.run("inspect", "--format", STATE, name).text()).startsWith("exited 137");
        });
    }

    @Test
    void usesTheStopSignalOfTheImage() {
        PODMAN.compare(stage -> {
            String name = script(stage, "trap 'exit 7' USR2; while :; do sleep 0.1; done", "--stop-signal", "USR2");
            stage.run("stop", name).ok();
            assertThat(stage.run("inspect", "--format", "{{.State.ExitCode}}", name)
                            .text())
                    .isEqualTo("7");
        });
    }

    @Test
    void pausesAndResumes() {
        PODMAN.compare(stage -> {
            String name = script(stage, "i=0; while :; do i=$((i+1)); echo $i > /tmp/n; sleep 0.05; done");
            stage.run("pause", name).ok();
            state(stage, name);
            Path file = Path.of("/proc", stage.inspect(name, "{{.State.Pid}}"), "root/tmp/n");
            String before = Files.exists(file) ? Files.readString(file) : "";
            assertThat(stage.within(Duration.ofMillis(500), () -> changed(file, before)))
                    .isFalse();
            stage.run("unpause", name).ok();
            state(stage, name);
            stage.await("continues", () -> changed(file, before));
        });
    }

    private static boolean changed(Path file, String before) {
        try {
            return Files.exists(file) && !Files.readString(file).equals(before);
        } catch (java.io.IOException failed) {
            return false;
        }
    }

    @Test
    void stopsAPausedContainer() {
        PODMAN.compare(stage -> {
            String name = sleeping(stage);
            stage.quietly("pause", name);
            stage.run("rm", "--force", "--time", "1", name).ok();
            assertThat(stage.run("ps", "--all", "--quiet", "--filter", "name=" + name)
                            .text())
                    .isEmpty();
        });
    }

    @ParameterizedTest
    @CsvSource({"on-failure:2, 2", "no, 0", "on-failure:1, 1"})
    void restarts(String policy, int count) {
        PODMAN.compare(stage -> {
            String name = script(stage, "echo run; exit 3", "--restart", policy);
            stage.await("restarts", () -> stage.inspect(name, STATE).equals("exited 3 false " + count));
            state(stage, name);
            assertThat(stage.run("logs", name).out()).hasLineCount(count + 1);
        });
    }

    @Test
    void restartsOnCommand() {
        PODMAN.compare(stage -> {
            String name = sleeping(stage);
            String pid = stage.inspect(name, "{{.State.Pid}}");
            stage.run("restart", "--time", "1", name).ok();
            state(stage, name);
            assertThat(stage.inspect(name, "{{.State.Pid}}")).isNotEqualTo(pid);
        });
    }

    @Test
    void followsLogs() {
        PODMAN.compare(stage -> {
            String name = script(stage, "echo a; echo b >&2; sleep 0.3; printf no-newline; exit 2");
            Outcome outcome = stage.run("logs", "--follow", name);
            assertThat(outcome.out()).startsWith("a\nno-newline");
            assertThat(outcome.err()).isEqualTo("b\n");
            stage.run("logs", "--tail", "1", name).ok();
        });
    }

    @Test
    void followsTheOutputOfHealthChecks() {
        PODMAN.compare(stage -> {
            String name = sleeping(stage, "--health-cmd", "test -e /tmp/healthy", "--health-interval", "disable");
            stage.run("healthcheck", "run", name).fails(1);
            stage.quietly("exec", name, "touch", "/tmp/healthy");
            stage.run("healthcheck", "run", name).ok();
            assertThat(stage.run("inspect", "--format", "{{len .State.Health.Log}} {{.State.Health.Status}}", name)
                            .text())
                    .isEqualTo("2 healthy");
        });
    }

    @Test
    void waitsForSeveral() {
        PODMAN.compare(stage -> {
            String one = stage.start("one", Podman.IMAGE, "sh", "-c", "sleep 0.2; exit 1");
            String two = stage.start("two", Podman.IMAGE, "sh", "-c", "sleep 0.1; exit 2");
            assertThat(stage.run("wait", one, two).ok().out()).isEqualTo("1\n2\n");
        });
    }

    @Test
    void renames() {
        PODMAN.compare(stage -> {
            String name = sleeping(stage);
            stage.run("rename", name, stage.name("other")).ok();
            assertThat(stage.run("exec", stage.name("other"), "echo", "alive")
                            .ok()
                            .text())
                    .isEqualTo("alive");
        });
    }

    @Test
    void listsProcesses() {
        PODMAN.compare(stage -> {
            String name = sleeping(stage);
            assertThat(stage.quietly("top", name, "pid", "comm", "user")).contains("1", "sh", "root");
            stage.run("top", name, "user", "group").status();
            stage.observe(
                    "ps",
                    stage.podman("top", name, "-eo", "pid,comm")
                            .run()
                            .ok()
                            .out()
                            .contains("sh"));
        });
    }

    @Test
    void reportsStatistics() {
        PODMAN.compare(stage -> {
            String name = stage.start("web", "--memory", "64m", Podman.IMAGE, "sleep", "1000");
            assertThat(stage.run("stats", "--no-stream", "--format", "{{.Name}} {{.PIDS}}", name)
                            .ok()
                            .text())
                    .endsWith(" 1");
            assertThat(stage.quietly("stats", "--no-stream", "--format", "{{.MemUsage}}", name))
                    .contains("67.11MB");
        });
    }

    @Test
    void reportsEvents() {
        PODMAN.compare(stage -> {
            String name = stage.start("web", Podman.IMAGE, "sleep", "1000");
            stage.quietly("exec", name, "true");
            stage.quietly("pause", name);
            stage.quietly("unpause", name);
            stage.quietly("kill", name);
            stage.quietly("wait", name);
            stage.quietly("rm", name);
            String[] arguments = {"events", "--stream=false", "--filter", "container=" + name, "--format", "{{.Status}}"
            };
            assertThat(stage.run(arguments).ok().out()).contains("create\n", "start\n", "pause\n", "died\n", "remove");
        });
    }

    @Test
    void copiesFiles() {
        PODMAN.compare(stage -> {
            String name = sleeping(stage);
            Path file = stage.file("file", "copied\n");
            stage.run("cp", file.toString(), name + ":/tmp/there").ok();
            stage.run("exec", name, "cat", "/tmp/there").ok();
            stage.run(
                            "cp",
                            name + ":/tmp/there",
                            stage.directory().resolve("back").toString())
                    .ok();
            assertThat(stage.directory().resolve("back")).hasContent("copied\n");
        });
    }

    @Test
    void showsChangesAndCommitsThem() {
        PODMAN.compare(stage -> {
            String name = script(stage, "echo new > /new; rm /etc/group; sleep 1000");
            stage.await(
                    "change",
                    () -> stage.podman("exec", name, "test", "!", "-e", "/etc/group")
                                    .run()
                                    .status()
                            == 0);
            String changes = stage.quietly("diff", name);
            stage.observe("changes", changes.lines().sorted().toList());
            assertThat(changes).contains("A /new", "D /etc/group");
            String image = "localhost/" + stage.mark();
            stage.atEnd(() -> stage.podman("rmi", "--force", image).run());
            stage.quietly("commit", "--quiet", name, image);
            assertThat(stage.container(image, "cat", "/new").ok().text()).isEqualTo("new");
        });
    }

    @Test
    void exportsTheRootFileSystem() {
        PODMAN.compare(stage -> {
            String name = sleeping(stage, "--tmpfs", "/t");
            Outcome outcome = stage.shell("\"$@\" | tar -t | sort | sed 5q", stage.podman("export", name));
            assertThat(stage.observe("files", outcome.ok().out())).contains("bin/");
        });
    }

    @Test
    void endsContainersWhoseInitIsKilled() {
        PODMAN.compare(stage -> {
            String name = sleeping(stage);
            stage.program("kill", "-9", stage.inspect(name, "{{.State.Pid}}")).ok();
            stage.run("wait", name).ok();
            state(stage, name);
            stage.run("start", name).ok();
            state(stage, name);
        });
    }

    @Test
    void survivesTheEndOfConmon() {
        PODMAN.compare(stage -> {
            String name = sleeping(stage);
            // Without conmon, Podman does not delete the container with the runtime.
            String id = stage.inspect(name, "{{.Id}}");
            stage.atEnd(() -> stage.runtimeCommand("delete", "--force", id));
            Path file = Path.of(stage.inspect(name, "{{.ConmonPidFile}}"));
            String pid = stage.inspect(name, "{{.State.Pid}}");
            stage.program("kill", "-9", Files.readString(file).strip()).ok();
            stage.run("exec", name, "echo", "still running").ok();
            stage.podman("kill", "--signal", "KILL", name).run();
            stage.await("end", () -> !Files.exists(Path.of("/proc", pid)) || isZombie(pid));
            // Podman waits for the file with the exit status, which conmon would have written.
            stage.await(
                    "removed",
                    () -> stage.podman("rm", "--force", "--time", "0", "--ignore", name)
                                    .run()
                                    .status()
                            == 0);
            assertThat(stage.run("ps", "--all", "--quiet", "--filter", "name=" + name)
                            .text())
                    .isEmpty();
        });
    }

    private static boolean isZombie(String pid) {
        try {
            return Files.readString(Path.of("/proc", pid, "stat")).contains(") Z ");
        } catch (java.io.IOException ended) {
            return true;
        }
    }

    @Test
    void cleansUpWhenPodmanIsKilledInTheMiddle() {
        PODMAN.compare(stage -> {
            for (int delay : new int[] {50, 100, 150, 200, 300, 450}) {
                String name = stage.name("killed-" + delay);
                Command.Running podman = stage.podman(
                                "run", "--detach", "--network", "none", "--name", name, Podman.IMAGE, "sleep", "1000")
                        .start();
                stage.within(Duration.ofMillis(delay), () -> !podman.isAlive());
                podman.kill();
                stage.within(Duration.ofMillis(300), () -> false);
                stage.podman("rm", "--force", "--time", "0", "--ignore", name).run();
            }
            assertThat(stage.run("ps", "--all", "--quiet", "--filter", "name=" + stage.mark())
                            .text())
                    .isEmpty();
        });
    }

    @Test
    void cleansUpWhenTheRuntimeIsKilledInTheMiddle() {
        PODMAN.compare(stage -> {
            Path hooks = Files.createDirectory(stage.directory().resolve("hooks"));
            // The parent of the hook is the runtime.
            Files.writeString(hooks.resolve("hook.json"), """
                    {"version": "1.0.0", "hook": {"path": "/bin/sh", "args": ["sh", "-c", "kill -9 $PPID"]},
                     "when": {"always": true}, "stages": ["createRuntime"]}
                    """);
            String name = stage.name("web");
            Outcome outcome = stage.podman(
                            "--hooks-dir",
                            hooks.toString(),
                            "run",
                            "--detach",
                            "--network",
                            "none",
                            "--name",
                            name,
                            Podman.IMAGE,
                            "sleep",
                            "1000")
                    .run();
            assertThat(stage.observe("status", outcome.status())).isNotZero();
            stage.run("rm", "--force", "--time", "0", name).ok();
            stage.run("run", "--network", "none", "--name", name, Podman.IMAGE, "echo", "again")
                    .ok();
        });
    }

    @Test
    void proxiesSignals() {
        PODMAN.compare(stage -> {
            String name = stage.name("web");
            Command.Running podman = stage.podman(
                            "run",
                            "--rm",
                            "--network",
                            "none",
                            "--name",
                            name,
                            Podman.IMAGE,
                            "sh",
                            "-c",
                            "trap 'echo got; exit 21' TERM; echo ready; while :; do sleep 0.1; done")
                    .start();
            stage.await("ready", () -> podman.out().contains("ready"));
            stage.program("kill", "-TERM", Long.toString(podman.pid())).ok();
            Outcome outcome = podman.await();
            stage.observe("output", outcome.out());
            assertThat(stage.observe("status", outcome.status())).isEqualTo(21);
        });
    }

    @Test
    void removesEverythingAtOnce() {
        PODMAN.compare(stage -> {
            for (int i = 0; i < 3; i++) {
                stage.start("web-" + i, Podman.IMAGE, "sleep", "1000");
            }
            Outcome outcome = stage.podman(
                            "rm",
                            "--force",
                            "--time",
                            "0",
                            stage.name("web-0"),
                            stage.name("web-1"),
                            stage.name("web-2"))
                    .run();
            stage.observe("status", outcome.status());
            assertThat(outcome.err()).isEmpty();
        });
    }
}
