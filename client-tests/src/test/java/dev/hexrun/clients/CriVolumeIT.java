package dev.hexrun.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Volumes: directories of the host and images. */
@Requires({Need.ROOT, Need.BUSYBOX, Need.RUNC, Need.CONTAINERD})
class CriVolumeIT {

    @RegisterExtension
    static final Scenarios<CriStage> SCENARIOS = Scenarios.with("cri", CriContainerd::open);

    private static String mount(Path source, String target, String settings) {
        return "mounts { host_path: \"" + source + "\" container_path: \"" + target + "\" " + settings + " }";
    }

    @Test
    void directoryOfHost() {
        SCENARIOS.compare(stage -> {
            Path volume = stage.newDirectory("volume");
            Path fixed = stage.newDirectory("fixed");
            Files.writeString(fixed.resolve("file"), "content\n");
            String container = stage.idle(
                    stage.pod(),
                    mount(volume, "/data", ""),
                    mount(fixed, "/fixed", "readonly: true"),
                    mount(fixed.resolve("file"), "/etc/file", "readonly: true"));
            assertThat(stage.exec(container, "sh", "-c", "echo new > /data/file; cat /etc/file; touch /fixed/new")
                            .err())
                    .contains("Read-only file system");
            assertThat(Files.readString(volume.resolve("file"))).isEqualTo("new\n");
            stage.view(container);
            stage.observe("mounts", stage.status(container).list("status.mounts"));
        });
    }

    @Test
    void sourceIsMissing() {
        SCENARIOS.compare(stage -> {
            Path volume = stage.directory().resolve("absent");
            String container = stage.idle(stage.pod(), mount(volume, "/data", ""));
            assertThat(stage.exec(container, "stat", "-c", "%F %a %u", "/data").status())
                    .isZero();
            assertThat(volume).isDirectory();
        });
    }

    @Test
    void targetIsLinkOrBelowVolume() {
        SCENARIOS.compare(stage -> {
            Path volume = stage.newDirectory("volume");
            Path inner = stage.newDirectory("inner");
            Files.writeString(inner.resolve("file"), "inner\n");
            String container = stage.idle(
                    stage.pod(),
                    mount(volume, "/data", ""),
                    mount(inner, "/data/a/b", "readonly: true"),
                    mount(inner, "/var/run/secrets/kubernetes.io/serviceaccount", "readonly: true"));
            assertThat(stage.exec(
                                    container,
                                    "cat",
                                    "/data/a/b/file",
                                    "/var/run/secrets/kubernetes.io/serviceaccount/file")
                            .out())
                    .isEqualTo("inner\ninner\n");
            assertThat(volume.resolve("a/b")).isDirectory();
        });
    }

    @Test
    void fileOverDirectoryFails() {
        SCENARIOS.compare(stage -> {
            Path file = Files.writeString(stage.directory().resolve("file"), "x");
            assertThat(stage.failsToRun(stage.pod(), mount(file, "/etc", ""), "true"))
                    .contains("not a directory");
        });
    }

    @Test
    void readOnlyMountIsRecursive() {
        CriContainerd.assumeVersion2(SCENARIOS, "containerd 1.6 has no recursive read-only mounts");
        SCENARIOS.compare(stage -> {
            Path volume = stage.newDirectory("volume");
            Files.createDirectories(volume.resolve("sub"));
            stage.containerd()
                    .runInside("mount", "-t", "tmpfs", "none", volume + "/sub")
                    .ok();
            stage.atEnd(() -> stage.containerd().runInside("umount", "-l", volume + "/sub"));
            String container = stage.idle(
                    stage.pod(),
                    mount(volume, "/plain", "readonly: true"),
                    mount(volume, "/recursive", "readonly: true recursive_read_only: true"));
            assertThat(stage.exec(container, "touch", "/plain/sub/file").status())
                    .isZero();
            assertThat(stage.exec(container, "touch", "/recursive/sub/file2").err())
                    .contains("Read-only file system");
            stage.view(container);
        });
    }

    @Test
    void mountsPropagate() {
        SCENARIOS.compare(stage -> {
            Path volume = stage.newDirectory("volume");
            for (String name : new String[] {"private", "slave", "shared"}) {
                Files.createDirectories(volume.resolve(name));
            }
            String pod = stage.pod("linux { security_context { privileged: true } }");
            String container = stage.idle(
                    pod,
                    "linux { security_context { privileged: true } }",
                    mount(volume, "/private", ""),
                    mount(volume, "/slave", "propagation: PROPAGATION_HOST_TO_CONTAINER"),
                    mount(volume, "/shared", "propagation: PROPAGATION_BIDIRECTIONAL"));
            stage.containerd()
                    .runInside("mount", "-t", "tmpfs", "host", volume + "/slave")
                    .ok();
            stage.atEnd(() -> stage.containerd().runInside("umount", "-l", volume + "/slave"));
            assertThat(stage.exec(container, "sh", "-c", "awk '$1 == \"host\" {print $2}' /proc/mounts | sort")
                            .out())
                    .isEqualTo("/shared/slave\n/slave/slave\n");
            assertThat(stage.exec(container, "mount", "-t", "tmpfs", "inner", "/shared/shared")
                            .status())
                    .isZero();
            stage.atEnd(() -> stage.containerd().runInside("umount", "-l", volume + "/shared"));
            assertThat(stage.observe(
                            "on the host",
                            stage.containerd()
                                    .runInside("sh", "-c", "grep -c '^inner .*/shared' /proc/mounts")
                                    .text()))
                    .isEqualTo("1");
            stage.view(container);
        });
    }

    @Test
    void sharedMountOfPrivateDirectoryFails() {
        SCENARIOS.compare(stage -> {
            Path volume = stage.newDirectory("volume");
            stage.containerd()
                    .runInside(
                            "sh", "-c", "mount --bind " + volume + " " + volume + " && mount --make-private " + volume)
                    .ok();
            stage.atEnd(() -> stage.containerd().runInside("umount", "-l", volume.toString()));
            assertThat(stage.failsToRun(
                            stage.pod(), mount(volume, "/data", "propagation: PROPAGATION_BIDIRECTIONAL"), "true"))
                    .contains("not a shared mount");
        });
    }

    @Test
    void imageIsVolume() {
        CriContainerd.assumeVersion2(SCENARIOS, "containerd 1.6 has no volumes from images");
        SCENARIOS.compare(stage -> {
            String container = stage.idle(
                    stage.pod(),
                    "mounts { container_path: \"/image\" readonly: true image { image: \"" + CriContainerd.IMAGE
                            + "\" } }");
            assertThat(stage.exec(container, "ls", "/image/etc").out()).contains("passwd");
            assertThat(stage.exec(container, "touch", "/image/new").err()).contains("Read-only file system");
            stage.view(container);
        });
    }

    @Test
    void etcHostsAndResolverOfPod() {
        SCENARIOS.compare(stage -> {
            String pod = stage.pod(
                    "hostname: \"web\" dns_config { servers: \"127.0.0.53\" searches: \"example.test\" options: \"ndots:2\" }");
            String container = stage.idle(pod);
            assertThat(stage.exec(container, "cat", "/etc/resolv.conf", "/etc/hostname")
                            .out())
                    .contains("nameserver 127.0.0.53", "ndots:2", "web");
        });
    }
}
