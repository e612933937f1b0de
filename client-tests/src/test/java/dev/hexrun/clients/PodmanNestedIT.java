package dev.hexrun.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.clients.Podman.PodmanStage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Containers in containers. The root file system of the outer container is that of the host with an overlay, so that it has
 * systemd, containerd and Podman.
 */
@Requires({Need.ROOT, Need.BUSYBOX, Need.RUNC, Need.PODMAN})
class PodmanNestedIT {

    @RegisterExtension
    static final Scenarios<PodmanStage> PODMAN = Scenarios.with("podman", Podman::open);

    /** Mounts the root file system of the host with an overlay, and returns the path. */
    private static Path hostRoot(PodmanStage stage) throws IOException {
        Path work = Files.createDirectory(stage.directory().resolve("nested"));
        stage.program("mount", "-t", "tmpfs", "-o", "mode=755", "nested", work.toString())
                .ok();
        // Lazily, since a container of a failed scenario still runs.
        stage.atEnd(() -> stage.program("umount", "--lazy", "--recursive", work.toString())
                .ok());
        Path root = Files.createDirectory(work.resolve("root"));
        Files.createDirectory(work.resolve("upper"));
        Files.createDirectory(work.resolve("overlay"));
        stage.program(
                        "mount",
                        "-t",
                        "overlay",
                        "-o",
                        "lowerdir=/,upperdir=" + work.resolve("upper") + ",workdir=" + work.resolve("overlay"),
                        "nested",
                        root.toString())
                .ok();
        for (String empty : new String[] {"run", "tmp", "var/lib/containerd", "var/lib/containers", "etc/containers"}) {
            Files.createDirectories(root.resolve(empty));
            stage.program(
                            "mount",
                            "-t",
                            "tmpfs",
                            "-o",
                            "mode=755",
                            "nested",
                            root.resolve(empty).toString())
                    .ok();
        }
        // The overlay contains only the root file system, and the distribution may be on another one.
        Path home = OciRuntime.hexrun().path().resolve("../..").normalize();
        if (!Files.exists(Path.of(root.toString(), home.toString(), "bin/hexrun"))) {
            Path copy = Path.of(root.toString(), home.toString());
            Files.createDirectories(copy.resolve("..").normalize());
            stage.program("cp", "-a", home.toString(), copy.toString()).ok();
        }
        return root;
    }

    @Test
    @Requires(Need.SYSTEMD_PROGRAM)
    void runsSystemdAsInit() {
        PODMAN.compare(stage -> {
            Path root = hostRoot(stage);
            Path units = Files.createDirectories(root.resolve("etc/systemd/system"));
            Files.writeString(units.resolve("test.target"), "[Unit]\nWants=test.service\n");
            Files.writeString(units.resolve("test.service"), """
                    [Unit]
                    DefaultDependencies=no
                    [Service]
                    ExecStart=/bin/sh -c 'cat /proc/1/comm; systemctl show -P ControlGroup test.service; echo up'
                    StandardOutput=file:/run/test-output
                    """);
            String name = stage.name("systemd");
            stage.quietly(
                    "run",
                    "--detach",
                    "--network",
                    "none",
                    "--systemd",
                    "always",
                    "--name",
                    name,
                    "--rootfs",
                    root.toString(),
                    "/usr/lib/systemd/systemd",
                    "--system",
                    "--unit=test.target",
                    "--log-target=console");
            stage.await(
                    "the service",
                    () -> stage.podman("exec", name, "cat", "/run/test-output")
                            .run()
                            .out()
                            .contains("up\n"));
            assertThat(stage.run("exec", name, "cat", "/run/test-output").ok().out())
                    .startsWith("systemd\n")
                    .contains("/test.service\n");
            stage.run("exec", name, "systemctl", "start", "test.service").ok();
            stage.run("exec", name, "systemctl", "is-system-running");
            stage.run("stop", "--time", "20", name).ok();
            stage.run("inspect", "--format", "{{.State.Status}} {{.State.ExitCode}}", name)
                    .ok();
        });
    }

    @Test
    void runsTheRuntimeInAContainer() {
        PODMAN.compare(stage -> {
            Path root = hostRoot(stage);
            Path bundle = Files.createDirectories(root.resolve("bundle"));
            Image.create(bundle.resolve("rootfs"));
            Outcome outcome = stage.run(
                    "run",
                    "--rm",
                    "--network",
                    "none",
                    "--privileged",
                    "--rootfs",
                    root.toString(),
                    "sh",
                    "-c",
                    "cd /bundle && H=" + OciRuntime.hexrun().path()
                            + "; $H spec && sed -i 's/\"terminal\": true/\"terminal\": false/; s/\"sh\"/\"sh\", \"-c\", \"sleep 1000\"/'"
                            + " config.json && $H run -d inner </dev/null >/dev/null 2>&1; $H exec inner echo inside; $H ps inner | wc -l;"
                            + " $H delete -f inner; $H list -q");
            assertThat(outcome.out()).startsWith("inside\n");
        });
    }

    @Test
    @Requires(Need.CONTAINERD)
    void runsContainerdInAContainer() {
        PODMAN.compare(stage -> {
            Path root = hostRoot(stage);
            Image.create(root.resolve("image"));
            Outcome outcome = stage.record(
                    new String[] {"run", "containerd"},
                    stage.podman(
                                    "run",
                                    "--rm",
                                    "--network",
                                    "none",
                                    "--privileged",
                                    "--rootfs",
                                    root.toString(),
                                    "sh",
                                    "-c",
                                    "containerd >/run/log 2>&1 & c=$!; timeout 60 sh -c 'while ! ctr version >/dev/null 2>&1; do sleep 0.1; done';"
                                            + " timeout 50 ctr run --rm --runc-binary "
                                            + OciRuntime.hexrun().path()
                                            + " --rootfs /image inner /bin/sh -c 'echo inside; exit 4'; echo $?; kill $c; wait")
                            .within(Duration.ofMinutes(2)));
            assertThat(outcome.out()).startsWith("inside\n4\n");
        });
    }

    @Test
    void runsPodmanInAContainer() {
        PODMAN.compare(stage -> {
            Path root = hostRoot(stage);
            Image.create(root.resolve("image"));
            Outcome outcome = stage.record(
                    new String[] {"run", "podman"},
                    stage.podman(
                                    "run",
                                    "--rm",
                                    "--network",
                                    "none",
                                    "--privileged",
                                    "--rootfs",
                                    root.toString(),
                                    "sh",
                                    "-c",
                                    "podman --storage-driver vfs --cgroup-manager cgroupfs --runtime "
                                            + OciRuntime.hexrun().path()
                                            + " run --rm --network none --ulimit nofile=1024:1024 --ulimit nproc=1024:1024"
                                            + " --rootfs /image sh -c 'echo inside; exit 5'; echo $?")
                            .within(Duration.ofMinutes(2)));
            assertThat(outcome.out()).startsWith("inside\n5\n");
        });
    }
}
