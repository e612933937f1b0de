package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters of system calls as programs meet them: config-linux.md, "Seccomp". */
@Requires({Need.ROOT, Need.BUSYBOX})
class SeccompIT {

    private static final String TRY = "mkdir /tmp/made 2> /dev/null && echo made || echo refused; "
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
    void holdForTheProgram_andForWhatIsExecuted(boolean noNewPrivileges, int uid) {
        Bundle bundle = bundle(noNewPrivileges, uid).set("/linux/seccomp", denying("mkdir", "mkdirat"));
        assertThat(host.output(bundle.script(TRY))).isEqualTo("refused\nSeccomp:2\n");
        String id = host.start(bundle.args("sleep", "1000"));
        assertThat(host.hexrun("exec", id, "sh", "-c", TRY).ok().out()).isEqualTo("refused\nSeccomp:2\n");
    }

    @Test
    void areNotThere_withoutAProfile() {
        assertThat(host.output(bundle(true, 0).script(TRY))).isEqualTo("made\nSeccomp:0\n");
        assertThat(host.output(bundle(true, 0).set("/linux/seccomp", Map.of()).script(TRY)))
                .isEqualTo("made\nSeccomp:0\n");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void killByTheirAction(boolean noNewPrivileges) {
        Map<String, Object> profile = Map.of(
                "defaultAction",
                "SCMP_ACT_ALLOW",
                "syscalls",
                List.of(Map.of("names", List.of("mkdir", "mkdirat"), "action", "SCMP_ACT_KILL_PROCESS")));
        Bundle bundle = bundle(noNewPrivileges, 0)
                .set("/linux/seccomp", profile)
                .set("/process/rlimits", List.of(Map.of("type", "RLIMIT_CORE", "soft", 0, "hard", 0)))
                .args("mkdir", "/tmp/made");
        assertThat(host.run(bundle).status()).isEqualTo(128 + 31);
    }

    @Test
    void holdForHooksOfTheContainer() {
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

    /** What a container needs on its way to the program is not asked of its profile, if it may gain no privileges. */
    @Test
    void mayForbidNearlyEverything() {
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

    /** With a /run of the test's own, in which nothing is kept yet. */
    @Test
    @Requires(Need.UNSHARE)
    void areCompiledOnce() throws IOException {
        Path run = Files.createDirectories(host.folder().resolve("run"));
        String ownRun = "mount --bind " + run + " /run && ";
        Bundle bundle = bundle(true, 0)
                .set("/linux/seccomp", denying("mkdir", "mkdirat"))
                .script(TRY);
        assertThat(behind(ownRun, bundle).ok().out()).isEqualTo("refused\nSeccomp:2\n");
        File[] kept = run.resolve("hexrun-cache").toFile().listFiles();
        assertThat(kept).hasSize(1);
        Object made = Files.getAttribute(kept[0].toPath(), "unix:ino");
        assertThat(behind(ownRun, bundle).ok().out()).isEqualTo("refused\nSeccomp:2\n");
        assertThat(run.resolve("hexrun-cache").toFile().listFiles()).containsExactly(kept);
        assertThat(Files.getAttribute(kept[0].toPath(), "unix:ino")).isEqualTo(made);
    }

    @Test
    @Requires(Need.UNSHARE)
    void areNotSkipped_whereTheLibraryIsOfNoUse() throws IOException {
        Bundle bundle = bundle(true, 0).set("/linux/seccomp", denying("mkdir")).args("true");
        assertThat(behind("mount --bind /dev/null " + library() + " && ", bundle)
                        .failure())
                .contains("libseccomp cannot be used: ");
        host.assertNothingLeft();
    }

    private Outcome behind(String preparation, Bundle bundle) {
        return host.runCommand(bundle)
                .via("unshare", "--mount", "sh", "-c", preparation + "exec \"$@\"", "sh")
                .run();
    }

    private static Path library() throws IOException {
        for (String folder : List.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64")) {
            Path library = Path.of(folder, "libseccomp.so.2");
            if (Files.exists(library)) {
                return library.toRealPath();
            }
        }
        throw new AssertionError("no libseccomp.so.2");
    }
}
