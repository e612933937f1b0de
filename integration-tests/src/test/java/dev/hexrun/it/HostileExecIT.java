package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Images, containers and callers that attack the host through {@code exec}: one test for each class of vulnerability
 * that runtimes have had.
 */
@Requires({Need.ROOT, Need.BUSYBOX, Need.ATTACKER})
class HostileExecIT {

    /** The kind of file that a hostile image has in a path. */
    enum Trap {
        LINK_TO_HOST_FILE,
        LINK_TO_ITSELF,
        FIFO,
        DEVICE,
        DIRECTORY,
        HUGE_FILE,
        OTHER_TERMINAL
    }

    @RegisterExtension
    final TestHost host = new TestHost();

    private Bundle sleeper() {
        return Attacker.into(host.bundle()).args("sleep", "100000");
    }

    /** Returns a bundle whose /dev is that of the image. */
    private Bundle bundleWithDevOfTheImage() {
        Bundle bundle = sleeper().set("/root/readonly", false);
        for (String target : List.of("/dev/mqueue", "/dev/shm", "/dev/pts", "/dev")) {
            bundle.removeMount(target);
        }
        return bundle;
    }

    /** Asserts that the process was not started, and returns the error line. */
    private static String execError(Outcome outcome) {
        assertThat(outcome.status()).as(outcome.toString()).isEqualTo(255);
        assertThat(outcome.out()).as(outcome.toString()).isEmpty();
        assertThat(outcome.err().lines().count()).as(outcome.toString()).isEqualTo(1);
        return outcome.err();
    }

    private void replace(Path path, Trap trap) throws IOException {
        Files.createDirectories(path.getParent());
        Files.deleteIfExists(path);
        switch (trap) {
            case LINK_TO_HOST_FILE -> Files.createSymbolicLink(path, decoy());
            case LINK_TO_ITSELF -> Files.createSymbolicLink(path, path.getFileName());
            case FIFO -> host.program(List.of("mkfifo", path.toString())).run().ok();
            case DEVICE ->
                host.program(List.of("mknod", path.toString(), "c", "1", "5"))
                        .run()
                        .ok();
            case DIRECTORY -> Files.createDirectory(path);
            case HUGE_FILE -> {
                try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                    file.setLength(1L << 40);
                }
            }
            case OTHER_TERMINAL ->
                host.program(List.of("mknod", path.toString(), "c", "5", "2"))
                        .run()
                        .ok();
        }
        if (!Files.isSymbolicLink(path)) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
    }

    /** Returns a file of the host that must not be read or changed. */
    private Path decoy() throws IOException {
        Path decoy = host.directory().resolve("decoy");
        if (!Files.exists(decoy)) {
            Files.writeString(decoy, "root:x:0:0:root:/untouched:/bin/sh\n");
        }
        return decoy;
    }

    private void assertDecoyUntouched() throws IOException {
        assertThat(decoy()).hasContent("root:x:0:0:root:/untouched:/bin/sh\n");
        assertThat(Files.readAttributes(decoy(), "unix:uid,mode").toString()).contains("uid=0");
    }

    private static String digest(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException | NoSuchAlgorithmException failed) {
            throw new IllegalStateException(failed);
        }
    }

    // Descriptors that the caller left open, CVE-2016-9962 and CVE-2024-21626.

    @Test
    void passesOnlyTheStandardStreams() {
        String[] leaks = Attacker.leaks(List.of("/", "/etc", "/root", "/etc/passwd", "/proc/self/exe"), 3);
        String expected = "0 /dev/null\n1 pipe\n2 pipe\nCapInh:\t0000000000000000\n";
        String id = host.start(sleeper());
        assertThat(host.command("exec", id, Attacker.INSIDE, "target", "3")
                        .via(leaks)
                        .via(Attacker.pipes())
                        .run()
                        .exits(3)
                        .out())
                .isEqualTo(expected);
        assertThat(host.runCommand(sleeper().args(Attacker.INSIDE, "target", "4"))
                        .via(leaks)
                        .via(Attacker.pipes())
                        .run()
                        .exits(4)
                        .out())
                .isEqualTo(expected);
    }

    /** Directories of the host are open at all of these descriptors in the command. */
    @Test
    void rejectsAWorkingDirectoryThroughADescriptor() {
        List<String> directories = new ArrayList<>();
        for (int fd = 3; fd <= 30; fd++) {
            directories.add(fd % 2 == 0 ? "/" : "/etc");
        }
        String id = host.start(sleeper());
        Bundle bundle = sleeper().args("pwd");
        for (int fd = 3; fd <= 30; fd += Distribution.exhaustive() ? 1 : 4) {
            String cwd = "/proc/self/fd/" + fd;
            Outcome executed = host.command("exec", "--cwd", cwd, id, "pwd")
                    .via(Attacker.leaks(directories, 3))
                    .run();
            assertThat(execError(executed)).contains(cwd);
            Outcome ran = host.runCommand(bundle.set("/process/cwd", cwd))
                    .via(Attacker.leaks(directories, 3))
                    .run();
            assertThat(ran.failure()).contains(cwd);
        }
        assertThat(host.command("exec", "--preserve-fds", "4", "--cwd", "/proc/self/fd/4", id, "pwd")
                        .via(Attacker.leaks(directories, 3))
                        .run()
                        .status())
                .isEqualTo(255);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/proc/self/fd/7",
                "/proc/self/fd/8/etc",
                "/proc/1/root/etc",
                "/proc/self/cwd",
                "/proc/thread-self/fd/7"
            })
    void rejectsAWorkingDirectoryThroughALinkToADescriptor(String target) throws IOException {
        Bundle bundle = sleeper();
        Files.createSymbolicLink(bundle.rootfs().resolve("work"), Path.of(target));
        String[] leaks = Attacker.leaks(List.of("/", "/etc", "/", "/etc", "/", "/etc"), 3);
        String id = host.start(bundle);
        assertThat(execError(host.command("exec", "--cwd", "/work", id, "pwd")
                        .via(leaks)
                        .run()))
                .contains("/work");
        assertThat(host.runCommand(bundle.args("pwd").set("/process/cwd", "/work"))
                        .via(leaks)
                        .run()
                        .failure())
                .contains("/work");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void rejectsAProgramThroughADescriptor(int fd) throws IOException {
        Files.createDirectories(host.directory().resolve("tools"));
        Files.copy(Distribution.attacker(), host.directory().resolve("tools/hostile"));
        host.directory().resolve("tools/hostile").toFile().setExecutable(true);
        List<String> directories = java.util.Collections.nCopies(
                10, host.directory().resolve("tools").toString());
        String id = host.start(sleeper());
        String directory = "/proc/self/fd/" + fd;
        assertThat(execError(host.command("exec", id, directory + "/hostile", "target", "0")
                        .via(Attacker.leaks(directories, 3))
                        .run()))
                .contains(directory);
        assertThat(execError(host.command("exec", "-e", "PATH=" + directory + ":/nowhere", id, "hostile", "target", "0")
                        .via(Attacker.leaks(directories, 3))
                        .run()))
                .contains("executable file not found in $PATH");
    }

    // The runtime's own program, CVE-2019-5736.

    /** The runtime would become the interpreter of a script in the image, with libraries of the image. */
    @ParameterizedTest
    @ValueSource(strings = {"/script", "/link", "/proc/self/exe"})
    void runsNoCodeOfTheImageInTheRuntime(String program) throws IOException {
        Bundle bundle = hostileBundle();
        // Shows that the attack works: a program with a dynamic linker gets that of the image.
        String id = host.start(bundle);
        Outcome dynamic = host.hexrun("exec", id, "/dynamic");
        assertThat(dynamic.out()).as(dynamic.toString()).isEqualTo("the image's code runs\n");

        Map<String, String> before = HostFiles.of(Distribution.home().resolve("bin"));
        String digest = digest(Distribution.program());
        Outcome executed = host.hexrun("exec", "-e", "LD_PRELOAD=/lib/evil.so", id, program);
        Outcome ran = host.run(bundle.args(program));
        assertThat(executed.out() + ran.out()).doesNotContain("the image's code runs");
        assertThat(executed.status()).as(executed.toString()).isNotZero();
        assertThat(ran.status()).as(ran.toString()).isNotZero();
        assertThat(HostFiles.of(Distribution.home().resolve("bin"))).isEqualTo(before);
        assertThat(digest(Distribution.program())).isEqualTo(digest);
    }

    private Bundle hostileBundle() throws IOException {
        Bundle bundle = sleeper();
        Path root = bundle.rootfs();
        Files.writeString(root.resolve("script"), "#!/proc/self/exe\n");
        root.resolve("script").toFile().setExecutable(true);
        Files.createSymbolicLink(root.resolve("link"), Path.of("/proc/self/exe"));
        Files.writeString(root.resolve("etc/ld.so.preload"), "/lib/evil.so\n");
        Files.copy(Path.of("/usr/bin/env").toRealPath(), root.resolve("dynamic"));
        root.resolve("dynamic").toFile().setExecutable(true);
        for (String linker : List.of(
                "lib64/ld-linux-x86-64.so.2",
                "lib/ld-linux-aarch64.so.1",
                "lib/ld-musl-x86_64.so.1",
                "lib/ld-musl-aarch64.so.1",
                "lib/evil.so")) {
            Files.createDirectories(root.resolve(linker).getParent());
            Files.copy(Distribution.attacker(), root.resolve(linker));
            root.resolve(linker).toFile().setExecutable(true);
        }
        return bundle;
    }

    /**
     * A container may open the program that is executed in it, here with the capability to trace; it must be a sealed
     * copy.
     */
    @Test
    void executesASealedCopyInTheContainer() throws IOException {
        Bundle bundle = hostileBundle().args(Attacker.INSIDE, "watch");
        for (String set : List.of("bounding", "effective", "permitted")) {
            bundle.set("/process/capabilities/" + set, List.of("CAP_SYS_PTRACE", "CAP_DAC_OVERRIDE"));
        }
        Path log = host.directory().resolve("log");
        String id = host.newId();
        host.createCommand(bundle, id).stdoutTo(log).run().ok();
        host.hexrun("start", id).ok();
        String digest = digest(Distribution.program());
        // Repeats until the attacker has opened the program; otherwise the test would show nothing.
        Await.until("the attacker to open the runtime's program", () -> {
            host.hexrun("exec", id, "/script");
            return Attacker.text(log).contains("opened /memfd:hexrun (deleted)");
        });
        for (int i = 0; i < 10; i++) {
            host.hexrun("exec", id, i % 2 == 0 ? "/script" : "/link");
        }
        assertThat(Attacker.text(log)).doesNotContain("wrote ").doesNotContain("opened " + Distribution.home());
        assertThat(digest(Distribution.program())).isEqualTo(digest);
        assertThat(host.hexrun("--version").ok().out()).startsWith("hexrun");
    }

    // Capabilities, CVE-2022-29162.

    @Test
    @Requires(Need.SETPRIV)
    void clearsInheritableCapabilities() {
        String id = host.start(sleeper());
        String[] generous = {"setpriv", "--inh-caps=+net_raw,+chown", "--ambient-caps=+net_raw,+chown"};
        for (List<String> flags :
                List.of(List.<String>of(), List.of("--cap", "CAP_NET_RAW"), List.of("--user", "1000"))) {
            List<String> line = new ArrayList<>(List.of("exec"));
            line.addAll(flags);
            line.addAll(List.of(id, "grep", "-E", "CapInh|CapAmb", "/proc/self/status"));
            assertThat(host.command(line.toArray(String[]::new))
                            .via(generous)
                            .run()
                            .ok()
                            .out())
                    .isEqualTo("CapInh:\t0000000000000000\nCapAmb:\t0000000000000000\n");
        }
    }

    // Users, CVE-2026-30892.

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1", "4294967295", "4294967296", "18446744073709551616", "99999999999999999999999", "1000.5", "1e-3",
                        "\"0\"",
                "\"root\"", "\"\"", "true", "[]", "{}", "0x0", "00", "-0.5"
            })
    void rejectsInvalidIdsInsteadOfUsingRoot(String garbage) throws IOException {
        String id = host.start(sleeper());
        for (String user : List.of(
                "{\"uid\":" + garbage + ",\"gid\":1000}",
                "{\"uid\":1000,\"gid\":" + garbage + "}",
                "{\"uid\":1000,\"gid\":1000,\"additionalGids\":[" + garbage + "]}")) {
            Path file = Files.writeString(
                    host.directory().resolve("process.json"),
                    "{\"args\":[\"id\"],\"cwd\":\"/\",\"env\":[\"PATH=/bin\"],\"user\":" + user + "}");
            Outcome outcome = host.hexrun("exec", "--process", file.toString(), id);
            assertThat(execError(outcome)).as(user).isNotEmpty();
        }
    }

    // Special files in an image in paths that the runtime uses.

    @ParameterizedTest
    @CsvSource({"LINK_TO_HOST_FILE", "LINK_TO_ITSELF", "FIFO", "DEVICE", "DIRECTORY", "HUGE_FILE", "OTHER_TERMINAL"})
    void rejectsATerminalOfTheImage(Trap trap) throws IOException {
        Bundle bundle = bundleWithDevOfTheImage();
        replace(bundle.rootfs().resolve("dev/pts/ptmx"), trap);
        String id = host.start(bundle);
        Outcome outcome =
                host.command("exec", "-t", id, "true").via(Attacker.terminal()).run();
        assertThat(outcome.status()).as(outcome.toString()).isEqualTo(255);
        assertThat(outcome.out()).contains("/dev/pts/ptmx");
        assertDecoyUntouched();
    }

    @ParameterizedTest
    @CsvSource({"LINK_TO_HOST_FILE", "LINK_TO_ITSELF", "FIFO", "DEVICE", "DIRECTORY", "HUGE_FILE"})
    void toleratesSpecialFilesInDevAndEtc(Trap trap) throws IOException {
        Bundle bundle = sleeper().set("/root/readonly", false);
        String id = host.start(bundle.script("rm -f /dev/console /dev/tty /dev/ptmx; exec sleep 100000"));
        Path root = Path.of("/proc/" + host.pid(id) + "/root");
        Await.until(
                "the removal of files in /dev",
                () -> !Files.exists(root.resolve("dev/tty"), LinkOption.NOFOLLOW_LINKS));
        for (String name :
                List.of("dev/console", "dev/tty", "dev/ptmx", "etc/passwd", "etc/group", "etc/ld.so.preload")) {
            replace(root.resolve(name), trap);
        }
        Outcome outcome = host.command("exec", "-t", id, "sh", "-c", "[ -t 0 ] && echo $HOME; exit 5")
                .via(Attacker.terminal())
                .run();
        assertThat(outcome.exits(5).out()).isEqualTo("/\r\n");
        assertDecoyUntouched();
    }

    @ParameterizedTest
    @CsvSource({"LINK_TO_HOST_FILE", "FIFO", "DEVICE", "DIRECTORY", "HUGE_FILE"})
    void ignoresAFakeProc(Trap trap) throws IOException {
        Bundle bundle = sleeper().set("/root/readonly", false).removeMount("/proc");
        bundle.remove("/linux/maskedPaths").remove("/linux/readonlyPaths");
        Files.delete(bundle.rootfs().resolve("proc"));
        if (trap == Trap.DIRECTORY) {
            for (String name : List.of("self/exe", "self/ns/mnt", "self/fd/3", "self/setgroups", "1/stat")) {
                replace(bundle.rootfs().resolve("proc").resolve(name), Trap.LINK_TO_HOST_FILE);
            }
        } else {
            replace(bundle.rootfs().resolve("proc"), trap);
        }
        String id = host.start(bundle);
        assertThat(host.command("exec", "-t", id, "sh", "-c", "[ -t 0 ] && echo in; exit 6")
                        .via(Attacker.terminal())
                        .run()
                        .exits(6)
                        .out())
                .isEqualTo("in\r\n");
        assertDecoyUntouched();
    }

    @Test
    void skipsInvalidEntriesOfPath() throws IOException {
        Bundle bundle = sleeper();
        Path hostile = Files.createDirectories(bundle.rootfs().resolve("hostile"));
        int number = 0;
        StringBuilder path =
                new StringBuilder("\u0001::.:..:relative:/proc/self/fd:/proc/self/exe:/dev/fd/3:" + "/x".repeat(3000));
        for (Trap trap : List.of(Trap.FIFO, Trap.DEVICE, Trap.DIRECTORY, Trap.LINK_TO_ITSELF, Trap.LINK_TO_HOST_FILE)) {
            replace(hostile.resolve(++number + "/id"), trap);
            path.append(":/hostile/").append(number);
        }
        String id = host.start(bundle);
        Outcome found = host.hexrun("exec", "-e", "PATH=" + path + ":/bin", id, "id", "-u");
        assertThat(found.ok().out()).isEqualTo("0\n");
        assertThat(execError(host.hexrun("exec", "-e", "PATH=" + path, id, "id", "-u")))
                .contains("exec: \"id\"");
    }

    @ParameterizedTest
    @CsvSource({"LINK_TO_HOST_FILE", "LINK_TO_ITSELF", "FIFO", "DEVICE", "DIRECTORY"})
    void rejectsProgramsThatAreNotRegularFiles(Trap trap) throws IOException {
        Bundle bundle = sleeper();
        replace(bundle.rootfs().resolve("trap"), trap);
        String id = host.start(bundle);
        assertThat(execError(host.hexrun("exec", id, "/trap"))).contains("exec: \"/trap\"");
    }
}
