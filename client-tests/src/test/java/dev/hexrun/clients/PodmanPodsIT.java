package dev.hexrun.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.clients.Podman.PodmanStage;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pods, and pods from Kubernetes' YAML. */
@Requires({Need.ROOT, Need.BUSYBOX, Need.RUNC, Need.PODMAN})
class PodmanPodsIT {

    @RegisterExtension
    static final Scenarios<PodmanStage> PODMAN = Scenarios.with("podman", Podman::open);

    /** Creates a pod whose infra container runs from the local image, since Podman would build or pull another. */
    private static String pod(PodmanStage stage, String... options) {
        String[] arguments = java.util.Arrays.copyOf(options, options.length + 10);
        String[] fixed = {
            "--infra-image", Podman.IMAGE, "--infra-command", "/bin/sleep 100000", "--name", stage.name("pod")
        };
        String[] line = new String[4 + options.length + fixed.length];
        line[0] = "pod";
        line[1] = "create";
        line[2] = "--network";
        line[3] = "none";
        System.arraycopy(options, 0, line, 4, options.length);
        System.arraycopy(fixed, 0, line, 4 + options.length, fixed.length);
        assertThat(arguments).isNotEmpty();
        stage.quietly(line);
        return stage.name("pod");
    }

    @Test
    @Tag("smoke")
    void sharesNamespaces() {
        PODMAN.compare(stage -> {
            String pod = pod(stage, "--hostname", "shared", "--share", "ipc,net,uts,pid");
            stage.quietly("run", "--detach", "--pod", pod, "--name", stage.name("one"), Podman.IMAGE, "sleep", "4321");
            Outcome outcome = stage.run(
                    "run", "--rm", "--pod", pod, Podman.IMAGE, "sh", "-c", "hostname; ps | grep -c '[s]leep 4321'");
            assertThat(outcome.ok().out()).isEqualTo("shared\n1\n");
            stage.run("pod", "ps", "--format", "{{.Status}} {{.NumberOfContainers}}", "--filter", "name=" + pod)
                    .ok();
        });
    }

    @Test
    void pausesStopsAndStarts() {
        PODMAN.compare(stage -> {
            String pod = pod(stage);
            String one = stage.name("one");
            stage.quietly("run", "--detach", "--pod", pod, "--name", one, Podman.IMAGE, "sleep", "1000");
            for (String command : new String[] {"pause", "unpause", "stop", "start", "restart", "kill"}) {
                Outcome outcome = command.equals("stop") || command.equals("restart")
                        ? command.equals("stop")
                                ? stage.podman("pod", command, "--time", "0", pod)
                                        .run()
                                : stage.podman("pod", command, pod).run()
                        : stage.podman("pod", command, pod).run();
                stage.observe(command, outcome.status() + " " + outcome.err());
                stage.run("inspect", "--format", "{{.State.Status}}", one).ok();
            }
            assertThat(stage.run("pod", "rm", "--force", "--time", "0", pod).status())
                    .isZero();
        });
    }

    @Test
    void limitsTheWholePod() {
        PODMAN.compare(stage -> {
            String pod = pod(stage, "--memory", "64m", "--cpus", "0.5");
            stage.quietly("run", "--detach", "--pod", pod, "--name", stage.name("one"), Podman.IMAGE, "sleep", "1000");
            stage.run("pod", "inspect", "--format", "{{.MemoryLimit}} {{.CPUQuota}}", pod);
        });
    }

    @Test
    void mapsUsersOfThePod() {
        PODMAN.compare(stage -> {
            String pod = pod(stage, "--uidmap", "0:100000:65536", "--gidmap", "0:100000:65536");
            assertThat(stage.run(
                                    "run",
                                    "--rm",
                                    "--pod",
                                    pod,
                                    Podman.IMAGE,
                                    "sh",
                                    "-c",
                                    "id -u; tr -s ' ' </proc/self/uid_map")
                            .ok()
                            .out())
                    .startsWith("0\n 0 100000 65536");
        });
    }

    @Test
    void playsAndGeneratesKubernetesYaml() {
        PODMAN.compare(stage -> {
            String pod = stage.name("kube");
            Path yaml = stage.file("pod.yaml", """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: %s}
                    spec:
                      hostNetwork: true
                      restartPolicy: Never
                      containers:
                      - name: app
                        image: %s
                        imagePullPolicy: Never
                        command: [sh, -c, "echo from yaml; id -u; exit 3"]
                        securityContext: {runAsUser: 1000, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
                        resources: {limits: {memory: 64Mi, cpu: 500m}}
                        env: [{name: A, value: b}]
                    """.formatted(pod, Podman.IMAGE));
            stage.podman("pull", "--quiet", "registry.k8s.io/pause:missing");
            Outcome played = stage.podman("play", "kube", yaml.toString()).run();
            stage.observe("play", played.status());
            if (played.status() != 0) {
                // Podman builds or pulls the image of the infra container, which needs a registry or catatonit.
                stage.observe("message", played.err().replaceAll("(?s)\\s+", " "));
                return;
            }
            String app = pod + "-app";
            assertThat(stage.run("wait", app).ok().text()).isEqualTo("3");
            assertThat(stage.run("logs", app).ok().out()).isEqualTo("from yaml\n1000\n");
            stage.podman("play", "kube", "--down", yaml.toString()).run().ok();
        });
    }

    @Test
    void generatesKubernetesYaml() {
        PODMAN.compare(stage -> {
            String name = stage.start("web", "--memory", "64m", "--user", "1000", Podman.IMAGE, "sleep", "1000");
            String yaml = stage.quietly("generate", "kube", name);
            stage.observe("yaml", yaml.replaceAll("(?m)^#.*\\n", ""));
            assertThat(yaml).contains("kind: Pod", "runAsUser: 1000");
        });
    }
}
