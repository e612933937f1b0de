package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The effect of seccomp filters on programs: config-linux.md, "Seccomp". */
@Requires({Need.ROOT, Need.BUSYBOX})
class SeccompIT {

    private static final String TRY_MKDIR = "mkdir /tmp/created 2> /dev/null && echo created || echo rejected; "
            + "grep '^Seccomp:' /proc/self/status | tr -d '\\t'";

    @RegisterExtension
    final TestHost host = new TestHost();

    private static Map<String, Object> denying(String... names) {
        return Map.of(
                "defaultAction",
                "SCMP_ACT_ALLOW",
                "syscalls",
                List.of(Map.of("names", List.of(names), "action", "SCMP_ACT_ERRNO", "errnoRet", 28)));
    }

    private Bundle bundle(boolean noNewPrivileges, int uid) {
        return host.bundle()
                .set("/process/noNewPrivileges", noNewPrivileges)
                .set("/process/user", Map.of("uid", uid, "gid", uid))
                .mount("/tmp", "tmpfs", "tmpfs", "mode=1777");
    }

    @ParameterizedTest
    @CsvSource({"true, 0", "false, 0", "true, 1000", "false, 1000"})
    void applyToTheProgramAndToExec(boolean noNewPrivileges, int uid) {
        Bundle bundle = bundle(noNewPrivileges, uid).set("/linux/seccomp", denying("mkdir", "mkdirat"));
        assertThat(host.output(bundle.script(TRY_MKDIR))).isEqualTo("rejected\nSeccomp:2\n");
        String id = host.start(bundle.args("sleep", "100000"));
        assertThat(host.hexrun("exec", id, "sh", "-c", TRY_MKDIR).ok().out()).isEqualTo("rejected\nSeccomp:2\n");
    }

    @Test
    void areNotInstalledWithoutAProfile() {
        assertThat(host.output(bundle(true, 0).script(TRY_MKDIR))).isEqualTo("created\nSeccomp:0\n");
        assertThat(host.output(bundle(true, 0).set("/linux/seccomp", Map.of()).script(TRY_MKDIR)))
                .isEqualTo("created\nSeccomp:0\n");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void killAProcessByAction(boolean noNewPrivileges) {
        Map<String, Object> profile = Map.of(
                "defaultAction",
                "SCMP_ACT_ALLOW",
                "syscalls",
                List.of(Map.of("names", List.of("mkdir", "mkdirat"), "action", "SCMP_ACT_KILL_PROCESS")));
        Bundle bundle = bundle(noNewPrivileges, 0)
                .set("/linux/seccomp", profile)
                .set("/process/rlimits", List.of(Map.of("type", "RLIMIT_CORE", "soft", 0, "hard", 0)))
                .args("mkdir", "/tmp/created");
        assertThat(host.run(bundle).status()).isEqualTo(128 + 31);
    }

    @Test
    void applyToStartContainerHooks() {
        Bundle bundle = bundle(true, 0)
                .set("/linux/seccomp", denying("mkdir", "mkdirat"))
                .set(
                        "/hooks/startContainer",
                        List.of(Map.of("path", "/bin/mkdir", "args", List.of("mkdir", "/tmp/hook"))))
                .args("true");
        assertThat(host.run(bundle).failure())
                .contains("error running startContainer hook #0")
                .contains("No space left on device");
        host.assertNothingLeft();
    }

    /**
     * With noNewPrivileges, the profile need not allow the system calls that the runtime makes before it executes the
     * program.
     */
    @Test
    void mayDenyNearlyAllCalls() {
        List<String> needed = new ArrayList<>(List.of(
                "execve", "write", "exit_group", "brk", "arch_prctl", "set_tid_address", "readlink", "mprotect"));
        needed.addAll(List.of("getrandom", "prlimit64", "rseq", "set_robust_list", "newuname", "uname", "getuid"));
        Map<String, Object> profile = Map.of(
                "defaultAction",
                "SCMP_ACT_ERRNO",
                "syscalls",
                List.of(Map.of("names", needed, "action", "SCMP_ACT_ALLOW")));
        assertThat(host.output(bundle(true, 0).set("/linux/seccomp", profile).args("echo", "alive")))
                .isEqualTo("alive\n");
    }

    /**
     * Every other system call kills the process, even one whose failure would be ignored. The program makes only {@code
     * exit_group}. The calls that {@code create} needs additionally without noNewPrivileges are also needed by runc.
     */
    @ParameterizedTest
    @CsvSource({
        "run, true, 0, execve",
        "run, true, 1000, execve",
        "run, false, 0, execve write capset",
        "run, false, 1000, execve write capset",
        "create, true, 0, execve",
        "create, true, 1000, execve",
        "create, false, 0, execve write capset openat",
        "create, false, 1000, execve write capset openat"
    })
    void mayDenyAllCallsExceptThese(String command, boolean noNewPrivileges, int uid, String allowed)
            throws IOException {
        List<String> names = new ArrayList<>(List.of(allowed.split(" ", -1)));
        names.add("exit_group");
        Bundle bundle = quiet(bundle(noNewPrivileges, uid)).set("/linux/seccomp", allowing(names));
        if (command.equals("run")) {
            host.run(bundle).exits(7);
        } else {
            String id = host.create(bundle);
            long init = host.pid(id);
            String waits = names.contains("openat") ? "2" : "0";
            assertThat(Processes.status(init)).containsEntry("Seccomp", waits);
            host.hexrun("start", id).ok();
            assertThat(host.exit(init)).isEqualTo(7);
        }
    }

    /** The process keeps CAP_SYS_ADMIN, so the runtime need not drop it with capset after the filter is installed. */
    @Test
    void mayDenyCapsetIfTheProcessKeepsCapSysAdmin() throws IOException {
        Bundle bundle =
                quiet(bundle(false, 0)).set("/linux/seccomp", allowing(List.of("execve", "write", "exit_group")));
        for (String set : List.of("bounding", "effective", "permitted")) {
            bundle.add("/process/capabilities/" + set, "CAP_SYS_ADMIN");
        }
        host.run(bundle).exits(7);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void mayDenyNearlyAllCallsOfExec(boolean noNewPrivileges) throws IOException {
        List<String> names = noNewPrivileges
                ? List.of("execve", "exit_group")
                : List.of("execve", "exit_group", "write", "capset", "openat");
        String id = host.create(quiet(bundle(noNewPrivileges, 0)).set("/linux/seccomp", allowing(names)));
        host.hexrun("exec", id, "/quiet").exits(7);
    }

    /** Denies one group of system calls at a time; the program needs none of them. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void mayDenyEachCallThatIsNotNeeded(boolean noNewPrivileges) throws IOException {
        for (String name : List.of(
                "stat newfstatat fstat statx",
                "fchdir chdir getcwd",
                "recvmsg sendmsg read",
                "setresuid setresgid setgroups",
                "prctl capget",
                "rt_sigaction rt_sigprocmask",
                "close close_range fcntl dup3",
                "brk mmap mprotect",
                "openat2 faccessat2 fsopen",
                "prlimit64",
                "seccomp",
                "umask",
                "poll ppoll")) {
            Map<String, Object> profile = denying(name.split(" ", -1));
            Bundle bundle = quiet(bundle(noNewPrivileges, 1000)).set("/linux/seccomp", profile);
            host.run(bundle).exits(7);
            String id = host.create(bundle);
            long init = host.pid(id);
            assertThat(Processes.status(init)).as(name).containsEntry("Seccomp", "2");
            host.hexrun("start", id).ok();
            assertThat(host.exit(init)).as(name).isEqualTo(7);
        }
    }

    private static Map<String, Object> allowing(List<String> names) {
        return Map.of(
                "defaultAction",
                "SCMP_ACT_KILL_PROCESS",
                "syscalls",
                List.of(Map.of("names", names, "action", "SCMP_ACT_ALLOW")));
    }

    /**
     * Adds {@code /quiet}, a program that exits with status 7 and makes no other system call, and sets it as the
     * program.
     */
    private static Bundle quiet(Bundle bundle) throws IOException {
        boolean x86 = System.getProperty("os.arch").equals("amd64");
        byte[] code = HexFormat.of().parseHex(x86 ? "bf07000000b8e70000000f05" : "e00080d2c80b80d2010000d4");
        ByteBuffer elf = ByteBuffer.allocate(120 + code.length).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
        elf.putShort((short) 2).putShort((short) (x86 ? 62 : 183)).putInt(1);
        elf.putLong(0x400078).putLong(64).putLong(0).putInt(0);
        elf.putShort((short) 64).putShort((short) 56).putShort((short) 1).position(64);
        elf.putInt(1).putInt(5).putLong(0).putLong(0x400000).putLong(0x400000);
        elf.putLong(elf.capacity()).putLong(elf.capacity()).putLong(4096).put(code);
        Path program = bundle.rootfs().resolve("quiet");
        Files.write(program, elf.array());
        program.toFile().setExecutable(true, false);
        return bundle.args("/quiet");
    }

    /** With an empty /run of the test's own. */
    @Test
    @Requires(Need.UNSHARE)
    void areCachedAfterCompilation() throws IOException {
        Path run = Files.createDirectories(host.directory().resolve("run"));
        String ownRun = "mount --bind " + run + " /run && ";
        Bundle bundle = bundle(true, 0)
                .set("/linux/seccomp", denying("mkdir", "mkdirat"))
                .script(TRY_MKDIR);
        assertThat(runInMountNamespace(ownRun, bundle).ok().out()).isEqualTo("rejected\nSeccomp:2\n");
        File[] cached = run.resolve("hexrun-cache").toFile().listFiles();
        assertThat(cached).hasSize(1);
        Object inode = Files.getAttribute(cached[0].toPath(), "unix:ino");
        assertThat(runInMountNamespace(ownRun, bundle).ok().out()).isEqualTo("rejected\nSeccomp:2\n");
        assertThat(run.resolve("hexrun-cache").toFile().listFiles()).containsExactly(cached);
        assertThat(Files.getAttribute(cached[0].toPath(), "unix:ino")).isEqualTo(inode);
    }

    @Test
    @Requires(Need.UNSHARE)
    void areNotSkippedIfTheLibraryCannotBeUsed() throws IOException {
        Bundle bundle = bundle(true, 0).set("/linux/seccomp", denying("mkdir")).args("true");
        assertThat(runInMountNamespace("mount --bind /dev/null " + library() + " && ", bundle)
                        .failure())
                .contains("load libseccomp: ");
        host.assertNothingLeft();
    }

    private Outcome runInMountNamespace(String preparation, Bundle bundle) {
        return host.runCommand(bundle)
                .via("unshare", "--mount", "sh", "-c", preparation + "exec \"$@\"", "sh")
                .run();
    }

    private static Path library() throws IOException {
        for (String directory : List.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64")) {
            Path library = Path.of(directory, "libseccomp.so.2");
            if (Files.exists(library)) {
                return library.toRealPath();
            }
        }
        throw new AssertionError("no libseccomp.so.2");
    }
}
