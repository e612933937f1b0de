package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Invalid input of each kind: the error is reported in one line, and nothing is left behind. */
@Requires({Need.ROOT, Need.BUSYBOX})
class BadInputIT {

    @RegisterExtension
    final TestHost host = new TestHost();

    @AfterEach
    void assertNothingIsLeft() {
        host.assertNothingLeft();
    }

    private String createError(Bundle bundle) {
        return host.createCommand(bundle, host.newId()).run().failure();
    }

    @Test
    void reportsAMissingConfiguration() throws IOException {
        Bundle bundle = host.bundle();
        Files.delete(bundle.configFile());
        assertThat(createError(bundle)).contains("JSON specification file config.json not found");
    }

    @Test
    void reportsAMissingBundle() {
        assertThat(host.hexrun("create", "--bundle", "/not/there", host.newId()).failure())
                .contains("/not/there");
    }

    @Test
    void reportsLineAndColumnOfASyntaxError() {
        assertThat(createError(host.bundle().text("{\n  \"ociVersion\": \"1.0.0\",\n  oops\n}")))
                .containsPattern("line:? 3")
                .containsPattern("column:? [34]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "\"text\"", "{\"ociVersion\": ", "{} {}"})
    void rejectsAFileThatIsNotAConfiguration(String text) {
        createError(host.bundle().text(text));
    }

    @Test
    void rejectsJsonThatIsNestedTooDeeply() {
        createError(host.bundle().text("[".repeat(100_000)));
    }

    @Test
    void reportsTheJsonPointerOfAValueOfTheWrongType() {
        assertThat(createError(host.bundle().set("/process/args", "sh"))).contains("/process/args");
        assertThat(createError(host.bundle().set("/linux/namespaces/0/type", 5)))
                .contains("/linux/namespaces/0/type");
    }

    @Test
    void reportsAllProblemsAtOnce() {
        Bundle bundle = host.bundle()
                .set("/ociVersion", "9.9")
                .set("/process/args", List.of())
                .set("/process/cwd", "relative")
                .set("/process/env/0", "NOEQUALS")
                .set("/process/rlimits/0/type", "RLIMIT_NONE")
                .set("/root/path", "")
                .set("/hostname", "a/very/odd/name")
                .set("/linux/namespaces/0/type", "odd")
                .set("/linux/rootfsPropagation", "sideways")
                .set("/linux/maskedPaths/0", "relative")
                .set("/linux/sysctl", Map.of("kernel.panic", "1"))
                .set("/linux/intelRdt", Map.of("closID", "x"));
        Outcome outcome = host.createCommand(bundle, host.newId()).run();
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("/ociVersion")
                .contains("/process/args")
                .contains("/process/cwd")
                .contains("/process/env/0")
                .contains("/process/rlimits/0/type")
                .contains("/root/path")
                .contains("/linux/namespaces/0/type")
                .contains("/linux/rootfsPropagation")
                .contains("/linux/maskedPaths/0")
                .contains("kernel.panic")
                .contains("/linux/intelRdt");
        Outcome validated =
                host.hexrun("validate", "--bundle", bundle.directory().toString());
        assertThat(validated.status()).isEqualTo(1);
        assertThat(validated.out().lines().count()).isGreaterThanOrEqualTo(10);
    }

    @Test
    void rejectsUnsupportedSettingsByName() {
        assertThat(createError(host.bundle().set("/linux/intelRdt", Map.of("closID", "x"))))
                .contains("/linux/intelRdt")
                .contains("not supported");
        assertThat(createError(host.bundle().set("/process/selinuxLabel", "a:b:c")))
                .contains("/process/selinuxLabel");
    }

    @Test
    @Requires(Need.NO_APPARMOR)
    void rejectsAProfileOnAHostWithoutAppArmor() {
        String problem = "/process/apparmorProfile: apparmor: config provided but apparmor not supported: ";
        assertThat(createError(host.bundle().set("/process/apparmorProfile", "docker-default")))
                .contains(problem);
        assertThat(createError(host.bundle().set("/process/apparmorProfile", "unconfined")))
                .contains(problem);
    }

    @ParameterizedTest
    @CsvSource({
        "missing, exec: \"missing\": executable file not found in $PATH",
        "'', exec: \"\": executable file not found in $PATH",
        "/not/there, stat /not/there: no such file or directory",
        "/etc/passwd, permission denied",
        "/bin, is a directory",
        "/etc/passwd/x, not a directory",
    })
    void rejectsAProgramThatCannotBeExecuted(String program, String message) {
        assertThat(createError(host.bundle().args(program))).containsIgnoringCase(message);
    }

    @Test
    void rejectsAProgramThatTheUserMayNotExecute() throws IOException {
        Bundle bundle = host.bundle().args("/private/tool").set("/process/user", Map.of("uid", 1000, "gid", 1000));
        Path directory = Files.createDirectory(bundle.rootfs().resolve("private"));
        Files.copy(host.busybox(), directory.resolve("tool"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        assertThat(createError(bundle)).contains("permission denied");
    }

    @Test
    void rejectsAWorkingDirectoryBelowAFile() {
        assertThat(createError(host.bundle().set("/process/cwd", "/etc/passwd/x")))
                .contains("/etc/passwd");
    }

    @Test
    void rejectsAWorkingDirectoryThatIsAFile() {
        assertThat(createError(host.bundle().set("/process/cwd", "/etc/passwd")))
                .contains("/etc/passwd");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "..", ".", "a b", "\u00e4", "a:b", "../../x", "a\nb"})
    void rejectsInvalidIds(String id) {
        Outcome outcome =
                host.hexrun("create", "--bundle", host.bundle().directory().toString(), id);
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("invalid container ID format");
        assertThat(host.hexrun("state", id).status()).isEqualTo(1);
        assertThat(host.hexrun("delete", "--force", id).status()).isEqualTo(1);
    }

    @Test
    void rejectsAnEmptyIdAndAnIdThatIsTooLong() {
        Bundle bundle = host.bundle();
        assertThat(host.createCommand(bundle, "").run().failure()).contains("container id cannot be empty");
        host.createCommand(bundle, "x".repeat(300)).run().failure();
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "state", "kill", "delete"})
    void reportsAnUnknownId(String command) {
        assertThat(host.hexrun(command, host.newId()).failure()).contains("does not exist");
    }

    @Test
    void rejectsARootFileSystemThatIsMissingOrNotADirectory() throws IOException {
        assertThat(createError(host.bundle().set("/root/path", "nowhere"))).contains("nowhere");
        Bundle bundle = host.bundle().set("/root/path", "rootfs/etc/passwd");
        assertThat(createError(bundle)).contains("rootfs/etc/passwd");
        Files.createSymbolicLink(bundle.rootfs().resolve("link"), Path.of("/etc"));
        bundle.set("/root/path", "rootfs/link");
        createError(bundle);
    }

    @Test
    void rejectsInvalidMounts() {
        assertThat(createError(host.bundle().mount("/mnt", "nosuchfs", "x"))).contains("/mnt");
        assertThat(createError(host.bundle().mount("/mnt", "tmpfs", "x", "sise=1")))
                .contains("sise");
        assertThat(createError(host.bundle().mount("/mnt", "bind", "/not/there", "bind")))
                .contains("/not/there");
        assertThat(createError(host.bundle().mount("/", "tmpfs", "x"))).contains("on the top of rootfs");
        assertThat(createError(host.bundle().mount("/proc/odd", "tmpfs", "x"))).contains("/proc/odd");
        assertThat(createError(host.bundle().mount("/mnt", "bind", "/tmp", "bind", "size=1")))
                .contains("size=1");
    }

    @Test
    void rejectsUnknownFlagsCommandsAndArguments() {
        Outcome outcome = host.hexrun("create", "--nonsense", "x");
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("unknown flag --nonsense");
        assertThat(host.hexrun("create", "--bundle").err()).contains("flag needs an argument: --bundle");
        assertThat(host.hexrun("nonsense").status()).isEqualTo(1);
        Outcome many = host.hexrun("state", "a", "b");
        assertThat(many.status()).isEqualTo(1);
        assertThat(many.err()).contains("unexpected argument \"b\"");
    }

    @Test
    void rejectsANegativeNumberOfPreservedDescriptors() {
        assertThat(host.hexrun("create", "--preserve-fds", "-1", host.newId()).failure())
                .contains("preserve-fds");
    }

    @Test
    void reportsAPidFileThatCannotBeWritten() {
        Bundle bundle = host.bundle();
        assertThat(host.createCommand(bundle, host.newId(), "--pid-file", "/not/there/pid")
                        .run()
                        .failure())
                .contains("/not/there/pid");
    }

    @Test
    void reportsAStateRootThatCannotBeCreated() {
        Outcome outcome = host.program(List.of(
                        Distribution.program().toString(),
                        "--root",
                        "/proc/nothing",
                        "create",
                        "--bundle",
                        host.bundle().directory().toString(),
                        host.newId()))
                .run();
        assertThat(outcome.failure()).contains("/proc/nothing");
    }
}
