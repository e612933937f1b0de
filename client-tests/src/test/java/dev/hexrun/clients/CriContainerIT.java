package dev.hexrun.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Containers: their life, limits, logs and failures. */
@Requires({Need.ROOT, Need.BUSYBOX, Need.RUNC, Need.CONTAINERD})
class CriContainerIT {

    @RegisterExtension
    static final Scenarios<CriStage> SCENARIOS = Scenarios.with("cri", CriContainerd::open);

    @Test
    void lifeOfContainer() {
        SCENARIOS.compare(stage -> {
            String pod = stage.pod();
            String container = stage.create(pod, "", "/bin/sh", "-c", "trap 'exit 7' TERM; sleep 1000 & wait");
            assertThat(stage.state(container)).isEqualTo("CONTAINER_CREATED");
            stage.fails("ExecSync", CriStage.execRequest(container, "true"));
            stage.start(container);
            stage.fails("StartContainer", CriStage.containerId(container));
            assertThat(stage.state(container)).isEqualTo("CONTAINER_RUNNING");
            assertThat(Proc.commandLine(stage.pid(container))).contains("trap 'exit 7' TERM");
            stage.stop(container, 10);
            stage.stop(container, 10);
            assertThat(stage.awaitExit(container)).isEqualTo(7);
            stage.fails("ExecSync", CriStage.execRequest(container, "true"));
            stage.remove(container);
            stage.remove(container);
            stage.fails("ContainerStatus", CriStage.containerId(container));
        });
    }

    @Test
    void environmentDirectoryAndArguments() {
        SCENARIOS.compare(stage -> {
            String container = stage.run(stage.pod(), """
                    args: "one" args: "two words"
                    working_dir: "/created/here"
                    envs { key: "LEVEL" value: "high" } envs { key: "EMPTY" value: "" } envs { key: "PATH" value: "/bin:/x" }
                    """, "/bin/sh", "-c", "pwd; env | sort; echo \"$0 $1\"");
            assertThat(stage.awaitExit(container)).isZero();
            assertThat(stage.recordLog(container))
                    .contains("/created/here", "LEVEL=high", "EMPTY=", "PATH=/bin:/x", "one two words");
        });
    }

    @Test
    void programIsNotFound() {
        SCENARIOS.compare(stage -> {
            String pod = stage.pod();
            String container = stage.create(pod, "", "absent", "x");
            assertThat(stage.fails("StartContainer", CriStage.containerId(container)))
                    .contains("exec: \"absent\": executable file not found in $PATH");
            CriMessage status = stage.recordStatus(container);
            assertThat(status.text("status.reason")).isEqualTo("StartError");
            assertThat(status.number("status.exit_code")).isEqualTo(128);
        });
    }

    @Test
    void programCannotBeExecuted() {
        SCENARIOS.compare(stage -> {
            String pod = stage.pod();
            for (String program : List.of("/absent", "/etc/passwd", "/etc", "/etc/passwd/x", "./sh")) {

                String container = stage.create(pod, "", program);
                assertThat(stage.fails("StartContainer", CriStage.containerId(container)))
                        .contains(program);
                assertThat(stage.recordStatus(container).number("status.exit_code"))
                        .isEqualTo(128);
            }
        });
    }

    @Test
    void programIsRefusedByKernel() {
        SCENARIOS.compare(stage -> {
            String pod = stage.pod();
            for (String program : List.of("/bin/no-format", "/bin/no-interpreter")) {
                String container = stage.create(pod, "", program);
                Optional<CriException> failure = Optional.empty();
                try {
                    stage.start(container);
                } catch (CriException failed) {
                    failure = Optional.of(failed);
                }
                stage.observe(
                        "start of " + program,
                        failure.map(CriException::description).orElse("succeeds"));
                assertThat(stage.awaitExit(container)).isNotZero();
            }
        });
    }

    @Test
    void workingDirectoryIsUnusable() {
        SCENARIOS.compare(stage -> {
            String pod = stage.pod();
            String container = stage.create(pod, "working_dir: \"/etc/passwd\"", "true");
            assertThat(stage.fails("StartContainer", CriStage.containerId(container)))
                    .contains("/etc/passwd");
            stage.recordStatus(container);
        });
    }

    @Test
    void userIsUnknown() {
        SCENARIOS.compare(stage -> {
            String pod = stage.pod();
            String settings = "linux { security_context { run_as_username: \"unknown\" } }";
            stage.fails("CreateContainer", stage.containerRequest(pod, settings, "true"));
        });
    }

    @Test
    void stopKillsAfterGracePeriod() {
        SCENARIOS.compare(stage -> {
            String container =
                    stage.shell(stage.pod(), "", "trap 'echo ignored' TERM; echo ready; while :; do sleep 0.1; done");
            stage.awaitLog(container, "ready");
            stage.stop(container, 1);
            assertThat(stage.awaitExit(container)).isEqualTo(137);
            assertThat(stage.recordLog(container)).contains("ignored");
        });
    }

    @Test
    void stopWithoutGracePeriodKills() {
        SCENARIOS.compare(stage -> {
            String container = stage.idle(stage.pod());
            stage.stop(container, 0);
            assertThat(stage.awaitExit(container)).isEqualTo(137);
        });
    }

    @Test
    void stopSendsSignalOfImage() {
        SCENARIOS.compare(stage -> {
            String container = stage.shell(
                    stage.pod(),
                    "image { image: \"" + CriContainerd.IMAGE_WITH_STOP_SIGNAL + "\" }",
                    "trap 'exit 9' USR1; trap 'exit 1' TERM; echo ready; while :; do sleep 0.1; done");
            stage.awaitLog(container, "ready");
            stage.stop(container, 10);
            assertThat(stage.awaitExit(container)).isEqualTo(9);
        });
    }

    @Test
    void stopKillsAllProcesses() {
        SCENARIOS.compare(stage -> {
            String container = stage.shell(
                    stage.pod(), "", "trap '' TERM; (trap '' TERM; exec sleep 1000) & sleep 1000 & echo ready; wait");
            stage.awaitLog(container, "ready");
            stage.stop(container, 0);
            assertThat(stage.awaitExit(container)).isEqualTo(137);
            stage.await("no process is left", () -> Proc.inCgroup(container).isEmpty());
        });
    }

    @Test
    void createdContainerIsStoppedAndRemoved() {
        SCENARIOS.compare(stage -> {
            String pod = stage.pod();
            String stopped = stage.create(pod, "", "sleep", "1000");
            stage.stop(stopped, 5);
            stage.recordStatus(stopped);
            stage.remove(stopped);
            String removed = stage.create(pod, "", "sleep", "1000");
            stage.remove(removed);
            assertThat(stage.call("ListContainers", stage.containerFilter()).list("containers"))
                    .isEmpty();
        });
    }

    @Test
    void runningContainerIsRemoved() {
        SCENARIOS.compare(stage -> {
            String container = stage.idle(stage.pod());
            long pid = stage.pid(container);
            stage.remove(container);
            stage.await("end of the process", () -> Proc.commandLine(pid).isEmpty());
            stage.fails("ContainerStatus", CriStage.containerId(container));
        });
    }

    @Test
    void containerEndsBySignal() {
        SCENARIOS.compare(stage -> {
            String pod = stage.pod();
            for (String signal : List.of("KILL", "SEGV", "ABRT", "TERM")) {
                String container = stage.run(pod, "", "/bin/sh", "-c", "sh -c 'kill -" + signal + " $$'; exit $?");
                stage.awaitExit(container);
            }
            String killed = stage.idle(pod);
            ProcessHandle.of(stage.pid(killed)).orElseThrow().destroyForcibly();
            assertThat(stage.awaitExit(killed)).isEqualTo(137);
        });
    }

    @Test
    void containerIsKilledByLackOfMemory() {
        SCENARIOS.compare(stage -> {
            String container = stage.shell(
                    stage.pod(),
                    "linux { resources { memory_limit_in_bytes: 20000000 memory_swap_limit_in_bytes: 20000000 } }",
                    "echo ready; exec tail /dev/zero");
            assertThat(stage.awaitExit(container)).isEqualTo(137);
            assertThat(stage.status(container).text("status.reason")).isEqualTo("OOMKilled");
        });
    }

    @Test
    void containerHasLimits() {
        SCENARIOS.compare(stage -> {
            String container = stage.idle(stage.pod(), """
                    linux { resources {
                      memory_limit_in_bytes: 67108864
                      cpu_period: 100000 cpu_quota: 20000 cpu_shares: 512
                      cpuset_cpus: "0" cpuset_mems: "0"
                      oom_score_adj: 500
                    } }
                    """);
            Map<String, String> cgroup = stage.recordCgroup(container);
            assertThat(cgroup.values()).contains("67108864");
            assertThat(stage.exec(container, "cat", "/proc/self/oom_score_adj").out())
                    .isEqualTo("500\n");
            stage.observe("resources", stage.status(container).text("status.resources"));
        });
    }

    @Test
    void limitsAreUpdated() {
        SCENARIOS.compare(stage -> {
            String container = stage.idle(
                    stage.pod(),
                    "linux { resources { memory_limit_in_bytes: 67108864 cpu_shares: 512 cpu_quota: 20000 cpu_period: 100000 } }");
            for (String resources : List.of(
                    "memory_limit_in_bytes: 134217728",
                    "memory_limit_in_bytes: 33554432 memory_swap_limit_in_bytes: 33554432",
                    "cpu_shares: 2048",
                    "cpu_quota: 70000 cpu_period: 50000",
                    "cpu_quota: -1",
                    "cpuset_cpus: \"0\"",
                    "oom_score_adj: 600")) {
                stage.call(
                        "UpdateContainerResources", CriStage.containerId(container) + " linux { " + resources + " }");
                stage.recordCgroup(container);
                stage.observe("resources", stage.status(container).text("status.resources"));
            }
            assertThat(stage.recordCgroup(container).values()).contains("33554432", "2048");
        });
    }

    @Test
    void impossibleLimitsAreRejected() {
        SCENARIOS.compare(stage -> {
            String container = stage.idle(stage.pod(), "linux { resources { memory_limit_in_bytes: 67108864 } }");
            for (String resources : List.of("cpuset_cpus: \"4000\"", "cpu_quota: 5", "cpuset_mems: \"77\"")) {
                assertThat(stage.fails(
                                "UpdateContainerResources",
                                CriStage.containerId(container) + " linux { " + resources + " }"))
                        .isNotEmpty();
                stage.recordCgroup(container);
            }
            assertThat(stage.exec(container, "echo", "alive").out()).isEqualTo("alive\n");
        });
    }

    @Test
    void containerWithImpossibleLimitsFails() {
        SCENARIOS.compare(stage -> {
            String pod = stage.pod();
            String container = stage.create(pod, "linux { resources { cpuset_cpus: \"4000\" } }", "true");
            stage.fails("StartContainer", CriStage.containerId(container));
            assertThat(stage.recordStatus(container).text("status.state")).isEqualTo("CONTAINER_EXITED");
        });
    }

    @Test
    void logHasFormatOfInterface() {
        SCENARIOS.compare(stage -> {
            String container =
                    stage.shell(stage.pod(), "", "echo one; printf part; printf ' two\\n'; echo three >&2; printf end");
            assertThat(stage.awaitExit(container)).isZero();
            stage.awaitLog(container, "end");
            assertThat(stage.recordSortedLog(container))
                    .contains("stdout F one", "stdout F part two", "stderr F three", "stdout P end");
        });
    }

    @Test
    void logIsRotated() {
        SCENARIOS.compare(stage -> {
            String container = stage.shell(
                    stage.pod(),
                    "",
                    "echo first; while [ ! -e /tmp/go ]; do sleep 0.05; done; echo second; sleep 1000");
            stage.awaitLog(container, "first");
            Path log = stage.logFile(container);
            Path old = log.resolveSibling("old.log");
            Files.move(log, old);
            stage.call("ReopenContainerLog", CriStage.containerId(container));
            stage.exec(container, "touch", "/tmp/go");
            stage.awaitLog(container, "second");
            assertThat(stage.recordLog(container)).isEqualTo("stdout F second\n");
            assertThat(Files.readString(old)).contains("first").doesNotContain("second");
        });
    }

    @Test
    void manyLinesAreLoggedCompletely() {
        SCENARIOS.compare(stage -> {
            String container = stage.shell(stage.pod(), "", "seq 1 5000; seq 1 100 >&2; echo end");
            assertThat(stage.awaitExit(container)).isZero();
            stage.awaitLog(container, "F end");
            assertThat(stage.observe(
                            "lines",
                            Files.readAllLines(stage.logFile(container)).size()))
                    .isEqualTo(5101);
        });
    }

    @Test
    void containerHasTerminal() {
        SCENARIOS.compare(stage -> {
            String container =
                    stage.shell(stage.pod(), "tty: true stdin: true", "tty; ls -ln /dev/console; echo error >&2");
            assertThat(stage.awaitExit(container)).isZero();
            stage.awaitLog(container, "error");
            assertThat(stage.recordLog(container)).contains("stdout F /dev/pts/0", "stdout F error");
        });
    }

    @Test
    void containersAreListedAndFiltered() {
        SCENARIOS.compare(stage -> {
            String pod = stage.pod();
            stage.idle(pod, "labels { key: \"kind\" value: \"idle\" }");
            String ended = stage.run(pod, "labels { key: \"kind\" value: \"short\" }", "true");
            stage.awaitExit(ended);
            String filter = "filter { state { state: CONTAINER_EXITED } pod_sandbox_id: \"" + pod + "\" }";
            assertThat(stage.call("ListContainers", filter).list("containers"))
                    .extracting(container -> container.text("id"))
                    .containsExactly(ended);
            assertThat(stage.call("ListContainers", stage.containerFilter()).list("containers"))
                    .hasSize(2);
        });
    }

    @Test
    void containerIsStartedAgainInSamePod() {
        SCENARIOS.compare(stage -> {
            String pod = stage.pod();
            for (int attempt = 0; attempt < 3; attempt++) {
                String container = stage.run(pod, "metadata { name: \"web\" attempt: " + attempt + " }", "false");
                assertThat(stage.awaitExit(container)).isEqualTo(1);
                stage.remove(container);
            }
        });
    }

    @Test
    void checkpointFails() {
        CriContainerd.assumeVersion2(SCENARIOS, "containerd 1.6 has no checkpoints through this interface");
        SCENARIOS.compare(stage -> {
            String container = stage.idle(stage.pod());
            stage.fails(
                    "CheckpointContainer",
                    CriStage.containerId(container) + " location: \""
                            + stage.directory().resolve("c.tar") + "\"");
            assertThat(stage.state(container)).isEqualTo("CONTAINER_RUNNING");
        });
    }
}
