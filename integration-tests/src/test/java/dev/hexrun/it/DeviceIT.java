package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Device nodes of {@code linux.devices} and the default devices. */
@Requires({Need.ROOT, Need.BUSYBOX})
class DeviceIT {

    @RegisterExtension
    final TestHost host = new TestHost();

    private static Map<String, Object> device(String path, int minor, int mode, int uid, int gid) {
        return Map.of("path", path, "type", "c", "major", 1, "minor", minor, "fileMode", mode, "uid", uid, "gid", gid);
    }

    /** Asserts that the host sees no mounts in the root file system. */
    private void assertNothingIsMounted() {
        assertThat(Mounts.ofHost())
                .extracting(Mounts.Entry::target)
                .noneMatch(target -> Path.of(target).startsWith(host.directory()));
    }

    /** Engines list a device twice if a user names it twice, or in addition to those of a privileged container. */
    @Test
    void usesTheLastOfSeveralDevicesWithTheSamePath() {
        Bundle bundle = host.bundle()
                .set(
                        "/linux/devices",
                        List.of(
                                device("/dev/one", 3, 0600, 1, 1),
                                device("/dev/one", 3, 0600, 1, 1),
                                device("/dev/two", 3, 0600, 1, 1),
                                device("/dev//./two", 5, 0640, 2, 3),
                                device("/dev/x/../null", 3, 0622, 4, 5)))
                .script("stat -c '%n %a %u:%g %t:%T' /dev/one /dev/two /dev/null");
        Outcome outcome = host.run(bundle);
        assertThat(outcome.err())
                .isEqualTo("hexrun: warning: /linux/devices/2: \"/dev/two\" is set more than once:"
                        + " /linux/devices/3 is used\n");
        assertThat(outcome.out()).isEqualTo("/dev/one 600 1:1 1:3\n/dev/two 640 2:3 1:5\n/dev/null 622 4:5 1:3\n");
    }

    /**
     * Root of a user namespace cannot create device nodes, and bind mounts of the host's have the owners and modes of
     * the host.
     */
    @Test
    @Requires(Need.USER_NAMESPACE)
    void createsDevicesInAUserNamespaceAsConfigured() throws IOException {
        Map<String, Object> mapping = Map.of("containerID", 0, "hostID", 100000, "size", 65536);
        String missing = "/dev/" + host.mark();
        Bundle bundle = host.bundle()
                .namespace("user", "")
                .set("/linux/uidMappings", List.of(mapping))
                .set("/linux/gidMappings", List.of(mapping))
                .set(
                        "/linux/devices",
                        List.of(
                                device(missing, 3, 0640, 7, 8),
                                device("/dev/sub/zero", 5, 0604, 0, 0),
                                Map.of("path", "/dev/pipe", "type", "p", "fileMode", 0600, "uid", 9, "gid", 0)))
                .script(
                        "stat -c '%a %u:%g %t:%T' " + missing + " /dev/sub/zero; stat -c '%a %u %F' /dev/pipe;"
                                + " echo x > /dev/sub/zero && head -c 2 /dev/sub/zero | od -An -tx1; echo x > /dev/null && echo null");
        assertThat(host.output(bundle)).isEqualTo("640 7:8 1:3\n604 0:0 1:5\n600 9 fifo\n 00 00\nnull\n");
        assertNothingIsMounted();
        assertThat(Path.of(missing)).doesNotExist();
    }

    /** In the caller's mount namespace, devices are not bind mounted, since the mounts would remain on the host. */
    @Test
    void createsDevicesAndLinksInTheCallersMountNamespace() throws IOException {
        Bundle bundle = host.bundle()
                .removeNamespace("mount")
                .set("/mounts", List.of())
                .set("/root/readonly", false)
                .set("/linux/maskedPaths", List.of())
                .set("/linux/readonlyPaths", List.of())
                .set("/linux/devices", List.of(device("/dev/own", 3, 0620, 5, 6)))
                .script(
                        "stat -c '%a %u:%g %t:%T' /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty /dev/own;"
                                + " for link in fd stdin stdout stderr ptmx; do readlink /dev/$link; done; echo x > /dev/null && echo null");
        assertThat(host.output(bundle)).isEqualTo("""
                        666 0:0 1:3
                        666 0:0 1:5
                        666 0:0 1:7
                        666 0:0 1:8
                        666 0:0 1:9
                        666 0:0 5:0
                        620 5:6 1:3
                        /proc/self/fd
                        /proc/self/fd/0
                        /proc/self/fd/1
                        /proc/self/fd/2
                        pts/ptmx
                        null
                        """);
        assertNothingIsMounted();
        assertThat(Files.isSymbolicLink(bundle.rootfs().resolve("dev/core")))
                .isEqualTo(Files.exists(Path.of("/proc/kcore"), LinkOption.NOFOLLOW_LINKS));
    }

    /**
     * If mknod(2) is denied by a missing capability, devices are not bind mounted instead, since the mounts would
     * remain on the host.
     */
    @Test
    @Requires(Need.SETPRIV)
    void bindsNoDeviceInTheCallersMountNamespace() {
        Bundle bundle = host.bundle()
                .removeNamespace("mount")
                .set("/mounts", List.of())
                .set("/root/readonly", false)
                .set("/linux/maskedPaths", List.of())
                .set("/linux/readonlyPaths", List.of())
                .script("true");
        Outcome outcome = host.runCommand(bundle)
                .via("setpriv", "--bounding-set", "-mknod", "--inh-caps", "-mknod")
                .run();
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("create the device /dev/null").contains("operation not permitted");
        assertNothingIsMounted();
        host.assertNothingLeft();
    }
}
