package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images and configurations that attack the host: one test for each class of vulnerability that runtimes have had. */
@Requires({Need.ROOT, Need.BUSYBOX})
class HostileImageIT {

    private static final List<String> CONTAINER_FILES = List.of(
            "null", "zero", "full", "random", "urandom", "tty", "console", "ptmx", "pts", "shm", "mqueue", "fd",
            "stdin", "stdout", "stderr", "core", "cgroup", "self");

    @RegisterExtension
    final TestHost host = new TestHost();

    private Path decoy() throws IOException {
        Path decoy = host.directory().resolve("decoy");
        Files.createDirectories(decoy.resolve("fs"));
        Files.writeString(decoy.resolve("file"), "untouched");
        return decoy;
    }

    private static void replace(Bundle bundle, String name, String target) throws IOException {
        Path path = bundle.rootfs().resolve(name);
        Files.deleteIfExists(path);
        Files.createSymbolicLink(path, Path.of(target));
    }

    /** Runs a command and asserts that it changes nothing on the host and leaves no mount. */
    private Outcome runAndAssertHostUnchanged(Command command, Path... trees) throws IOException {
        Map<String, String> before = hostState(trees);
        List<Mounts.Entry> mounts = Mounts.ofHost();
        Outcome outcome = command.run();
        assertThat(Mounts.ofHost()).as(outcome.toString()).isEqualTo(mounts);
        assertThat(hostState(trees)).as(outcome.toString()).isEqualTo(before);
        return outcome;
    }

    private static Map<String, String> hostState(Path... trees) throws IOException {
        Map<String, String> found = new TreeMap<>(HostFiles.of(Path.of("/etc")));
        for (Path tree : trees) {
            found.putAll(HostFiles.of(tree));
        }
        for (String directory : List.of("/", "/tmp", "/sys")) {
            for (String name : CONTAINER_FILES) {
                Path path = Path.of(directory, name);
                found.put(path.toString(), Boolean.toString(Files.exists(path)));
            }
        }
        found.put(
                "/dev/null",
                Files.readAttributes(Path.of("/dev/null"), "unix:mode,uid,gid,rdev,ino")
                        .toString());
        return found;
    }

    @ParameterizedTest
    @CsvSource({
        "dev, /etc",
        "proc, /tmp",
        "sys, /",
        "dev, DECOY",
        "proc, DECOY",
        "sys, DECOY",
        "dev, ../../../../etc",
        "dev, /proc/self/root/etc",
        "dev, /proc/1/cwd",
    })
    void resolvesLinksOutOfTheRootInsideIt(String name, String target) throws IOException {
        Path decoy = decoy();
        Bundle bundle = host.bundle().script("true").set("/root/readonly", false);
        replace(bundle, name, target.replace("DECOY", decoy.toString()));
        Outcome outcome = runAndAssertHostUnchanged(host.runCommand(bundle), decoy);
        if (!name.equals("dev")) {
            outcome.failure();
        }
        host.assertNothingLeft();
    }

    @Test
    void doesNotFollowLinksOfAnImageToTheHost() throws IOException {
        Path decoy = decoy();
        Bundle bundle = host.bundle()
                .script("true")
                .set("/root/readonly", false)
                .set("/process/cwd", "/work/a/b")
                .add("/linux/devices", Map.of("path", "/nodes/x", "type", "c", "major", 1, "minor", 3))
                .add("/linux/maskedPaths", "/masked", "/masked/file", "/up/file")
                .add("/linux/readonlyPaths", "/read", "/read/fs", "/up");
        replace(bundle, "work", decoy.toString());
        replace(bundle, "nodes", decoy.toString());
        replace(bundle, "masked", decoy.toString());
        replace(bundle, "read", decoy.toString());
        replace(bundle, "mounts", decoy.toString());
        replace(bundle, "up", "../../.." + decoy);
        replace(bundle, "dangling", decoy + "/new");
        bundle.mount("/mounts/one", "tmpfs", "tmpfs");
        bundle.mount("/dangling", "bind", "/etc/passwd", "bind");
        bundle.mount("/up/two", "tmpfs", "tmpfs");
        runAndAssertHostUnchanged(host.runCommand(bundle), decoy);
        host.assertNothingLeft();
        // Links are resolved inside the root, so the path of the decoy was created there.
        assertThat(bundle.rootfs().resolve(decoy.toString().substring(1))).isDirectory();
    }

    @Test
    void rejectsARootThatIsALinkToTheHostsRoot() throws IOException {
        Bundle bundle = host.bundle().args("true");
        Files.createSymbolicLink(bundle.directory().resolve("rootfs/all"), Path.of("/"));
        bundle.set("/root/path", "rootfs/all");
        runAndAssertHostUnchanged(host.runCommand(bundle)).failure();
        host.assertNothingLeft();
    }

    /** CVE-2024-21626: a descriptor of the runtime as working directory. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 20})
    void rejectsAWorkingDirectoryThroughADescriptor(int descriptor) {
        Bundle bundle = host.bundle().script("pwd; cat ../../../../etc/hostname");
        bundle.set("/process/cwd", "/proc/self/fd/" + descriptor);
        host.run(bundle).failure();
        host.assertNothingLeft();
    }

    /** CVE-2024-21626: the program does not inherit the descriptors that the caller left open. */
    @Test
    void closesDescriptorsOfTheCaller() {
        Outcome outcome = host.runCommand(host.bundle().script("ls /proc/self/fd"))
                .via("sh", "-c", "exec 5</ 9</etc \"$@\"", "sh")
                .run();
        assertThat(outcome.ok().out()).isEqualTo("0\n1\n2\n3\n");
    }

    /** CVE-2019-5736: the program that runs in the container before its own must not be the file of the host. */
    @Test
    void protectsTheRuntimesProgramInProc() throws Exception {
        String before = hash(Distribution.program());
        Bundle self = host.bundle().args("/proc/self/exe", "state", "x");
        Outcome outcome = runAndAssertHostUnchanged(host.runCommand(self));
        assertThat(outcome.status()).isNotZero();
        Bundle interpreter = host.bundle().args("/start").set("/root/readonly", false);
        Path script = Files.writeString(interpreter.rootfs().resolve("start"), "#!/proc/self/exe\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        runAndAssertHostUnchanged(host.runCommand(interpreter));
        assertThat(hash(Distribution.program())).isEqualTo(before);
        host.assertNothingLeft();
    }

    /** While the container is being created, init runs from a sealed copy that has no path. */
    @Test
    void runsInitFromASealedCopy() throws IOException {
        String id = host.create(host.bundle().args("true"));
        long init = host.pid(id);
        assertThat(Processes.link(init, "exe")).startsWith("/memfd:");
        assertThat(host.program(List.of("sh", "-c", "echo x >> /proc/" + init + "/exe"))
                        .run()
                        .status())
                .isNotZero();
    }

    private static String hash(Path file) throws IOException, NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    /** CVE-2016-9962: a process of the container must not access a process of the runtime. */
    @Test
    void makesInitNotDumpableUntilTheProgramRuns() throws IOException {
        String first = host.start(host.bundle().args("sleep", "100000"));
        String id = host.create(host.bundle()
                .namespace("ipc", "/proc/" + host.pid(first) + "/ns/ipc")
                .set("/process/user", Map.of("uid", 1000, "gid", 1000))
                .args("sleep", "100000"));
        long init = host.pid(id);
        // The files in /proc of a process that is not dumpable belong to root.
        assertThat(Files.getAttribute(Path.of("/proc/" + init + "/status"), "unix:uid"))
                .isEqualTo(0);
        host.hexrun("start", id).ok();
        Await.until("the program to run", () -> Processes.text(init, "comm").equals("sleep\n"));
        assertThat(Files.getAttribute(Path.of("/proc/" + init + "/status"), "unix:uid"))
                .isEqualTo(1000);
    }

    /**
     * With its own namespaces, init is dumpable, since an unprivileged user's exec needs that. It must hold nothing of
     * the host.
     */
    @Test
    void closesDescriptorsOfTheHostInTheWaitingInit() throws IOException {
        String id = host.create(host.bundle().args("sleep", "100000"));
        Map<String, String> held = Processes.descriptors(host.pid(id));
        held.keySet().removeAll(List.of("0", "1", "2"));
        String fifo = host.stateRoot().resolve(id).resolve("exec.fifo").toString();
        // The descriptor table of init itself, through which it opens the start fifo again.
        assertThat(held.values()).isSubsetOf("/proc", "/proc/1/task/1/fd", fifo);
    }

    /** CVE-2025-31133: files are masked with the host's null device, independently of the image's. */
    @Test
    void masksWithTheHostsNullDevice() throws IOException {
        Bundle bundle = host.bundle()
                .removeMount("/dev/pts")
                .removeMount("/dev/shm")
                .removeMount("/dev/mqueue")
                .removeMount("/dev")
                .set("/root/readonly", false)
                .add("/linux/maskedPaths", "/secret")
                .script("cat /secret; stat -c %t:%T /secret; echo x > /secret; cat /proc/sys/kernel/core_pattern");
        Files.writeString(bundle.rootfs().resolve("secret"), "secret\n");
        Path pattern = Path.of("/proc/sys/kernel/core_pattern");
        String before = Files.readString(pattern);
        replace(bundle, "dev/null", pattern.toString());
        Outcome outcome = runAndAssertHostUnchanged(host.runCommand(bundle));
        assertThat(outcome.out()).doesNotContain("secret");
        assertThat(Files.readString(pattern)).isEqualTo(before);
        if (outcome.status() == 0) {
            assertThat(outcome.out()).startsWith("1:3\n");
        }
        host.assertNothingLeft();
    }

    /** CVE-2019-16884: a volume that pretends to be procfs. */
    @Test
    void rejectsAFakeProc() {
        Bundle bundle = host.bundle().removeMount("/proc").args("true").set("/root/readonly", false);
        bundle.mount("/proc", "tmpfs", "tmpfs");
        assertThat(host.run(bundle).failure()).contains("/proc");
        bundle.removeMount("/proc").mount("/proc", "bind", "/tmp", "bind");
        assertThat(host.run(bundle).failure()).contains("/proc");
        host.assertNothingLeft();
    }

    /** CVE-2025-52881: sysctls are written through a procfs that mounts of the container cannot cover. */
    @Test
    void writesSysctlsToTheKernelDespiteAFakeProc() throws IOException {
        Bundle bundle = host.bundle()
                .removeMount("/proc")
                .set("/root/readonly", false)
                .remove("/linux/maskedPaths")
                .remove("/linux/readonlyPaths")
                .set("/linux/sysctl", Map.of("net.ipv4.ip_forward", "1"))
                .script("ip netns >/dev/null 2>&1; cat /proc/sys/net/ipv4/ip_forward");
        Path fake = Files.createDirectories(bundle.rootfs().resolve("proc/sys/net/ipv4"));
        Files.writeString(fake.resolve("ip_forward"), "fake\n");
        assertThat(host.output(bundle)).isEqualTo("fake\n");
        assertThat(fake.resolve("ip_forward")).hasContent("fake\n");
    }

    /** CVE-2019-19921: a link in place of the mount point of procfs. */
    @ParameterizedTest
    @ValueSource(strings = {"proc", "sys"})
    void rejectsALinkAsMountPointOfProcOrSys(String name) throws IOException {
        Bundle bundle = host.bundle().args("true");
        replace(bundle, name, "tmp");
        assertThat(host.run(bundle).failure()).contains("must be mounted on ordinary directory");
        host.assertNothingLeft();
    }

    /** CVE-2019-16884, CVE-2025-52881: no mount covers a part of procfs, on any path to it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/proc/self",
                "/proc/self/attr",
                "/proc/1/attr/exec",
                "/proc/sys",
                "/proc/sys/kernel",
                "/proc/thread-self/attr/current",
                "/far/../proc/self/attr",
                "/proc/self/root/proc/sys",
                "/link/self",
                "/link/sys/net"
            })
    void rejectsMountsOverPartsOfProc(String destination) throws IOException {
        for (String type : List.of("tmpfs", "bind")) {
            Bundle bundle = host.bundle().args("true").set("/root/readonly", false);
            Files.createSymbolicLink(bundle.rootfs().resolve("link"), Path.of("/proc"));
            Path fake = Files.createDirectories(host.directory().resolve("fake"));
            bundle.mount(destination, type, fake.toString(), type.equals("bind") ? "bind" : "size=4k");
            Outcome outcome = runAndAssertHostUnchanged(host.runCommand(bundle), fake);
            assertThat(outcome.failure()).contains(destination.startsWith("/far") ? "/proc" : destination);
        }
        host.assertNothingLeft();
    }

    /** A terminal is created by the container's own devpts, not from a file of the image or of a volume. */
    @ParameterizedTest
    @CsvSource({"l, /dev/pts/ptmx", "l, DECOY/file", "c 5 2, ''", "p, ''", "f, ''", "d, ''", "bound, /dev/pts"})
    void rejectsATerminalOfTheImage(String kind, String target) throws IOException {
        Path decoy = decoy();
        Bundle bundle = host.bundle()
                .removeMount("/dev/pts")
                .removeMount("/dev/shm")
                .removeMount("/dev/mqueue")
                .removeMount("/dev")
                .set("/root/readonly", false)
                .set("/process/terminal", true)
                .script("true");
        Path pts = Files.createDirectories(bundle.rootfs().resolve("dev/pts"));
        String ptmx = pts.resolve("ptmx").toString();
        switch (kind) {
            case "l" -> Files.createSymbolicLink(Path.of(ptmx), Path.of(target.replace("DECOY", decoy.toString())));
            case "f" -> Files.writeString(Path.of(ptmx), "");
            case "d" -> Files.createDirectory(Path.of(ptmx));
            case "bound" -> bundle.mount("/dev/pts", "bind", target, "bind");
            default -> {
                List<String> line = new java.util.ArrayList<>(List.of("mknod", ptmx));
                line.addAll(List.of(kind.split(" ", -1)));
                host.program(line).run().ok();
            }
        }
        Outcome outcome = runAndAssertHostUnchanged(host.runCommand(bundle).via(Attacker.terminal()), decoy);
        if (kind.equals("bound")) {
            // If the host's terminals are bind mounted into a container, it gets one of those.
            assertThat(outcome.status()).as(outcome.toString()).isBetween(0, 1);
        } else {
            assertThat(outcome.status()).as(outcome.toString()).isEqualTo(1);
            assertThat(outcome.out()).contains("/dev/pts/ptmx");
        }
        host.assertNothingLeft();
    }

    /** A container must not be able to read the environment and arguments of the runtime. */
    @Test
    void hidesTheEnvironmentOfTheCaller() throws IOException {
        String id = host.newId();
        host.createCommand(host.bundle().args("sleep", "100000"), id)
                .with("HOST_SECRET", "x")
                .run()
                .ok();
        long init = host.pid(id);
        assertThat(new String(Files.readAllBytes(Path.of("/proc/" + init + "/environ")), StandardCharsets.UTF_8))
                .doesNotContain("HOST_SECRET");
        host.hexrun("start", id).ok();
        Await.until("the program to run", () -> Processes.text(init, "comm").equals("sleep\n"));
        assertThat(Processes.text(init, "environ")).doesNotContain("HOST_SECRET");
    }

    @Test
    void createsStateWithRestrictedPermissions() throws IOException {
        String id = host.create(host.bundle().args("true"));
        assertThat(mode(host.stateRoot())).isEqualTo("rwx------");
        assertThat(mode(host.stateRoot().resolve(id))).isEqualTo("rwx--x--x");
        assertThat(mode(host.stateRoot().resolve(id).resolve("exec.fifo"))).isEqualTo("rw--w--w-");
        assertThat(mode(host.stateRoot().resolve(id).resolve("state.json"))).isEqualTo("rw-------");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
