package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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

/** Additional processes in a container. */
@Requires({Need.ROOT, Need.BUSYBOX})
class ExecIT {

    private static final String NAMESPACES = "for n in cgroup ipc mnt net pid time user uts; do "
            + "[ -e /proc/self/ns/$n ] && readlink /proc/self/ns/$n; done; cat /proc/self/uid_map";

    @RegisterExtension
    final TestHost host = new TestHost();

    private Bundle sleeper() {
        return host.bundle().args("sleep", "100000");
    }

    private Outcome exec(String id, String... arguments) {
        List<String> line = new ArrayList<>(List.of("exec", id));
        line.addAll(List.of(arguments));
        return host.hexrun(line.toArray(String[]::new));
    }

    private Outcome script(String id, String script) {
        return exec(id, "sh", "-c", script);
    }

    /** Asserts that the process was not started, and returns the error output. */
    private static String execError(Outcome outcome) {
        assertThat(outcome.status()).as(outcome.toString()).isEqualTo(255);
        assertThat(outcome.out()).isEmpty();
        return outcome.err();
    }

    /** Kills and reaps a process. Init cannot end before all processes of its pid namespace are reaped. */
    private void killAndReap(long pid) {
        Kernel.kill(pid, 9);
        assertThat(host.exit(pid)).isEqualTo(137);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(host.directory().resolve("process.json"), text);
    }

    @Test
    @Requires(Need.NO_APPARMOR)
    void rejectsAProfileOnAHostWithoutAppArmor() {
        String id = host.start(host.bundle().set("/process/apparmorProfile", "").args("sleep", "1000"));
        Outcome exec = host.hexrun("exec", "--apparmor", "docker-default", id, "true");
        assertThat(exec.status()).isEqualTo(255);
        assertThat(exec.err())
                .contains("/process/apparmorProfile: apparmor: config provided but apparmor not supported: ");
        host.hexrun("exec", id, "true").ok();
    }

    @Test
    void rejectsAnEmptyProgramName() throws IOException {
        String id = host.start(sleeper());
        String message = "exec: \"\": executable file not found in $PATH";
        assertThat(execError(exec(id, ""))).contains(message);
        Path process = file("{\"args\":[\"\"],\"cwd\":\"/\"}");
        assertThat(execError(host.hexrun("exec", "--process", process.toString(), id)))
                .contains(message);
    }

    /**
     * The kernel rejects the program after the command has done its work, so the process ends with the error, not the
     * command.
     */
    @Test
    void endsTheProcessIfTheKernelRejectsItsProgram() throws IOException {
        Bundle bundle = sleeper();
        Path program = bundle.rootfs().resolve("bin/rejected");
        Files.writeString(program, "#!/no/interpreter\n");
        program.toFile().setExecutable(true, false);
        String id = host.start(bundle);
        String message = "exec /bin/rejected: no such file or directory\n";
        Path pidFile = host.directory().resolve("pid");
        Path log = host.directory().resolve("log");

        Outcome foreground = host.command(
                        "--log", log.toString(), "exec", "--pid-file", pidFile.toString(), id, "rejected")
                .run();
        assertThat(foreground.status()).isEqualTo(255);
        assertThat(foreground.out()).isEmpty();
        assertThat(foreground.err()).isEqualTo(message);
        assertThat(log).isEmptyFile();
        Files.delete(pidFile);

        Outcome detached = host.hexrun("exec", "--detach", "--pid-file", pidFile.toString(), id, "rejected");
        assertThat(detached.status()).as(detached.toString()).isZero();
        assertThat(detached.err()).isEqualTo(message);
        assertThat(host.exit(Long.parseLong(Files.readString(pidFile)))).isEqualTo(255);

        assertThat(execError(exec(id, "nothing"))).contains("executable file not found in $PATH");
        assertThat(execError(exec(id, "/bin"))).contains("exec: \"/bin\": is a directory");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 42, 126, 127, 200, 255})
    void returnsTheExitStatusOfTheProcess(int status) {
        script(host.start(sleeper()), "exit " + status).exits(status);
    }

    @Test
    void returnsTheSignalThatKilledTheProcess() {
        assertThat(script(host.start(sleeper()), "kill -KILL $$").status()).isEqualTo(137);
    }

    @Test
    void connectsStandardStreams() {
        String id = host.start(sleeper());
        Outcome outcome = host.command("exec", id, "sh", "-c", "tr a-z A-Z; echo problem >&2; exit 4")
                .stdin("some text\n")
                .run();
        assertThat(outcome.status()).isEqualTo(4);
        assertThat(outcome.out()).isEqualTo("SOME TEXT\n");
        assertThat(outcome.err()).isEqualTo("problem\n");
    }

    @Test
    @Requires({Need.USER_NAMESPACE, Need.TIME_NAMESPACE})
    void joinsAllNamespacesAndCgroups() throws IOException {
        Bundle bundle = sleeper();
        for (String type : List.of("cgroup", "user", "time")) {
            bundle.namespace(type, "");
        }
        Map<String, Object> map = Map.of("containerID", 0, "hostID", 100000, "size", 65536);
        bundle.set("/linux/uidMappings", List.of(map)).set("/linux/gidMappings", List.of(map));
        String id = host.start(bundle);
        long init = host.pid(id);
        StringBuilder expected = new StringBuilder();
        for (String name : List.of("cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts")) {
            expected.append(Processes.link(init, "ns/" + name)).append('\n');
        }

        assertThat(script(id, NAMESPACES).ok().out()).isEqualTo(expected + "         0     100000      65536\n");

        Path pidFile = host.directory().resolve("pid");
        host.hexrun("exec", "--detach", "--pid-file", pidFile.toString(), id, "sleep", "100000")
                .ok();
        long pid = Long.parseLong(Files.readString(pidFile));
        String cgroups = Processes.text(pid, "cgroup");
        killAndReap(pid);
        assertThat(cgroups).isEqualTo(Processes.text(init, "cgroup"));
    }

    @Test
    void usesTheContainersRootWithoutAMountNamespace() throws IOException {
        Bundle bundle = host.bundle()
                .script("exec sleep 100000")
                .removeNamespace("mount")
                .set("/mounts", List.of())
                .set("/root/readonly", false)
                .remove("/linux/maskedPaths")
                .remove("/linux/readonlyPaths");
        // The root file system contains no /proc.
        Files.writeString(bundle.rootfs().resolve("mark"), "here\n");
        String id = host.start(bundle);

        assertThat(script(id, "pwd; cat /mark").ok().out()).isEqualTo("/\nhere\n");
    }

    @Test
    void executesInACreatedContainer() {
        String id = host.create(sleeper());
        assertThat(script(id, "echo in; ls -d /proc/1 | wc -l").ok().out()).isEqualTo("in\n1\n");
        host.hexrun("start", id).ok();
        assertThat(host.state(id).status()).isEqualTo("running");
    }

    @Test
    void rejectsAStoppedOrMissingContainer() {
        String id = host.start(sleeper());
        long init = host.pid(id);
        Kernel.kill(init, 9);
        host.exit(init);
        assertThat(execError(exec(id, "true"))).contains("cannot exec in a stopped container");
        assertThat(execError(exec("missing-id", "true"))).contains("container does not exist");
    }

    @Test
    void reparentsADetachedProcessToTheCaller() throws IOException {
        String id = host.start(sleeper());
        Path pidFile = host.directory().resolve("pid");
        host.hexrun("exec", "-d", "--pid-file", pidFile.toString(), id, "sleep", "100000")
                .ok();
        long pid = Long.parseLong(Files.readString(pidFile));
        Processes.Entry process = Processes.find(pid).orElseThrow();
        assertThat(process.parent()).isEqualTo(ProcessHandle.current().pid());
        assertThat(Processes.text(pid, "comm")).isEqualTo("sleep\n");
        killAndReap(pid);
    }

    /** The process may end before the caller waits for it; the caller must still get the status. */
    @Test
    void passesTheStatusOfADetachedProcessToTheCaller() throws IOException {
        String id = host.start(sleeper());
        Path pidFile = host.directory().resolve("pid");
        for (int status = 40; status < 46; status++) {
            host.hexrun("exec", "-d", "--pid-file", pidFile.toString(), id, "sh", "-c", "exit " + status)
                    .ok();
            assertThat(host.exit(Long.parseLong(Files.readString(pidFile)))).isEqualTo(status);
        }
        host.run(host.bundle().script("exit 46"), "--detach", "--pid-file", pidFile.toString())
                .ok();
        assertThat(host.exit(Long.parseLong(Files.readString(pidFile)))).isEqualTo(46);
    }

    @Test
    void appliesFlagsToTheProcess() {
        String id = host.start(sleeper());
        Outcome outcome = host.hexrun(
                "exec",
                "--user",
                "1001:5",
                "-g",
                "7",
                "-g",
                "8",
                "-e",
                "A=1,2",
                "--env=PATH=/bin",
                "--cwd",
                "/proc",
                "--cap",
                "CAP_NET_RAW",
                id,
                "sh",
                "-c",
                "id; pwd; echo $A $HOME; grep -E 'CapInh|CapPrm|CapBnd|CapAmb' /proc/self/status");
        assertThat(outcome.ok().out()).isEqualTo("""
                        uid=1001 gid=5 groups=7,8
                        /proc
                        1,2 /
                        CapInh:\t0000000000000000
                        CapPrm:\t0000000000000000
                        CapBnd:\t0000000020002420
                        CapAmb:\t0000000000000000
                        """);
    }

    @Test
    void usesTheCurrentProcessOfTheBundle() {
        Bundle bundle = sleeper();
        String id = host.start(bundle);
        bundle.add("/process/env", "NEW=yes");
        assertThat(script(id, "echo $NEW").out()).isEqualTo("yes\n");
    }

    @Test
    void readsAProcessFromAFile() throws IOException {
        String id = host.start(sleeper());
        Path file = file("""
                {"args": ["/bin/sh", "-c", "id -u; pwd; env | grep -v PATH | sort; ulimit -n"], "cwd": "/tmp", "user": {"uid": 5, "gid": 6},
                 "env": ["X=y", "HOME=/h"]}
                """);
        // Missing settings are those of the container: the limit is from the bundle.
        assertThat(host.hexrun("exec", "--process", file.toString(), id).ok().out())
                .isEqualTo("""
                        5
                        /tmp
                        HOME=/h
                        PWD=/tmp
                        SHLVL=1
                        X=y
                        1024
                        """);
    }

    @Test
    void readsAProcessFromADescriptorOfTheCaller() {
        String id = host.start(sleeper());
        Outcome outcome = host.program(List.of(
                        "bash",
                        "-c",
                        "\"$0\" \"$@\" exec -p <(echo '{\"args\":[\"/bin/echo\",\"piped\"],\"cwd\":\"/\"}') " + id,
                        Distribution.program().toString(),
                        "--root",
                        host.stateRoot().toString()))
                .run();
        assertThat(outcome.ok().out()).isEqualTo("piped\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nosuch | exec: \"nosuch\": executable file not found in $PATH",
                "/nosuch | exec: \"/nosuch\": stat /nosuch: no such file or directory",
                "/etc | exec: \"/etc\": is a directory",
                "/etc/hosts | exec: \"/etc/hosts\": permission denied"
            })
    void reportsWhyAProgramCannotBeExecuted(String program, String message) throws IOException {
        Bundle bundle = sleeper();
        Files.createDirectories(bundle.rootfs().resolve("etc"));
        Files.writeString(bundle.rootfs().resolve("etc/hosts"), "");
        String id = host.start(bundle);
        assertThat(execError(exec(id, program))).contains(message);
        assertThat(host.state(id).status()).isEqualTo("running");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"args\":[],\"cwd\":\"/\"} | process args cannot be empty",
                "{\"args\":[\"true\"],\"cwd\":\"x\"} | Cwd must be an absolute path",
                "{\"args\":[\"true\"] | line ",
                "[] | process args cannot be empty"
            })
    void rejectsAnInvalidProcess(String json, String message) throws IOException {
        String id = host.start(sleeper());
        Outcome outcome = host.hexrun("exec", "--process", file(json).toString(), id);
        assertThat(execError(outcome)).contains(message);
    }

    @Test
    void rejectsInvalidUsers() {
        String id = host.start(sleeper());
        for (String user : List.of("root", "0x0", "-1", "1000:", ":5", "4294967295", "99999999999", " 0", "0 ")) {
            assertThat(execError(host.hexrun("exec", "--user", user, id, "id", "-u")))
                    .contains("invalid value");
        }
    }

    @Test
    void rejectsMissingAndInvalidSubCgroups() throws IOException {
        String id = host.start(sleeper());
        Outcome missing = host.hexrun("exec", "--cgroup", "below", id, "true");
        assertThat(execError(missing)).contains("no such file or directory");
        assertThat(execError(host.hexrun("exec", "--cgroup", "../..", id, "true")))
                .contains("bad sub cgroup path");
    }

    @Test
    void leavesNothingBehind() {
        String id = host.start(sleeper());
        long init = host.pid(id);
        for (int i = 0; i < 10; i++) {
            exec(id, "true").ok();
            assertThat(execError(exec(id, "nosuch"))).isNotEmpty();
        }
        assertThat(script(id, "ps | grep -v 'ps\\|PID\\|grep\\|sh -c'").out()).contains("sleep 100000");
        assertThat(Processes.descendants(ProcessHandle.current().pid()))
                .extracting(Processes.Entry::pid)
                .containsOnly(init);
        host.hexrun("delete", "--force", id).ok();
        host.exit(init);
        host.assertNothingLeft();
    }

    @Test
    void forwardsSignals() throws Exception {
        String id = host.start(sleeper());
        Command.Running running = host.command(
                        "exec", id, "sh", "-c", "trap 'exit 61' QUIT; echo ready; while :; do sleep 0.01; done")
                .start();
        Await.until("the program to run", () -> running.out().equals("ready\n"));
        Kernel.kill(running.pid(), 3);
        running.await().exits(61);
    }

    /** The process is moved into the cgroup, which does not count against the limit, instead of being forked in it. */
    @Test
    void executesInAContainerAtItsPidsLimit() {
        assumeTrue(Cgroups.v1("pids") || Cgroups.v2("pids"), "skipped: no pids controller");
        String id = host.start(
                host.bundle().set("/linux/resources/pids", Map.of("limit", 1)).args("sleep", "100000"));
        assertThat(host.hexrun("exec", id, "cat", "/proc/self/cgroup").ok().out())
                .isEqualTo(Processes.text(host.pid(id), "cgroup"));
        host.hexrun("delete", "--force", id).ok();
        host.assertNothingLeft();
    }

    /** The parent cgroup allows only one more process, first for init and then for exec. */
    @Test
    @Requires(Need.CGROUP_V1)
    void executesInAContainerBelowACgroupAtItsPidsLimit() throws IOException {
        String parent = host.newId();
        Path above = Files.createDirectory(Cgroups.mountPoint("pids").resolve(parent));
        Files.writeString(above.resolve("pids.max"), "1");
        String id = host.start(
                host.bundle().set("/linux/cgroupsPath", "/" + parent + "/deep").args("sleep", "100000"));
        host.hexrun("exec", id, "true").ok();
        host.hexrun("delete", "--force", id).ok();
        for (Path group : Cgroups.named(parent).reversed()) {
            Files.delete(group);
        }
        host.assertNothingLeft();
    }

    @Test
    void rejectsAContainerBelowAFrozenCgroup() throws IOException {
        String parent = host.newId();
        String id = host.start(
                host.bundle().set("/linux/cgroupsPath", "/" + parent + "/deep").args("sleep", "100000"));
        boolean v1 = Cgroups.v1("freezer");
        Path state = Cgroups.directory(host.pid(id), v1 ? "freezer" : "")
                .resolveSibling(v1 ? "freezer.state" : "cgroup.freeze");
        Files.writeString(state, v1 ? "FROZEN" : "1");
        Path frozen =
                Cgroups.directory(host.pid(id), v1 ? "freezer" : "").resolve(v1 ? "freezer.state" : "cgroup.events");
        Await.until("the freezer", () -> Attacker.text(frozen).contains(v1 ? "FROZEN" : "frozen 1"));
        Outcome rejected = host.hexrun("exec", id, "true");
        assertThat(rejected.status()).isEqualTo(255);
        assertThat(rejected.err())
                .contains("cannot exec in a container below a frozen cgroup (use --ignore-paused to override)");
        Files.writeString(state, v1 ? "THAWED" : "0");
        host.hexrun("exec", id, "true").ok();
        host.hexrun("delete", "--force", id).ok();
        for (Path group : Cgroups.named(parent).reversed()) {
            Files.delete(group);
        }
        host.assertNothingLeft();
    }
}
