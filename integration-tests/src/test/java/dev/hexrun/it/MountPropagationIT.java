package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Propagation between the mounts of a container and of the host, {@code mount_namespaces(7)}. The host is represented
 * by a mount namespace in which all mounts are shared, private or slaves, since a mistake could unmount the file
 * systems of the machine.
 */
@Requires({Need.ROOT, Need.BUSYBOX, Need.UNSHARE})
class MountPropagationIT {

    private static final List<String> VALUES = List.of(
            "unset", "private", "rprivate", "slave", "rslave", "shared", "rshared", "unbindable", "runbindable");

    /** Prints its mounts and keeps running. */
    private static final String PROGRAM = "cat /proc/self/mountinfo; echo end; exec sleep 100000";

    /**
     * A shell function that runs a container in the background and waits until it has printed its mounts. Arguments: a
     * name, the bundle, flags.
     */
    private static final String FUNCTIONS = """
            start() {
                name=$1 bundle=$2
                shift 2
                cat /proc/self/mountinfo > $OUT/$name.before
                $HEXRUN run --detach --pid-file $OUT/$name.pid --bundle $bundle "$@" $MARK$name > $OUT/$name.out 2> $OUT/$name.err \\
                    < /dev/null || return 1
                tries=0
                until grep -q ^end $OUT/$name.out; do
                    tries=$((tries + 1))
                    [ $tries -lt 2000 ] || return 1
                    sleep 0.01
                done
                cat /proc/self/mountinfo > $OUT/$name.during
            }
            stop() {
                $HEXRUN delete --force $MARK$1 >> $OUT/$1.err 2>&1
                cat /proc/self/mountinfo > $OUT/$1.after
            }
            """;

    @RegisterExtension
    final TestHost host = new TestHost();

    private Path out = Path.of("/nonexistent");

    /** Runs a script in a new mount namespace with a given propagation. */
    private Outcome runInMountNamespace(String propagation, String script) throws IOException {
        out = Files.createDirectories(host.directory().resolve("out"));
        Path file = out.resolve("script");
        String hexrun = Distribution.program() + " --root " + host.stateRoot();
        Files.writeString(
                file, "OUT=" + out + " MARK=" + host.mark() + " HEXRUN='" + hexrun + "'\n" + FUNCTIONS + script);
        List<String> line = new ArrayList<>(List.of("unshare", "--mount", "--propagation", "private", "sh", "-c"));
        String inner = "exec sh " + file;
        line.add(
                switch (propagation) {
                    case "private" -> inner;
                    case "shared" -> "mount --make-rshared / && " + inner;
                    case "slave" ->
                        "mount --make-rshared / && unshare --mount --propagation slave sh " + file + "; exit $?";
                    default -> throw new IllegalArgumentException(propagation);
                });
        return host.program(line).run();
    }

    private String read(String name) throws IOException {
        Path file = out.resolve(name);
        return Files.exists(file) ? Files.readString(file) : "no " + name;
    }

    /** Returns a mount that the container saw at its start. */
    private Mounts.Entry mountOfContainer(String name, String target) throws IOException {
        String text = read(name + ".out");
        return Mounts.at(Mounts.parse(text), target).orElseThrow(() -> new AssertionError(name + ": " + text));
    }

    private void assertHostMountsUnchanged(String name) throws IOException {
        String before = table(name + ".before");
        assertThat(table(name + ".during"))
                .as(name + " while the container runs: " + read(name + ".err"))
                .isEqualTo(before);
        assertThat(table(name + ".after"))
                .as(name + " after the container was deleted: " + read(name + ".err"))
                .isEqualTo(before);
    }

    /**
     * Returns a mount table without mounts of others in directories for temporary files, which may change at any time.
     */
    private String table(String name) throws IOException {
        String others = " " + host.directory().getParent() + "/";
        String own = " " + host.directory() + "/";
        return read(name)
                .lines()
                .filter(line -> !line.contains(others) || line.contains(own))
                .collect(Collectors.joining("\n"));
    }

    private Bundle bundle(Path rootfs) {
        Bundle bundle = host.bundle().set("/process/args", List.of("sh", "-c", PROGRAM));
        return bundle.set("/root/path", rootfs.toString()).set("/root/readonly", false);
    }

    private static void userNamespace(Bundle bundle) {
        Map<String, Object> mapping = Map.of("containerID", 0, "hostID", 100000, "size", 65536);
        bundle.namespace("user", "")
                .set("/linux/uidMappings", List.of(mapping))
                .set("/linux/gidMappings", List.of(mapping));
    }

    /**
     * Tests every propagation, with and without pivot_root(2). While the container runs, the host mounts a file system
     * below the container's root. It must appear in the container only if the root is a slave.
     */
    @ParameterizedTest
    @CsvSource({
        "shared, true, false",
        "shared, false, false",
        "shared, true, true",
        "private, true, false",
        "private, false, false",
        "slave, true, false",
        "slave, false, false"
    })
    void doesNotPropagateToTheHost(String hostMounts, boolean ownMount, boolean user) throws IOException {
        Path rootfs = host.bundle().rootfs();
        Files.createDirectories(rootfs.resolve("late"));
        Files.createDirectories(rootfs.resolve("vol"));
        Path pool = Files.createDirectories(host.directory().resolve("pool"));
        StringBuilder script = new StringBuilder();
        script.append("mount -t tmpfs pool ").append(pool).append('\n');
        if (ownMount) {
            script.append("mount --bind " + rootfs + " " + rootfs + "\n");
        }
        for (String value : VALUES) {
            Bundle bundle = bundle(rootfs).mount("/vol", "bind", pool.toString(), "rbind");
            bundle.mount("/vol/inner", "tmpfs", "tmpfs");
            if (!value.equals("unset")) {
                bundle.set("/linux/rootfsPropagation", value);
            }
            if (user) {
                userNamespace(bundle);
            }
            for (String flag : List.of("", "--no-pivot")) {
                String name = value + flag;
                script.append("start " + name + " " + bundle.directory() + " " + flag + "\n")
                        .append("mount -t tmpfs late-of-host " + rootfs + "/late\n")
                        .append("cat /proc/$(cat $OUT/" + name + ".pid)/mountinfo > $OUT/" + name + ".late\n")
                        .append("umount " + rootfs + "/late\n")
                        .append("stop " + name + "\n");
            }
        }
        runInMountNamespace(hostMounts, script.toString()).ok();

        for (String value : VALUES) {
            for (String flag : List.of("", "--no-pivot")) {
                String name = value + flag;
                assertHostMountsUnchanged(name);
                Mounts.Entry root = mountOfContainer(name, "/");
                boolean slave = value.endsWith("slave") && !hostMounts.equals("private");
                assertThat(root.propagation().replaceAll(":\\d+", ""))
                        .as(name)
                        .isEqualTo(
                                switch (value) {
                                    case "shared", "rshared" -> "shared";
                                    case "unbindable", "runbindable" -> "unbindable";
                                    default -> slave ? "master" : "";
                                });
                // A mount on a slave does not propagate to other slaves of the same master.
                assertThat(read(name + ".late").contains("late-of-host"))
                        .as(name + " receives mounts of the host")
                        .isEqualTo(slave && hostMounts.equals("shared"));
                // The resulting propagation of the volume is the same as with pivot_root(2).
                assertThat(mountOfContainer(name, "/vol").propagation().replaceAll(":\\d+", ""))
                        .as(name)
                        .isEqualTo(mountOfContainer(value, "/vol").propagation().replaceAll(":\\d+", ""));
                assertThat(mountOfContainer(name, "/proc").type()).isEqualTo("proc");
            }
        }
    }

    /** A shared volume below a shared root: mounts propagate in both directions. */
    @Test
    void propagatesMountsInASharedVolume() throws IOException {
        Path rootfs = host.bundle().rootfs();
        Path pool = Files.createDirectories(host.directory().resolve("pool"));
        StringBuilder script =
                new StringBuilder("mount -t tmpfs pool " + pool + "\nmkdir " + pool + "/in " + pool + "/out\n");
        for (String propagation : List.of("rshared", "rslave", "rprivate", "none")) {
            Bundle bundle = bundle(rootfs).set("/linux/rootfsPropagation", "rshared");
            if (propagation.equals("none")) {
                bundle.mount("/vol", "bind", pool.toString(), "rbind");
            } else {
                bundle.mount("/vol", "bind", pool.toString(), "rbind", propagation);
            }
            bundle.set(
                            "/process/capabilities",
                            Map.of(
                                    "bounding", List.of("CAP_SYS_ADMIN"),
                                    "permitted", List.of("CAP_SYS_ADMIN"),
                                    "effective", List.of("CAP_SYS_ADMIN")))
                    .script("mount -t tmpfs of-container /vol/out; " + PROGRAM);
            for (String flag : List.of("", "--no-pivot")) {
                String name = propagation + flag;
                script.append("start " + name + " " + bundle.directory() + " " + flag + "\n")
                        .append("mount -t tmpfs of-host " + pool + "/in\n")
                        .append("cat /proc/$(cat $OUT/" + name + ".pid)/mountinfo > $OUT/" + name + ".late\n")
                        .append("umount " + pool + "/in\n")
                        .append("stop " + name + "\n")
                        .append("umount " + pool + "/out 2>/dev/null\n");
            }
        }
        script.append("true\n");
        runInMountNamespace("shared", script.toString()).ok();

        for (String propagation : List.of("rshared", "rslave", "rprivate", "none")) {
            for (String flag : List.of("", "--no-pivot")) {
                String name = propagation + flag;
                assertThat(read(name + ".out")).as(name + read(name + ".err")).contains("of-container");
                assertThat(read(name + ".during").contains("of-container"))
                        .as(name + " propagates to the host")
                        .isEqualTo(propagation.equals("rshared"));
                assertThat(read(name + ".late").contains("of-host"))
                        .as(name + " receives from the host")
                        .isEqualTo(!propagation.equals("rprivate"));
            }
        }
    }

    /** Without a mount namespace: with mounts, in a new namespace, and without mounts, in that of the host. */
    @Test
    void doesNotPropagateToTheHostWithoutAMountNamespace() throws IOException {
        Path rootfs = host.bundle().rootfs();
        Files.createDirectories(rootfs.resolve("late"));
        StringBuilder script = new StringBuilder("mount --bind " + rootfs + " " + rootfs + "\n");
        for (boolean mounts : List.of(true, false)) {
            Bundle bundle = bundle(rootfs)
                    .removeNamespace("mount")
                    .set("/linux/maskedPaths", List.of())
                    .set("/linux/readonlyPaths", List.of());
            if (!mounts) {
                bundle.set("/mounts", List.of());
                bundle.script("echo end; exec sleep 100000");
            }
            for (String flag : List.of("", "--no-pivot")) {
                String name = (mounts ? "mounts" : "none") + flag;
                script.append("start " + name + " " + bundle.directory() + " " + flag + "\n")
                        .append("mount -t tmpfs late-of-host " + rootfs + "/late\n")
                        .append("cat /proc/$(cat $OUT/" + name + ".pid)/mountinfo > $OUT/" + name + ".late\n")
                        .append("umount " + rootfs + "/late\n")
                        .append("stop " + name + "\n");
            }
        }
        runInMountNamespace("shared", script.toString()).ok();

        for (String name : List.of("mounts", "mounts--no-pivot", "none", "none--no-pivot")) {
            assertHostMountsUnchanged(name);
            // The mount is visible, as in the host's own namespace.
            assertThat(read(name + ".late")).as(name).contains("late-of-host");
        }
    }

    /** Joining it would change the root of all processes of the host. */
    @Test
    void rejectsTheMountNamespaceOfTheHost() throws IOException {
        Bundle bundle = bundle(host.bundle().rootfs()).namespace("mount", "/proc/self/ns/mnt");
        Outcome outcome = runInMountNamespace(
                "private", "start own " + bundle.directory() + "\nresult=$?\nstop own\nexit $result\n");
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(read("own.err")).contains("the mount namespace of the runtime");
        assertThat(table("own.after")).isEqualTo(table("own.before"));
    }
}
