package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.OffsetDateTime;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever surroundings a caller gives, and what it reads of the output. */
@Requires({Need.ROOT, Need.BUSYBOX})
class EnvironmentIT {

    @RegisterExtension
    final TestHost host = new TestHost();

    @Test
    void needsNoEnvironment() {
        Outcome outcome = host.runCommand(host.bundle().args("echo", "fine"))
                .withoutEnvironment()
                .run();
        assertThat(outcome.ok().out()).isEqualTo("fine\n");
        assertThat(host.command("features").withoutEnvironment().run().ok().out())
                .startsWith("{");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "JAVA_TOOL_OPTIONS|-Dx=y",
                "_JAVA_OPTIONS|-Xmx1m",
                "JDK_JAVA_OPTIONS|-version",
                "LD_PRELOAD|/not/there.so",
                "LD_LIBRARY_PATH|/not/there",
                "CLASSPATH|/not/there.jar",
                "JAVA_HOME|/not/there",
                "TMPDIR|/not/there",
                "PATH|''",
                "XDG_RUNTIME_DIR|''",
                "LC_ALL|xx_XX.nonsense",
                "HEXRUN_FAULT|jvm@1",
            })
    void ignoresVariables(String name, String value) {
        Outcome outcome = host.runCommand(host.bundle().args("echo", "fine"))
                .with(name, value)
                .run();
        assertThat(outcome.ok().out()).isEqualTo("fine\n");
    }

    @Test
    void runsInADeletedDirectory() {
        Outcome outcome = host.runCommand(host.bundle().args("echo", "fine"))
                .via("sh", "-c", "mkdir gone && cd gone && rmdir ../gone && exec \"$@\"", "sh")
                .in(host.folder())
                .run();
        assertThat(outcome.ok().out()).isEqualTo("fine\n");
    }

    @Test
    void usesTheWorkingDirectoryAsBundle() {
        Bundle bundle = host.bundle().args("echo", "fine");
        Outcome outcome = host.command("run", host.newId()).in(bundle.folder()).run();
        assertThat(outcome.ok().out()).isEqualTo("fine\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<&-", ">&-", "2>&-", "<&- >&-", "<&- >&- 2>&-"})
    void runsWithStandardStreamsClosed(String closed) throws IOException {
        Path log = Files.createDirectory(host.folder().resolve("log"));
        Bundle bundle = host.bundle()
                .script("for i in 0 1 2; do readlink /proc/$$/fd/$i; done > /tmp/fds; ls /proc/$$/fd | wc -l > /tmp/n");
        bundle.mount("/tmp", "bind", log.toString(), "bind");
        Outcome outcome = host.runCommand(bundle)
                .via("sh", "-c", "exec \"$@\" " + closed, "sh")
                .run();
        assertThat(outcome.status()).isZero();
        // No descriptor of the runtime's own has taken the place of a missing one.
        assertThat(Files.readString(log.resolve("fds")))
                .doesNotContain("pipe:")
                .doesNotContain("socket:")
                .doesNotContain("memfd")
                .doesNotContain("anon_inode");
    }

    @Test
    void answersWithStandardErrorClosed() {
        String id = host.create(host.bundle().args("true"));
        Outcome outcome = host.command("state", id)
                .via("sh", "-c", "exec \"$@\" 2>&-", "sh")
                .run();
        assertThat(State.of(outcome).status()).isEqualTo("created");
        assertThat(host.command("state", "missing-id")
                        .via("sh", "-c", "exec \"$@\" 2>&-", "sh")
                        .run()
                        .status())
                .isEqualTo(1);
    }

    @Test
    void outlivesAReaderThatWentAway() {
        Outcome outcome = host.command("features")
                .via("sh", "-c", "\"$@\" | true; echo done", "sh")
                .run();
        assertThat(outcome.out()).isEqualTo("done\n");
    }

    @Test
    void writesOneJsonObjectToTheLogOnFailure() throws IOException {
        Path log = host.folder().resolve("log.json");
        Outcome outcome = host.hexrun("--log", log.toString(), "--log-format", "json", "state", "missing-id");
        assertThat(outcome.status()).isEqualTo(1);
        Map<String, Object> entry = Json.readObject(Files.readString(log));
        assertThat(entry.keySet()).containsExactlyInAnyOrder("level", "msg", "time");
        assertThat(entry).containsEntry("level", "error");
        assertThat(String.valueOf(entry.get("msg"))).contains("does not exist");
        assertThat(OffsetDateTime.parse(String.valueOf(entry.get("time")))).isNotNull();
        assertThat(outcome.err()).contains("does not exist");
    }

    @Test
    void writesNothingToTheLogOnSuccess() throws IOException {
        Path log = host.folder().resolve("log.json");
        Bundle bundle = host.bundle().args("true");
        host.hexrun(
                        "--log",
                        log.toString(),
                        "--log-format=json",
                        "run",
                        "-b",
                        bundle.folder().toString(),
                        host.newId())
                .ok();
        assertThat(Files.exists(log) ? Files.readString(log) : "").isEmpty();
    }

    @Test
    void writesTextLogs() throws IOException {
        Path log = host.folder().resolve("log.text");
        host.hexrun("--log", log.toString(), "state", "missing-id");
        assertThat(Files.readString(log)).matches("time=\"?\\S+\"? level=error msg=\".*does not exist.*\"\n");
        assertThat(host.hexrun("--log-format", "xml", "list").failure()).contains("invalid log-format: xml");
    }

    @Test
    void acceptsLongFlagsWithOneDash() {
        Bundle bundle = host.bundle().args("true");
        host.hexrun("run", "-no-subreaper", "-bundle=" + bundle.folder(), host.newId())
                .ok();
    }

    @Test
    void printsItsVersionAsClientsReadIt() {
        String out = host.hexrun("--version").ok().out();
        assertThat(out.lines().findFirst().orElse("")).matches("\\S+ version \\S+");
        assertThat(out).contains("\ncommit: ").contains("\nspec: 1.3.0\n");
    }

    @Test
    void printsHelp() {
        assertThat(host.hexrun("--help").ok().out()).contains("create");
        assertThat(host.hexrun("create", "--help").ok().out()).contains("--pid-file");
        assertThat(host.hexrun().ok().out()).contains("create");
    }

    @Test
    void describesItsFeaturesAndAdapters() {
        Map<String, Object> features =
                Json.readObject(host.hexrun("features").ok().out());
        assertThat(features).containsKeys("ociVersionMin", "ociVersionMax", "hooks", "mountOptions", "linux");
        assertThat(host.hexrun("adapters").ok().out()).contains("cgroupfs");
        Json.read(host.hexrun("adapters", "--format", "json").ok().out());
    }

    @Test
    void validatesABundle() {
        Bundle bundle = host.bundle();
        host.hexrun("validate", "--bundle", bundle.folder().toString()).ok();
    }

    /** A JVM likes to leave files in /tmp: with one that cannot be written all goes as before. */
    @Test
    @Requires(Need.UNSHARE)
    void writesNothingToTmp() {
        String folder = host.folder().toString();
        Bundle bundle = host.bundle().args("echo", "fine");
        Outcome outcome = host.runCommand(bundle)
                .via(
                        "unshare",
                        "--mount",
                        "sh",
                        "-c",
                        "mount --bind /tmp /tmp && mount --bind " + folder + " " + folder
                                + " && mount -o remount,ro,bind /tmp && ! touch /tmp/x 2>/dev/null && exec \"$@\"",
                        "sh")
                .run();
        assertThat(outcome.ok().out()).isEqualTo("fine\n");
    }

    @Test
    void writesNothingToTheDistributionNorTheBundle() throws IOException {
        Map<String, String> before = HostFiles.of(Distribution.home());
        Bundle bundle = host.bundle().args("true").set("/root/readonly", false);
        host.run(bundle).ok();
        Map<String, String> files = HostFiles.of(bundle.folder());
        host.run(bundle).ok();
        assertThat(HostFiles.of(Distribution.home())).isEqualTo(before);
        assertThat(HostFiles.of(bundle.folder())).isEqualTo(files);
    }

    @Test
    void isNotMisledByTheCallersUmask() throws IOException {
        Path pidFile = host.folder().resolve("pid");
        String id = host.newId();
        host.createCommand(host.bundle().script("umask"), id, "--pid-file", pidFile.toString())
                .via("sh", "-c", "umask 0777; exec \"$@\"", "sh")
                .run()
                .ok();
        assertThat(host.state(id).status()).isEqualTo("created");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(host.stateRoot().resolve(id))))
                .isEqualTo("rwx--x--x");
        host.hexrun("start", id).ok();
    }
}
