package dev.hexrun.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.clients.Podman.PodmanStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Namespaces: of the host, of other containers, and user namespaces. */
@Requires({Need.ROOT, Need.BUSYBOX, Need.RUNC, Need.PODMAN})
class PodmanNamespacesIT {

    @RegisterExtension
    static final Scenarios<PodmanStage> PODMAN = Scenarios.with("podman", Podman::open);

    @ParameterizedTest
    @CsvSource({"pid, pid", "ipc, ipc", "uts, uts", "network, net", "cgroupns, cgroup"})
    void usesNamespacesOfTheHost(String option, String namespace) {
        PODMAN.compare(stage -> {
            String own = java.nio.file.Files.readSymbolicLink(java.nio.file.Path.of("/proc/self/ns", namespace))
                    .toString();
            String[] arguments = {
                "run",
                "--rm",
                "--network",
                "none",
                "--" + option,
                "host",
                Podman.IMAGE,
                "readlink",
                "/proc/self/ns/" + namespace
            };
            if (option.equals("network")) {
                arguments = new String[] {
                    "run", "--rm", "--network", "host", Podman.IMAGE, "readlink", "/proc/self/ns/" + namespace
                };
            }
            assertThat(stage.run(arguments).ok().text()).isEqualTo(own);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"pid", "ipc", "uts", "network", "cgroupns"})
    void joinsNamespacesOfContainers(String option) {
        PODMAN.compare(stage -> {
            String name =
                    stage.start("web", "--hostname", "first", "--ipc", "shareable", Podman.IMAGE, "sleep", "1000");
            String namespace = option.equals("network") ? "net" : option.equals("cgroupns") ? "cgroup" : option;
            String target = stage.quietly("exec", name, "readlink", "/proc/1/ns/" + namespace);
            String joined = stage.podman(
                            "run",
                            "--rm",
                            "--" + (option.equals("network") ? "label" : option),
                            option.equals("network") ? "a=b" : "container:" + name,
                            "--network",
                            option.equals("network") ? "container:" + name : "none",
                            Podman.IMAGE,
                            "readlink",
                            "/proc/self/ns/" + namespace)
                    .run()
                    .text();
            assertThat(stage.observe("joined", joined.equals(target))).isTrue();
        });
    }

    @Test
    void joinsAllNamespacesOfAContainer() {
        PODMAN.compare(stage -> {
            String name = stage.start(
                    "web",
                    "--hostname",
                    "first",
                    "--ipc",
                    "shareable",
                    "--uidmap",
                    "0:100000:1000",
                    Podman.IMAGE,
                    "sleep",
                    "1000");
            assertThat(stage.run(
                                    "run",
                                    "--rm",
                                    "--pid",
                                    "container:" + name,
                                    "--ipc",
                                    "container:" + name,
                                    "--userns",
                                    "container:" + name,
                                    "--network",
                                    "container:" + name,
                                    Podman.IMAGE,
                                    "sh",
                                    "-c",
                                    "tr '\\0' ' ' < /proc/1/cmdline; cat /proc/self/uid_map | tr -s ' '; id -u")
                            .ok()
                            .out())
                    .startsWith("sleep 1000");
        });
    }

    @Test
    void joinsNetworkNamespacesByPath() {
        PODMAN.compare(stage -> {
            String name = stage.start("web", Podman.IMAGE, "sleep", "1000");
            String path = "/proc/" + stage.inspect(name, "{{.State.Pid}}") + "/ns/net";
            assertThat(stage.podman("run", "--rm", "--network", "ns:" + path, Podman.IMAGE, "echo", "joined")
                            .run()
                            .ok()
                            .text())
                    .isEqualTo("joined");
        });
    }

    @Test
    void hasOnlyLoopbackWithoutNetwork() {
        PODMAN.compare(stage -> assertThat(stage.script("ls /sys/class/net; ip -o link | grep -c LOOPBACK")
                        .ok()
                        .out())
                .contains("lo\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0:100000:65536", "0:100000:1", "0:100000:1000 1000:200000:1"})
    void mapsUsers(String maps) {
        PODMAN.compare(stage -> {
            java.util.List<String> options = new java.util.ArrayList<>();
            for (String map : maps.split(" ", -1)) {
                options.add("--uidmap");
                options.add(map);
                options.add("--gidmap");
                options.add(map);
            }
            assertThat(stage.script(
                                    "id; cat /proc/self/uid_map /proc/self/gid_map | tr -s ' '; cat /proc/self/setgroups;"
                                            + " stat -c '%u %g' /etc/passwd /proc/self /dev/null; touch /made; ls /sys/fs/cgroup | head -1",
                                    options.toArray(String[]::new))
                            .out())
                    .startsWith("uid=0(root)");
        });
    }

    @Test
    void choosesUsersAutomatically() {
        PODMAN.compare(
                stage -> stage.script("id -u", "--userns", "auto:size=1000").status());
    }

    @Test
    void executesInUserNamespaces() {
        PODMAN.compare(stage -> {
            String name =
                    stage.start("web", "--uidmap", "0:100000:65536", "--user", "ann", Podman.IMAGE, "sleep", "1000");
            assertThat(stage.run("exec", name, "id", "-u").ok().text()).isEqualTo("1000");
            stage.run("exec", "--user", "0", name, "sh", "-c", "id; grep CapEff /proc/self/status")
                    .ok();
            stage.run("exec", "--tty", name, "tty").ok();
            stage.run("top", name, "huser", "user").ok();
        });
    }

    @Test
    void mountsVolumesInUserNamespaces() {
        PODMAN.compare(stage -> {
            java.nio.file.Path source =
                    java.nio.file.Files.createDirectory(stage.directory().resolve("source"));
            assertThat(stage.script(
                                    "stat -c %u /v; grep -c ' /v ' /proc/mounts; touch /v/x; echo $?",
                                    "--uidmap", "0:100000:65536", "--volume", source + ":/v")
                            .out())
                    .startsWith("65534\n1\n");
        });
    }

    @Test
    void mapsVolumesOfUserNamespaces() {
        PODMAN.compare(stage -> {
            java.nio.file.Path source =
                    java.nio.file.Files.createDirectory(stage.directory().resolve("source"));
            Outcome outcome = stage.script(
                    "stat -c %u /v; touch /v/x; stat -c %u /v/x",
                    "--uidmap", "0:100000:65536", "--gidmap", "0:100000:65536", "--volume", source + ":/v:idmap");
            assertThat(outcome.out()).isEqualTo("0\n0\n");
        });
    }

    @Test
    void runsPrivilegedInUserNamespaces() {
        PODMAN.compare(stage -> assertThat(stage.script(
                                "grep CapEff /proc/self/status; ls /dev | wc -l; mount -t tmpfs t /tmp && echo mounted",
                                "--uidmap",
                                "0:100000:65536",
                                "--privileged")
                        .ok()
                        .out())
                .endsWith("mounted\n"));
    }

    @Test
    void hasAPrivateCgroupNamespace() {
        PODMAN.compare(
                stage -> assertThat(stage.script("cut -d: -f3 /proc/self/cgroup | sort -u", "--cgroupns", "private")
                                .ok()
                                .out())
                        .isEqualTo("/\n"));
    }
}
