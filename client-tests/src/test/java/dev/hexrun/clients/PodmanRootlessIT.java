package dev.hexrun.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.clients.Podman.PodmanStage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Podman as an ordinary user with subordinate ids. */
@Requires({Need.ROOT, Need.BUSYBOX, Need.RUNC, Need.PODMAN, Need.NEWUIDMAP, Need.READABLE_DISTRIBUTION})
class PodmanRootlessIT {

    @RegisterExtension
    static final Scenarios<PodmanStage> PODMAN = Scenarios.with("rootless podman", Podman::openRootless);

    private static Path source(PodmanStage stage) throws IOException {
        Path source = Files.createDirectory(stage.directory().resolve("source"));
        Files.writeString(source.resolve("file"), "in the volume\n");
        stage.program("chmod", "-R", "a+rwX", source.toString()).ok();
        return source;
    }

    @Test
    @Tag("smoke")
    void runsAndExecutes() {
        PODMAN.compare(stage -> {
            assertThat(stage.script("id; cat /proc/self/uid_map | tr -s ' '; grep Cap /proc/self/status; exit 3")
                            .fails(3)
                            .out())
                    .startsWith("uid=0(root) gid=0(root)");
            String name = stage.start("web", Podman.IMAGE, "sleep", "1000");
            assertThat(stage.run("exec", name, "echo", "hello").ok().out()).isEqualTo("hello\n");
            stage.run("kill", name).ok();
            stage.run("wait", name).ok();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"host", "keep-id", "nomap", "auto:size=1000", "keep-id:uid=5,gid=6"})
    void mapsUsers(String mode) {
        PODMAN.compare(stage -> assertThat(stage.script(
                                "id -u; id -g; tr -s ' ' < /proc/self/uid_map; cat /proc/self/setgroups; stat -c '%u' /etc/passwd;"
                                        + " touch /tmp/f && stat -c %u /tmp/f",
                                "--userns=" + mode)
                        .err())
                .doesNotContain("newuidmap"));
    }

    @Test
    void keepsIdsOnVolumes() {
        PODMAN.compare(stage -> assertThat(stage.script(
                                "touch /v/new; stat -c '%u' /v/new; cat /v/file",
                                "--userns=keep-id", "--volume", source(stage) + ":/v")
                        .ok()
                        .out())
                .endsWith("in the volume\n"));
    }

    @Test
    void keepsGroups() {
        PODMAN.compare(stage -> {
            Path source = source(stage);
            stage.program("chgrp", "4243", source.resolve("file").toString()).ok();
            stage.program("chmod", "640", source.resolve("file").toString()).ok();
            assertThat(stage.script("cat /v/file", "--group-add", "keep-groups", "--volume", source + ":/v")
                            .text())
                    .isEqualTo("in the volume");
        });
    }

    @Test
    void executesAsOtherUsers() {
        PODMAN.compare(stage -> {
            String name = stage.start("web", "--userns=keep-id", Podman.IMAGE, "sleep", "1000");
            assertThat(stage.run("exec", "--user", "0", name, "id", "-u").ok().text())
                    .isEqualTo("0");
            stage.run("exec", "--user", "ann", name, "id").ok();
            stage.run("exec", "--tty", name, "tty").ok();
        });
    }

    @Test
    void pausesNothingWithoutCgroups() {
        PODMAN.compare(stage -> {
            String name = stage.start("web", Podman.IMAGE, "sleep", "1000");
            stage.run("pause", name);
            stage.run("inspect", "--format", "{{.State.Status}}", name).ok();
        });
    }

    @Test
    void ignoresLimitsWithoutCgroups() {
        PODMAN.compare(stage -> {
            stage.script("echo limited", "--memory", "64m");
            stage.script("echo limited", "--pids-limit", "10");
        });
    }

    @Test
    void runsPrivileged() {
        PODMAN.compare(stage -> assertThat(stage.script(
                                "mount -t tmpfs t /home && echo mounted; ls /dev | wc -l; grep CapEff /proc/self/status",
                                "--privileged")
                        .ok()
                        .out())
                .startsWith("mounted\n"));
    }

    @Test
    void usesTheNetworkOfTheHost() {
        PODMAN.compare(stage -> assertThat(stage.run(
                                "run",
                                "--rm",
                                "--network",
                                "host",
                                Podman.IMAGE,
                                "sh",
                                "-c",
                                "ls /sys/class/net; ls -d /sys/kernel > /dev/null && echo sys")
                        .ok()
                        .out())
                .endsWith("sys\n"));
    }

    @Test
    void usesSlirpForTheNetwork() {
        PODMAN.compare(stage -> {
            String[] arguments = {
                "run",
                "--rm",
                "--network",
                "slirp4netns",
                Podman.IMAGE,
                "sh",
                "-c",
                "ls /sys/class/net; cat /etc/hosts | wc -l"
            };
            stage.run(arguments);
        });
    }

    @Test
    void mountsTmpfsAndReadOnly() {
        PODMAN.compare(stage -> assertThat(stage.script(
                                "touch /x; touch /t/x && echo t; grep ' /t ' /proc/mounts",
                                "--read-only",
                                "--tmpfs",
                                "/t:size=1m")
                        .out())
                .startsWith("t\n"));
    }

    @Test
    void sharesNamespacesInPods() {
        PODMAN.compare(stage -> {
            String pod = stage.name("pod");
            stage.quietly(
                    "pod",
                    "create",
                    "--network",
                    "none",
                    "--infra-image",
                    Podman.IMAGE,
                    "--infra-command",
                    "/bin/sleep 100000",
                    "--hostname",
                    "shared",
                    "--name",
                    pod);
            assertThat(stage.run("run", "--rm", "--pod", pod, Podman.IMAGE, "hostname")
                            .ok()
                            .text())
                    .isEqualTo("shared");
        });
    }

    /** The options of toolbx and distrobox: home directory, /dev and /run of the host, all namespaces but mounts shared. */
    @Test
    void runsAToolbox() {
        PODMAN.compare(stage -> {
            String name = stage.name("toolbox");
            Path home = source(stage);
            stage.quietly(
                    "create",
                    "--name",
                    name,
                    "--cgroupns",
                    "host",
                    "--dns",
                    "none",
                    "--hostname",
                    "toolbox",
                    "--ipc",
                    "host",
                    "--network",
                    "host",
                    "--no-hosts",
                    "--pid",
                    "host",
                    "--privileged",
                    "--security-opt",
                    "label=disable",
                    "--ulimit",
                    "host",
                    "--userns",
                    "keep-id",
                    "--user",
                    "root:root",
                    "--group-add",
                    "keep-groups",
                    "--volume",
                    "/dev:/dev:rslave",
                    "--volume",
                    home + ":/home/toolbox:rslave",
                    "--volume",
                    "/:/run/host:rslave",
                    "--env",
                    "TOOLBOX_PATH=/usr/bin/toolbox",
                    Podman.IMAGE,
                    "sleep",
                    "100000");
            stage.run("start", name).ok();
            Outcome outcome = stage.run(
                    "exec",
                    "--user",
                    "58231",
                    "--workdir",
                    "/home/toolbox",
                    "--env",
                    "A=b",
                    name,
                    "sh",
                    "-c",
                    "id -u; cat file; touch made; ls /run/host/etc/passwd; [ -c /dev/null ] && echo dev; echo $A; cat /proc/self/uid_map | wc -l");
            assertThat(outcome.ok().out()).contains("58231\nin the volume\n", "/run/host/etc/passwd\n", "dev\nb\n");
            stage.run("stop", "--time", "0", name).ok();
            stage.run("start", name).ok();
            stage.run("exec", "--user", "root", name, "id", "-u").ok();
        });
    }

    @Test
    void reportsMistakes() {
        PODMAN.compare(stage -> {
            stage.container(Podman.IMAGE, "missing").fails(127);
            stage.container(Podman.IMAGE, "/etc/passwd").fails(126);
            stage.container("--device", "/dev/mem", Podman.IMAGE, "cat", "/dev/mem")
                    .status();
            stage.container("--user", "99999999", Podman.IMAGE, "true").status();
            stage.container("--volume", "/root:/v", Podman.IMAGE, "ls", "/v").status();
        });
    }
}
