package dev.hexrun.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes killed in the middle: containerd, its shim, the runtime. */
@Requires({Need.ROOT, Need.BUSYBOX, Need.RUNC, Need.CONTAINERD})
class CriFailureIT {

    @RegisterExtension
    static final Scenarios<CriStage> SCENARIOS = Scenarios.with("cri-failures", CriContainerd::open);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void containersSurviveRestartOfContainerd(boolean killed) {
        SCENARIOS.compare(stage -> {
            String pod = stage.pod();
            String running = stage.idle(pod);
            String created = stage.create(pod, "", "sh", "-c", "exit 6");
            String ending = stage.shell(pod, "", "while [ ! -e /tmp/end ]; do sleep 0.05; done; exit 8");
            long pid = stage.pid(running);
            stage.containerd().restart(killed);
            assertThat(stage.state(running)).isEqualTo("CONTAINER_RUNNING");
            assertThat(stage.pid(running)).isEqualTo(pid);
            stage.exec(ending, "touch", "/tmp/end");
            assertThat(stage.awaitExit(ending)).isEqualTo(8);
            stage.recordStatus(created);
            stage.start(created);
            assertThat(stage.awaitExit(created)).isEqualTo(6);
            assertThat(stage.exec(running, "echo", "alive").out()).isEqualTo("alive\n");
            stage.stop(running, 5);
            assertThat(stage.awaitExit(running)).isZero();
        });
    }

    @Test
    void containerEndsWhileContainerdIsDown() {
        SCENARIOS.compare(stage -> {
            String pod = stage.pod();
            String container = stage.idle(pod);
            long pid = stage.pid(container);
            stage.containerd().restartAfter(() -> {
                ProcessHandle.of(pid).orElseThrow().destroyForcibly();
                stage.await("end of the process", () -> Proc.commandLine(pid).isEmpty());
            });
            stage.awaitExit(container);
            stage.remove(container);
            assertThat(stage.call("PodSandboxStatus", CriStage.podId(pod)).text("status.state"))
                    .isEqualTo("SANDBOX_READY");
        });
    }

    /** containerd 2 forgets the containers of a killed shim, which keep running; an administrator removes them. */
    @Test
    void containersOfKilledShimAreDeletedWithRuntime() {
        SCENARIOS.compare(stage -> {
            String pod = stage.pod();
            String container = stage.idle(pod);
            long pid = stage.pid(container);
            List<ProcessHandle> shims = stage.containerd().shims(pod);
            assertThat(shims).hasSize(1);
            shims.getFirst().destroyForcibly();
            stage.awaitExit(container);
            stage.await(
                    "not ready",
                    () -> stage.call("PodSandboxStatus", CriStage.podId(pod))
                            .text("status.state")
                            .equals("SANDBOX_NOTREADY"));
            stage.removePod(pod);
            assertThat(stage.delete(container).status()).isZero();
            stage.await("end of the process", () -> Proc.commandLine(pid).isEmpty());
        });
    }

    /** Kills the runtime at various times, as a kubelet under memory pressure would. */
    @Test
    void killOfRuntimeLeavesNothing() {
        SCENARIOS.compare(stage -> {
            for (int delay : new int[] {5, 15, 30, 60, 120}) {
                String pod = stage.pod();
                String container = stage.create(pod, "", "sleep", "1000");
                RuntimeKiller killer = RuntimeKiller.start(stage.runtime().name(), container, delay);
                try {
                    stage.start(container);
                    assertThat(stage.probe(container, 0, "true").status()).isZero();
                } catch (CriException killed) {
                    assertThat(killed.code()).isEqualTo(Status.Code.UNKNOWN);
                } finally {
                    killer.stop();
                }
                stage.stopPod(pod);
                stage.removePod(pod);
                stage.await("no process is left", () -> Proc.inCgroup(container).isEmpty());
            }
        });
    }
}
