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
 * What propagates between a container's mounts and the host's, {@code mount_namespaces(7)}. The host is a mount namespace
 * of the test's own, in which every mount is shared, private, or a slave: what reached it would take the machine's file
 * systems away.
 */
@Requires({Need.ROOT, Need.BUSYBOX, Need.UNSHARE})
class MountPropagationIT {

    private static final List<String> VALUES = List.of(
            "unset", "private", "rprivate", "slave", "rslave", "shared", "rshared", "unbindable", "runbindable");

    /** Prints its mounts, and stays. */
    private static final String PROGRAM = "cat /proc/self/mountinfo; echo end; exec sleep 1000";

    /**
     * A function for the shell that is the host: runs a container in the background and waits until it has printed its
     * mounts. Arguments: a name, the bundle, flags.
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

    /** Runs a script in a mount namespace of the test's own; its result. */
    private Outcome onHost(String propagation, String script) throws IOException {
        out = Files.createDirectories(host.folder().resolve("out"));
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

    /** What the container saw when it began. */
    private Mounts.Entry seen(String name, String target) throws IOException {
        String text = read(name + ".out");
        return Mounts.at(Mounts.parse(text), target).orElseThrow(() -> new AssertionError(name + ": " + text));
    }

    private void assertTheHostIsAsItWas(String name) throws IOException {
        String before = table(name + ".before");
        assertThat(table(name + ".during"))
                .as(name + " while it runs: " + read(name + ".err"))
                .isEqualTo(before);
        assertThat(table(name + ".after"))
                .as(name + " afterwards: " + read(name + ".err"))
                .isEqualTo(before);
    }

    /** A mount table, without what others mount in directories for temporary files: that may go at any time. */
    private String table(String name) throws IOException {
        String others = " " + host.folder().getParent() + "/";
        String own = " " + host.folder() + "/";
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
     * Every value, with and without pivot_root(2). While the container runs, the host mounts something below its root: it
     * appears inside only if the root is a slave.
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
    void nothingReachesTheHost(String hostMounts, boolean ownMount, boolean user) throws IOException {
        Path rootfs = host.bundle().rootfs();
        Files.createDirectories(rootfs.resolve("late"));
        Files.createDirectories(rootfs.resolve("vol"));
        Path pool = Files.createDirectories(host.folder().resolve("pool"));
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
                script.append("start " + name + " " + bundle.folder() + " " + flag + "\n")
                        .append("mount -t tmpfs late-of-host " + rootfs + "/late\n")
                        .append("cat /proc/$(cat $OUT/" + name + ".pid)/mountinfo > $OUT/" + name + ".late\n")
                        .append("umount " + rootfs + "/late\n")
                        .append("stop " + name + "\n");
            }
        }
        onHost(hostMounts, script.toString()).ok();

        for (String value : VALUES) {
            for (String flag : List.of("", "--no-pivot")) {
                String name = value + flag;
                assertTheHostIsAsItWas(name);
                Mounts.Entry root = seen(name, "/");
                boolean slave = value.endsWith("slave") && !hostMounts.equals("private");
                assertThat(root.propagation().replaceAll(":\\d+", ""))
                        .as(name)
                        .isEqualTo(
                                switch (value) {
                                    case "shared", "rshared" -> "shared";
                                    case "unbindable", "runbindable" -> "unbindable";
                                    default -> slave ? "master" : "";
                                });
                // What is mounted on a slave goes to no other slave of the same master.
                assertThat(read(name + ".late").contains("late-of-host"))
                        .as(name + " sees the host")
                        .isEqualTo(slave && hostMounts.equals("shared"));
                // What the volume ends with is what pivot_root(2) gives as well.
                assertThat(seen(name, "/vol").propagation().replaceAll(":\\d+", ""))
                        .as(name)
                        .isEqualTo(seen(value, "/vol").propagation().replaceAll(":\\d+", ""));
                assertThat(seen(name, "/proc").type()).isEqualTo("proc");
            }
        }
    }

    /** A volume that is shared on purpose under a root that is shared: mounts appear on the other side. */
    @Test
    void whatIsMountedInASharedVolumeAppearsOnTheHost() throws IOException {
        Path rootfs = host.bundle().rootfs();
        Path pool = Files.createDirectories(host.folder().resolve("pool"));
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
                script.append("start " + name + " " + bundle.folder() + " " + flag + "\n")
                        .append("mount -t tmpfs of-host " + pool + "/in\n")
                        .append("cat /proc/$(cat $OUT/" + name + ".pid)/mountinfo > $OUT/" + name + ".late\n")
                        .append("umount " + pool + "/in\n")
                        .append("stop " + name + "\n")
                        .append("umount " + pool + "/out 2>/dev/null\n");
            }
        }
        script.append("true\n");
        onHost("shared", script.toString()).ok();

        for (String propagation : List.of("rshared", "rslave", "rprivate", "none")) {
            for (String flag : List.of("", "--no-pivot")) {
                String name = propagation + flag;
                assertThat(read(name + ".out")).as(name + read(name + ".err")).contains("of-container");
                assertThat(read(name + ".during").contains("of-container"))
                        .as(name + " to the host")
                        .isEqualTo(propagation.equals("rshared"));
                assertThat(read(name + ".late").contains("of-host"))
                        .as(name + " from the host")
                        .isEqualTo(!propagation.equals("rprivate"));
            }
        }
    }

    /** Without a mount namespace: with mounts, in one that is made for them, and without, in the host's. */
    @Test
    void nothingReachesTheHostWithoutAMountNamespace() throws IOException {
        Path rootfs = host.bundle().rootfs();
        Files.createDirectories(rootfs.resolve("late"));
        StringBuilder script = new StringBuilder("mount --bind " + rootfs + " " + rootfs + "\n");
        for (boolean mounts : List.of(true, false)) {
            Bundle bundle = bundle(rootfs)
                    .withoutNamespace("mount")
                    .set("/linux/maskedPaths", List.of())
                    .set("/linux/readonlyPaths", List.of());
            if (!mounts) {
                bundle.set("/mounts", List.of());
                bundle.script("echo end; exec sleep 1000");
            }
            for (String flag : List.of("", "--no-pivot")) {
                String name = (mounts ? "mounts" : "none") + flag;
                script.append("start " + name + " " + bundle.folder() + " " + flag + "\n")
                        .append("mount -t tmpfs late-of-host " + rootfs + "/late\n")
                        .append("cat /proc/$(cat $OUT/" + name + ".pid)/mountinfo > $OUT/" + name + ".late\n")
                        .append("umount " + rootfs + "/late\n")
                        .append("stop " + name + "\n");
            }
        }
        onHost("shared", script.toString()).ok();

        for (String name : List.of("mounts", "mounts--no-pivot", "none", "none--no-pivot")) {
            assertTheHostIsAsItWas(name);
            // As it would in the host's own.
            assertThat(read(name + ".late")).as(name).contains("late-of-host");
        }
    }

    /** The root of every process of the host would be changed. */
    @Test
    void theHostsMountNamespaceIsNotJoined() throws IOException {
        Bundle bundle = bundle(host.bundle().rootfs()).namespace("mount", "/proc/self/ns/mnt");
        Outcome outcome = onHost("private", "start own " + bundle.folder() + "\nresult=$?\nstop own\nexit $result\n");
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(read("own.err")).contains("the mount namespace of the runtime");
        assertThat(table("own.after")).isEqualTo(table("own.before"));
    }
}
