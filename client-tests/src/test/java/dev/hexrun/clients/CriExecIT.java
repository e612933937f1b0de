package dev.hexrun.clients;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Commands in containers and streams to them. */
@Requires({Need.ROOT, Need.BUSYBOX, Need.RUNC, Need.CONTAINERD})
class CriExecIT {

    @RegisterExtension
    static final Scenarios<CriStage> SCENARIOS = Scenarios.with("cri", CriContainerd::open);

    @Test
    @Tag("smoke")
    void commandReturnsStatusAndOutput() {
        SCENARIOS.compare(stage -> {
            String container = stage.idle(stage.pod());
            CriStage.Exec result = stage.exec(container, "/bin/sh", "-c", "echo out; echo err >&2; exit 42");
            assertThat(result).isEqualTo(new CriStage.Exec(42, "out\n", "err\n"));
            assertThat(stage.exec(container, "/bin/sh", "-c", "kill -9 $$").status())
                    .isEqualTo(137);
        });
    }

    @Test
    void commandCannotBeExecuted() {
        SCENARIOS.compare(stage -> {
            String container = stage.idle(stage.pod());
            for (String program : new String[] {"absent", "/absent", "/etc/passwd", "/etc"}) {
                assertThat(stage.fails("ExecSync", CriStage.execRequest(container, program)))
                        .contains(program);
            }
        });
    }

    @Test
    void commandExceedsTimeout() {
        SCENARIOS.compare(stage -> {
            String container = stage.idle(stage.pod());
            String message = stage.fails("ExecSync", CriStage.execRequest(container, "sleep", "1234") + " timeout: 1");
            assertThat(message).contains("timeout 1s exceeded");
            stage.await(
                    "end of the command",
                    () -> !stage.probe(container, 0, "ps", "-o", "args").out().contains("1234"));
            assertThat(stage.exec(container, "echo", "alive").out()).isEqualTo("alive\n");
        });
    }

    @Test
    void commandWritesMuchOutput() {
        SCENARIOS.compare(stage -> {
            String container = stage.idle(stage.pod());
            CriStage.Exec result = stage.probe(container, 0, "sh", "-c", "head -c 5000000 /dev/zero | tr '\\0' x");
            assertThat(stage.observe("length", result.out().length())).isEqualTo(5_000_000);
        });
    }

    @Test
    void commandLeavesProcessWithoutOutput() {
        SCENARIOS.compare(stage -> {
            String container = stage.idle(stage.pod());
            stage.exec(container, "sh", "-c", "sleep 4321 > /dev/null 2>&1 & echo started");
            assertThat(stage.probe(container, 0, "ps", "-o", "args").out()).contains("sleep 4321");
        });
    }

    @Test
    void commandHasSecurityContextOfContainer() {
        SCENARIOS.compare(stage -> {
            String container = stage.idle(stage.pod(), """
                    working_dir: "/home/ann"
                    envs { key: "LEVEL" value: "high" }
                    linux { security_context {
                      run_as_user { value: 1000 } supplemental_groups: 50 no_new_privs: true
                      capabilities { add_capabilities: "NET_ADMIN" drop_capabilities: "CHOWN" }
                      seccomp { profile_type: RuntimeDefault }
                    } }
                    """);
            assertThat(stage.view(container)).contains("uid=1000(ann)", "/home/ann", "LEVEL=high", "NoNewPrivs:\t1");
            stage.exec(container, "cat", "/proc/self/cgroup");
        });
    }

    @Test
    void commandDuringUpdateOfLimits() {
        SCENARIOS.compare(stage -> {
            String container = stage.idle(stage.pod(), "linux { resources { memory_limit_in_bytes: 67108864 } }");
            for (int i = 0; i < 5; i++) {
                stage.call(
                        "UpdateContainerResources",
                        CriStage.containerId(container) + " linux { cpu_shares: " + (100 + i) + " }");
                assertThat(stage.exec(container, "echo", "alive").out()).isEqualTo("alive\n");
            }
        });
    }

    @Test
    void streamReturnsOutputAndStatus() {
        SCENARIOS.compare(stage -> {
            String container = stage.idle(stage.pod());
            CriStream stream = stage.stream(
                    "Exec",
                    CriStage.execRequest(container, "/bin/sh", "-c", "echo out; echo err >&2; exit 5")
                            + " stdout: true stderr: true");
            stream.awaitEnd();
            stage.observe("stream", stream.out() + stream.err() + stream.end());
            assertThat(stream.out()).isEqualTo("out\n");
            assertThat(stream.err()).isEqualTo("err\n");
            assertThat(stream.end()).contains("NonZeroExitCode", "\"5\"");
        });
    }

    @Test
    void streamPassesInput() {
        SCENARIOS.compare(stage -> {
            String container = stage.idle(stage.pod());
            CriStream stream = stage.stream(
                    "Exec",
                    CriStage.execRequest(
                                    container, "/bin/sh", "-c", "read line; echo \"got $line\"; read line; echo end")
                            + " stdin: true stdout: true stderr: true");
            stream.write("hello\n");
            stream.awaitOut("got hello");
            stream.write("\n");
            stream.awaitEnd();
            assertThat(stage.observe("stream", stream.out() + stream.end())).contains("end\n");
        });
    }

    @Test
    void streamHasTerminal() {
        SCENARIOS.compare(stage -> {
            String container = stage.idle(stage.pod());
            CriStream stream = stage.stream(
                    "Exec",
                    CriStage.execRequest(
                                    container,
                                    "/bin/sh",
                                    "-c",
                                    "tty; while read x; do stty size; [ \"$x\" = end ] && exit 3; done")
                            + " tty: true stdin: true stdout: true");
            stream.awaitOut("/dev/pts/");
            stream.resize(123, 45);
            stage.await("the size of the terminal", () -> {
                stream.write("\n");
                return stream.out().contains("45 123");
            });
            stream.write("end\n");
            stream.awaitEnd();
            assertThat(stage.observe("end", stream.end())).contains("\"3\"");
        });
    }

    @Test
    void streamOfCommandThatCannotBeExecuted() {
        SCENARIOS.compare(stage -> {
            String container = stage.idle(stage.pod());
            CriStream stream =
                    stage.stream("Exec", CriStage.execRequest(container, "absent") + " stdout: true stderr: true");
            stream.awaitEnd();
            assertThat(stage.observe("stream", stream.out() + stream.err() + stream.end()))
                    .contains("executable file not found in $PATH");
        });
    }

    @Test
    void commandEndsWhenStreamIsClosed() {
        SCENARIOS.compare(stage -> {
            String container = stage.idle(stage.pod());
            CriStream stream = stage.stream(
                    "Exec",
                    CriStage.execRequest(container, "/bin/sh", "-c", "echo ready; exec cat")
                            + " stdin: true stdout: true " + "stderr: true");
            stream.awaitOut("ready");
            stream.close();
            stage.await(
                    "end of cat",
                    () -> !stage.probe(container, 0, "ps", "-o", "comm").out().contains("cat"));
            assertThat(stage.state(container)).isEqualTo("CONTAINER_RUNNING");
        });
    }

    @Test
    void attachedStreamReadsAndWrites() {
        SCENARIOS.compare(stage -> {
            String container = stage.shell(
                    stage.pod(),
                    "stdin: true",
                    "while read line; do echo \"got $line\"; [ \"$line\" = end ] && exit 4; done");
            CriStream stream =
                    stage.stream("Attach", CriStage.containerId(container) + " stdin: true stdout: true stderr: true");
            stream.write("one\n");
            stream.awaitOut("got one");
            stream.write("end\n");
            assertThat(stage.awaitExit(container)).isEqualTo(4);
            stage.awaitLog(container, "got end");
            assertThat(stage.recordLog(container)).contains("stdout F got one", "stdout F got end");
        });
    }

    @Test
    void attachedTerminalIsResized() {
        SCENARIOS.compare(stage -> {
            String container = stage.shell(
                    stage.pod(),
                    "stdin: true tty: true",
                    "while read line; do stty size; [ \"$line\" = end ] && exit 4; done");
            CriStream stream =
                    stage.stream("Attach", CriStage.containerId(container) + " stdin: true stdout: true tty: true");
            stream.resize(80, 25);
            stage.await("the size of the terminal", () -> {
                stream.write("x\n");
                return stream.out().contains("25 80");
            });
            stream.write("end\n");
            assertThat(stage.awaitExit(container)).isEqualTo(4);
        });
    }
}
