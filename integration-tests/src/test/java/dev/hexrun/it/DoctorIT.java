package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The verdicts of {@code doctor} on hosts of different kinds agree with whether containers run there. */
@Requires({Need.ROOT, Need.BUSYBOX, Need.UNSHARE})
class DoctorIT {

    private static final String USER = "65533";

    @RegisterExtension
    final TestHost host = new TestHost();

    private static final String[] NONE = {};

    /** A mount namespace of its own, in which a script changes the host for the command. */
    private static String[] after(String script) {
        return new String[] {
            "unshare", "--mount", "--propagation", "private", "sh", "-ec", script + "; exec \"$@\"", "sh"
        };
    }

    private Map<String, Object> examine(int status, String... prefix) {
        Outcome outcome = host.command("doctor", "--format", "json").via(prefix).run();
        assertThat(outcome.err()).as(outcome.toString()).isEmpty();
        assertThat(outcome.status()).as(outcome.toString()).isEqualTo(status);
        Map<String, Object> document = Json.readObject(outcome.out());
        assertThat(document).containsEntry("canRun", status == 0);
        return document;
    }

    private static Map<String, Object> check(Map<String, Object> document, String name) {
        for (Object item : Json.array(document.get("checks"))) {
            Map<String, Object> check = Json.object(item);
            if (name.equals(check.get("name"))) {
                return check;
            }
        }
        throw new AssertionError("no check " + name + " in " + document);
    }

    private void assertRuns(boolean expected, String... prefix) {
        Outcome outcome =
                host.runCommand(host.bundle().args("echo", "fine")).via(prefix).run();
        assertThat(outcome.status() == 0).as(outcome.toString()).isEqualTo(expected);
    }

    @Test
    void findsThatRootCanRunContainers() {
        Map<String, Object> document = examine(0, NONE);
        assertThat(document).containsEntry("caller", "root");
        for (String name : List.of("kernel", "namespaces", "procfs", "cgroup-delegation", "state-root", "adapters")) {
            assertThat(check(document, name)).containsEntry("verdict", "works");
        }
        assertRuns(true, NONE);
    }

    @Test
    void knowsWhetherTheStartUpCacheIsUsed() throws IOException {
        Path home = host.directory().resolve("home");
        host.program(List.of("cp", "-a", Distribution.home().toString(), home.toString()))
                .run()
                .ok();
        host.use(home);
        Path cache = home.resolve("lib/hexrun.aot");
        if (Files.exists(cache)) {
            assertThat(check(examine(0, NONE), "start-up-cache")).containsEntry("verdict", "works");
            Files.writeString(cache, "not a cache");
            assertThat(check(examine(0, NONE), "start-up-cache"))
                    .containsEntry("verdict", "limited")
                    .containsEntry("advice", "run hexrun adapters --train");
            Files.delete(cache);
        }
        Map<String, Object> missing = check(examine(0, NONE), "start-up-cache");
        assertThat(missing).containsEntry("verdict", "limited");
        assertThat(String.valueOf(missing.get("detail"))).contains(cache + " is missing");
    }

    @Test
    void findsThatCgroupsAreMissingOrReadOnly() {
        String[] without = after("umount -R /sys/fs/cgroup");
        Map<String, Object> document = examine(1, without);
        assertThat(check(document, "adapters")).containsEntry("verdict", "fails");
        assertThat(String.valueOf(check(document, "cgroups").get("advice"))).contains("mount");
        assertRuns(false, without);

        String[] readOnly =
                after("for each in $(findmnt --submounts --raw --noheadings --output TARGET /sys/fs/cgroup); do "
                        + "mount -o remount,bind,ro \"$each\"; done");
        assertThat(check(examine(1, readOnly), "cgroup-delegation")).containsEntry("verdict", "fails");
        assertRuns(false, readOnly);

        Outcome disabled = host.program(List.of(
                        Distribution.program().toString(),
                        "--root",
                        host.stateRoot().toString(),
                        "--cgroup-manager",
                        "disabled",
                        "doctor"))
                .via(without)
                .run();
        assertThat(disabled.status()).as(disabled.toString()).isZero();
    }

    @Test
    void findsThatAPrivateViewOfVersion2Works() {
        String[] unified = after("umount -R /sys/fs/cgroup; mount -t cgroup2 none /sys/fs/cgroup");
        assertThat(check(examine(0, unified), "cgroups")).containsEntry("detail", "version 2 at /sys/fs/cgroup");
    }

    @Test
    void findsThatRootWithoutPrivilegesCannotRunContainers() {
        String[] bounded = {"setpriv", "--bounding-set=-sys_admin", "--inh-caps=-sys_admin"};
        Map<String, Object> document = examine(1, bounded);
        assertThat(String.valueOf(check(document, "privileges").get("detail"))).contains("CAP_SYS_ADMIN");
        assertRuns(false, bounded);
    }

    @Test
    void findsThatMountsCoverAPartOfProcfs() {
        String[] over = {
            "unshare",
            "--user",
            "--map-root-user",
            "--mount",
            "sh",
            "-ec",
            "mount -t tmpfs none /proc/fs; exec \"$@\"",
            "sh"
        };
        Outcome outcome = host.command("doctor", "--format", "{{.Name}} {{.Verdict}} {{.Detail}}")
                .via(over)
                .run();
        assertThat(outcome.out()).as(outcome.toString()).contains("procfs limited mounts cover /proc/fs:");
    }

    @Test
    @Requires({Need.SETPRIV, Need.UNPRIVILEGED_USER_NAMESPACE, Need.READABLE_DISTRIBUTION})
    void findsWhatAnOrdinaryUserCanDo() throws IOException {
        Path runtime = Files.createDirectory(host.directory().resolve("runtime"));
        host.program(List.of("chown", USER + ":" + USER, runtime.toString()))
                .run()
                .ok();
        List<String> line = List.of(
                "setpriv",
                "--reuid=" + USER,
                "--regid=" + USER,
                "--clear-groups",
                "--inh-caps=-all",
                Distribution.program().toString(),
                "doctor",
                "--format",
                "json");
        Outcome with =
                host.program(line).with("XDG_RUNTIME_DIR", runtime.toString()).run();
        assertThat(with.status()).as(with.toString()).isZero();
        Map<String, Object> document = Json.readObject(with.out());
        assertThat(String.valueOf(document.get("caller"))).startsWith("user ");
        assertThat(check(document, "user-namespaces")).containsEntry("verdict", "works");
        assertThat(String.valueOf(check(document, "subordinate-ids").get("advice")))
                .isNotEmpty();

        Outcome without = host.program(line).run();
        assertThat(without.status()).as(without.toString()).isEqualTo(1);
        Map<String, Object> root = check(Json.readObject(without.out()), "state-root");
        assertThat(root).containsEntry("verdict", "fails");
        assertThat(String.valueOf(root.get("advice"))).startsWith("set XDG_RUNTIME_DIR");
    }

    @Test
    @Requires(Need.UNPRIVILEGED_USER_NAMESPACE)
    void findsTheLimitsOfAUserNamespace() {
        String[] namespace = {"unshare", "--user", "--map-root-user"};
        Map<String, Object> document = examine(0, namespace);
        assertThat(document).containsEntry("caller", "root of a user namespace");
        assertThat(String.valueOf(check(document, "subordinate-ids").get("detail")))
                .contains("only 1 user id:");
    }

    @Test
    void namesBrokenJars() throws IOException {
        Path home = host.directory().resolve("home");
        host.program(List.of("cp", "-a", Distribution.home().toString(), home.toString()))
                .run()
                .ok();
        host.use(home);
        Path adapters = Files.createDirectories(home.resolve("adapters"));
        Files.writeString(adapters.resolve("text.jar"), "not a jar");
        Map<String, Object> check = check(examine(0, NONE), "adapters");
        assertThat(check).containsEntry("verdict", "limited");
        assertThat(String.valueOf(check.get("detail"))).contains("text.jar");

        AdapterJars jars = new AdapterJars(home, host.directory().resolve("compiled"));
        jars.pack("policy.jar", "dev.hexrun.port.policy.PlanPolicyProvider", "com.example.Missing\n");
        Outcome denied =
                host.command("doctor", "--format", "{{.Verdict}} {{.Detail}}").run();
        assertThat(denied.status()).as(denied.toString()).isEqualTo(1);
        assertThat(denied.out()).contains("fails plan-policy adapter", "policy.jar");
        assertRuns(false, NONE);
    }

    @Test
    void fitsATerminalAndUsesColorsOnlyThere() {
        String program = Distribution.program().toString();
        String root = host.stateRoot().toString();
        try (Terminal terminal = new Terminal()) {
            terminal.resize(24, 90);
            terminal.start(List.of("env", "TERM=xterm", program, "--root", root, "doctor"));
            String text = terminal.expect("root can run containers");
            assertThat(text).contains("\u001b[32mworks\u001b[0m");
            assertThat(text.replaceAll("\u001b\\[[0-9;]*m", "").lines())
                    .allSatisfy(line -> assertThat(line.length() <= 90
                                    || !line.strip()
                                            .replaceFirst("^(-> )?\\S+ +", "")
                                            .contains(" "))
                            .as(line)
                            .isTrue());
        }
        try (Terminal terminal = new Terminal()) {
            terminal.start(List.of("env", "TERM=xterm", "NO_COLOR=1", program, "--root", root, "doctor"));
            assertThat(terminal.expect("root can run containers")).doesNotContain("\u001b");
        }
        assertThat(host.hexrun("doctor").ok().out()).doesNotContain("\u001b");
    }
}
