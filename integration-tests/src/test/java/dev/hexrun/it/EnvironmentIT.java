package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Environment variables, streams, limits and working directories of the caller, and the output that clients read. */
@Requires({Need.ROOT, Need.BUSYBOX})
class EnvironmentIT {

    @RegisterExtension
    final TestHost host = new TestHost();

    @Test
    void runsWithoutAnEnvironment() {
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
                "LD_AUDIT|/not/there.so",
                "LD_BIND_NOW|1",
                "GLIBC_TUNABLES|glibc.malloc.check=3",
                "MALLOC_PERTURB_|255",
                "MALLOC_ARENA_MAX|0",
                "LANG|de_DE.ISO-8859-1",
                "LANGUAGE|xx",
                "TZ|:/not/there",
                "HOME|/not/there",
                "USER|''",
                "BASH_ENV|/not/there",
                "JAVA_OPTIONS|-Xint",
                "IBM_JAVA_OPTIONS|-version",
            })
    void ignoresEnvironmentVariables(String name, String value) {
        Outcome outcome = host.runCommand(host.bundle().args("echo", "fine"))
                .with(name, value)
                .run();
        assertThat(outcome.ok().out()).isEqualTo("fine\n");
    }

    @Test
    void runsInADeletedDirectory() {
        Outcome outcome = host.runCommand(host.bundle().args("echo", "fine"))
                .via("sh", "-c", "mkdir gone && cd gone && rmdir ../gone && exec \"$@\"", "sh")
                .in(host.directory())
                .run();
        assertThat(outcome.ok().out()).isEqualTo("fine\n");
    }

    @Test
    void usesTheWorkingDirectoryAsBundle() {
        Bundle bundle = host.bundle().args("echo", "fine");
        Outcome outcome =
                host.command("run", host.newId()).in(bundle.directory()).run();
        assertThat(outcome.ok().out()).isEqualTo("fine\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<&-", ">&-", "2>&-", "<&- >&-", "<&- 2>&-", ">&- 2>&-", "<&- >&- 2>&-"})
    void runsWithStandardStreamsClosed(String closed) throws IOException {
        Path log = Files.createDirectory(host.directory().resolve("log"));
        Bundle bundle = host.bundle()
                .script("for i in 0 1 2; do readlink /proc/$$/fd/$i; done > /tmp/fds; ls /proc/$$/fd | wc -l > /tmp/n");
        bundle.mount("/tmp", "bind", log.toString(), "bind");
        Outcome outcome = host.runCommand(bundle)
                .via("sh", "-c", "exec \"$@\" " + closed, "sh")
                .run();
        assertThat(outcome.status()).isZero();
        // No descriptor of the runtime has replaced a closed one.
        assertThat(Files.readString(log.resolve("fds")))
                .doesNotContain("pipe:")
                .doesNotContain("socket:")
                .doesNotContain("memfd")
                .doesNotContain("anon_inode");
    }

    @Test
    void printsTheStateWithStandardErrorClosed() {
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
    void acceptsALargeEnvironment() {
        Command command = host.runCommand(host.bundle().args("echo", "fine"));
        for (int i = 0; i < 11; i++) {
            command.with("LARGE_" + i, "x".repeat(100_000));
        }
        assertThat(command.run().ok().out()).isEqualTo("fine\n");
    }

    /** Soft limits, as set by {@code ulimit -S}. A JVM needs more and may raise them up to the hard limit. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-n 24",
                "-n 5",
                "-v 65536",
                "-d 1000",
                "-s 128",
                "-s 24",
                "-s 16",
                "-f 100",
                "-f 1",
                "-c 0",
                "-l 0",
                "-t 5"
            })
    void runsUnderSoftLimits(String limit) {
        Bundle bundle = host.bundle().script("ulimit -S " + limit.substring(0, 2) + "; echo fine");
        bundle.remove("/process/rlimits");
        Outcome outcome = host.runCommand(bundle)
                .via("sh", "-c", "ulimit -S " + limit + " && exec \"$@\"", "sh")
                .run();
        // The container has the original limits.
        assertThat(outcome.ok().out()).isEqualTo(limit.substring(3) + "\nfine\n");
    }

    @ParameterizedTest
    @CsvSource({"-s 16, ulimit -H -s", "-v 50000, ulimit -H -v", "-v 200000, ulimit -H -v", "-d 20000, ulimit -H -d"})
    void reportsAHardLimitThatIsTooLow(String limit, String hint) {
        Outcome outcome = host.command("list")
                .via("sh", "-c", "ulimit " + limit + " && exec \"$@\"", "sh")
                .run();
        assertThat(outcome.failure()).contains(hint);
    }

    @Test
    void runsWithFewThreadsAndReportsATooLowPidsLimit() throws IOException {
        Path cgroup = Cgroups.createWithPids(host.mark());
        try {
            Bundle bundle = host.bundle().args("echo", "fine");
            assertThat(runWithPidsLimit(cgroup, 13, host.runCommand(bundle))
                            .ok()
                            .out())
                    .isEqualTo("fine\n");
            for (int pids : new int[] {3, 8}) {
                assertThat(runWithPidsLimit(cgroup, pids, host.runCommand(bundle))
                                .failure())
                        .contains("pids.max");
            }
        } finally {
            Files.delete(cgroup);
        }
    }

    /** Runs a command in a cgroup with a limit on processes and threads. */
    private static Outcome runWithPidsLimit(Path cgroup, int pids, Command command) throws IOException {
        Files.writeString(cgroup.resolve("pids.max"), Integer.toString(pids));
        return command.via("sh", "-c", "echo $$ >" + cgroup + "/cgroup.procs && exec \"$@\"", "sh")
                .run();
    }

    @Test
    void reportsThatStandardOutputCannotBeWritten() {
        for (String arguments : new String[] {"features", "--version"}) {
            Outcome outcome = host.command(arguments)
                    .via("sh", "-c", "exec \"$@\" > /dev/full", "sh")
                    .run();
            assertThat(outcome.failure()).isEqualToIgnoringCase("write to standard output: no space left on device");
        }
    }

    @Test
    void keepsTheExitStatusIfStandardErrorIsNotRead() {
        assertThat(host.command("state", "missing-id")
                        .via("sh", "-c", "{ \"$@\"; echo $? >&3; } 3>&1 2>&1 >/dev/null | true; wait", "sh")
                        .run()
                        .status())
                .isZero();
        Outcome outcome = host.command("state", "missing-id")
                .via("sh", "-c", "exec 3>&1; { \"$@\"; echo $? >&3; } 2>&1 >&2 | true", "sh")
                .run();
        assertThat(outcome.out()).isEqualTo("1\n");
    }

    @Test
    void runsThroughLinksAndDescriptors() throws IOException {
        Path directory = Files.createDirectories(host.directory().resolve("links"));
        Path link = Files.createSymbolicLink(directory.resolve("runc"), Distribution.program());
        Path second = Files.createSymbolicLink(directory.resolve("oci-runtime"), link);
        assertThat(host.program(List.of(link.toString(), "--version"))
                        .run()
                        .ok()
                        .out())
                .startsWith("runc version ");
        assertThat(host.program(List.of(second.toString(), "--version"))
                        .run()
                        .ok()
                        .out())
                .startsWith("hexrun version ");
        assertThat(host.program(List.of("./runc", "--version"))
                        .in(directory)
                        .run()
                        .ok()
                        .out())
                .startsWith("runc version ");
        assertThat(host.program(List.of("sh", "-c", "runc --version"))
                        .with("PATH", directory + ":/usr/bin:/bin")
                        .run()
                        .ok()
                        .out())
                .startsWith("runc version ");
        assertThat(host.program(List.of("sh", "-c", "exec 9<\"$0\"; exec /proc/self/fd/9 --version", link.toString()))
                        .run()
                        .ok()
                        .out())
                .startsWith("hexrun version ");
    }

    /** A shell creates the invalid byte, since a Java string cannot contain it. */
    @Test
    void rejectsFileNamesThatAreNotUtf8ButAcceptsSuchVariables() {
        Outcome outcome = host.command("run", "--bundle")
                .via("sh", "-c", "exec \"$@\" \"$(printf '/tmp/b\\377')\" " + host.newId(), "sh")
                .run();
        assertThat(outcome.failure()).endsWith("/tmp/b\\xff: not the name of a file in UTF-8: invalid argument");
        Outcome other = host.runCommand(host.bundle().args("echo", "fine"))
                .via("sh", "-c", "X=$(printf '\\377\\376') exec env \"$@\"", "sh")
                .run();
        assertThat(other.ok().out()).isEqualTo("fine\n");
    }

    @Test
    void passesArgumentsAndVariablesUnchanged() {
        String id = host.start(host.bundle().args("sleep", "100000"));
        Outcome outcome = host.command("exec")
                .via(
                        "sh",
                        "-c",
                        "exec \"$@\" -e X=$(printf '\\376?') " + id
                                + " sh -c 'printf %s \"$X$0\" | od -An -tx1' \"$(printf 'a\\377b\\303')\"",
                        "sh")
                .run();
        assertThat(outcome.ok().out().strip()).isEqualTo("fe 3f 61 ff 62 c3");
    }

    @Test
    void runsInADirectoryWhoseNameIsNotUtf8() {
        Outcome outcome = host.runCommand(host.bundle().args("echo", "fine"))
                .via("sh", "-c", "d=$(printf 'd\\377') && mkdir $d && cd $d && exec \"$@\"", "sh")
                .in(host.directory())
                .run();
        assertThat(outcome.ok().out()).isEqualTo("fine\n");
        Outcome relative = host.command("run", "--bundle", "bundle", host.newId())
                .via("sh", "-c", "cd d* && exec \"$@\"", "sh")
                .in(host.directory())
                .run();
        assertThat(relative.failure()).contains("bundle: relative to a working directory that ");
    }

    @Test
    void escapesControlCharactersInMessages() {
        assertThat(host.hexrun("state", "a\nb\u001b[2J").failure())
                .isEqualTo(
                        "state a\\x0ab\\x1b[2J: invalid container ID format; allowed are letters, digits and _ + - .");
    }

    @Test
    @Requires(Need.UNSHARE)
    void readsItsConfigurationFile() {
        assertThat(runWithConfiguration("cgroup-driver = nothing", "0644", "list")
                        .ok()
                        .out())
                .startsWith("ID ");
        assertThat(runWithConfiguration("cgroup-driver = nothing", "0644", "plan")
                        .failure())
                .contains("cgroup-driver adapter nothing: no adapter of this name is installed (found: ")
                .contains("cgroupfs")
                .contains("systemd");
        assertThat(runWithConfiguration("nothing = cgroupfs", "0644", "list").failure())
                .startsWith("list: /etc/hexrun/hexrun.conf:1: unknown port nothing: must be one of ");
        assertThat(runWithConfiguration("cgroup-driver = cgroupfs", "0666", "list")
                        .failure())
                .endsWith("/etc/hexrun/hexrun.conf: must not be writable by others if root uses it; "
                        + "run chmod go-w /etc/hexrun/hexrun.conf");
    }

    /** Runs a command with its own configuration file instead of the host's. */
    private Outcome runWithConfiguration(String line, String mode, String... arguments) {
        Bundle bundle = host.bundle();
        return host.command(arguments)
                .in(bundle.directory())
                .via(
                        "unshare",
                        "--mount",
                        "sh",
                        "-c",
                        "mkdir -p " + host.stateRoot() + " && mount -t tmpfs tmpfs /etc && mkdir /etc/hexrun && echo '"
                                + line + "' > /etc/hexrun/hexrun.conf && chmod " + mode
                                + " /etc/hexrun/hexrun.conf && exec \"$@\"",
                        "sh")
                .run();
    }

    @Test
    void endsIfItsOutputIsNotRead() {
        Outcome outcome = host.command("features")
                .via("sh", "-c", "\"$@\" | true; echo done", "sh")
                .run();
        assertThat(outcome.out()).isEqualTo("done\n");
    }

    @Test
    void writesOneJsonObjectToTheLogOnFailure() throws IOException {
        Path log = host.directory().resolve("log.json");
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
        Path log = host.directory().resolve("log.json");
        Bundle bundle = host.bundle().args("true");
        host.hexrun(
                        "--log",
                        log.toString(),
                        "--log-format=json",
                        "run",
                        "-b",
                        bundle.directory().toString(),
                        host.newId())
                .ok();
        assertThat(Files.exists(log) ? Files.readString(log) : "").isEmpty();
    }

    @Test
    void writesTextLogs() throws IOException {
        Path log = host.directory().resolve("log.text");
        host.hexrun("--log", log.toString(), "state", "missing-id");
        assertThat(Files.readString(log)).matches("time=\"?\\S+\"? level=error msg=\".*does not exist.*\"\n");
        assertThat(host.hexrun("--log-format", "xml", "list").failure()).contains("invalid log-format: xml");
    }

    @Test
    void acceptsLongFlagsWithOneDash() {
        Bundle bundle = host.bundle().args("true");
        host.hexrun("run", "-no-subreaper", "-bundle=" + bundle.directory(), host.newId())
                .ok();
    }

    @Test
    void printsTheVersionInTheFormatThatClientsParse() {
        String out = host.hexrun("--version").ok().out();
        assertThat(out.lines().findFirst().orElse("")).matches("\\S+ version \\S+");
        assertThat(out).contains("\ncommit: ").contains("\nspec: 1.3.0\n");
    }

    @Test
    void containsManualPagesAndCompletionsOfEveryCommand() throws IOException {
        Path share = Distribution.home().resolve("share");
        String bash = Files.readString(share.resolve("bash-completion/completions/hexrun"));
        assertThat(share.resolve("zsh/site-functions/_hexrun")).isRegularFile();
        assertThat(share.resolve("fish/vendor_completions.d/hexrun.fish")).isRegularFile();
        assertThat(share.resolve("man/man8/hexrun.8")).isRegularFile();
        assertThat(share.resolve("man/man5/hexrun.conf.5")).isRegularFile();
        List<String> commands = host.hexrun("--help")
                .ok()
                .out()
                .lines()
                .filter(line -> line.matches(" {3}[a-z]+ {2,}[a-z].*"))
                .map(line -> line.strip().split(" ", 2)[0])
                .toList();
        assertThat(commands).contains("create", "spec", "adapters");
        for (String command : commands) {
            assertThat(bash).contains("    " + command + ") echo '");
            assertThat(Files.readString(share.resolve("man/man8/hexrun-" + command + ".8")))
                    .contains(".SH OPTIONS");
            assertThat(host.hexrun("help", command).ok().out())
                    .isEqualTo(host.hexrun(command, "--help").ok().out())
                    .startsWith("NAME:\n   hexrun " + command + " - ");
        }
    }

    @Test
    void printsHelp() {
        assertThat(host.hexrun("--help").ok().out()).contains("create");
        assertThat(host.hexrun("create", "--help").ok().out()).contains("--pid-file");
        assertThat(host.hexrun().ok().out()).contains("create");
    }

    @Test
    void printsFeaturesAndAdapters() {
        Map<String, Object> features =
                Json.readObject(host.hexrun("features").ok().out());
        assertThat(features).containsKeys("ociVersionMin", "ociVersionMax", "hooks", "mountOptions", "linux");
        assertThat(host.hexrun("adapters").ok().out()).contains("cgroupfs");
        Json.read(host.hexrun("adapters", "--format", "json").ok().out());
    }

    @Test
    void validatesABundle() {
        Bundle bundle = host.bundle();
        host.hexrun("validate", "--bundle", bundle.directory().toString()).ok();
    }

    /** A JVM may create files in /tmp; here /tmp is read-only. */
    @Test
    @Requires(Need.UNSHARE)
    void writesNothingToTmp() {
        String directory = host.directory().toString();
        Bundle bundle = host.bundle().args("echo", "fine");
        Outcome outcome = host.runCommand(bundle)
                .via(
                        "unshare",
                        "--mount",
                        "sh",
                        "-c",
                        "mount --bind /tmp /tmp && mount --bind " + directory + " " + directory
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
        Map<String, String> files = HostFiles.of(bundle.directory());
        host.run(bundle).ok();
        assertThat(HostFiles.of(Distribution.home())).isEqualTo(before);
        assertThat(HostFiles.of(bundle.directory())).isEqualTo(files);
    }

    @Test
    void ignoresTheCallersUmask() throws IOException {
        Path pidFile = host.directory().resolve("pid");
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

    @Test
    void logsToStandardErrorOfTheCaller() {
        // A pipe, since a file would be opened again with its own position.
        Outcome outcome = host.program(List.of(
                        "sh",
                        "-c",
                        "\"$@\" 2>&1 | cat",
                        "sh",
                        Distribution.program().toString(),
                        "--log",
                        "/dev/stderr",
                        "state",
                        "missing-id"))
                .run();
        assertThat(outcome.out()).contains("level=error msg=", "does not exist");
    }
}
