package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * AppArmor profiles of the processes of containers, on a host with AppArmor: the field {@code apparmorProfile} of
 * config.md, "Linux Process". The tests load profiles of their own and remove them.
 */
@Requires({Need.ROOT, Need.BUSYBOX, Need.APPARMOR})
class AppArmorIT {

    /** Shows the profile, and tries a file that the denying profiles deny and one that they allow. */
    private static final String TRY = "cat /proc/self/attr/apparmor/current; "
            + "cat /denied/file 2> /dev/null || echo denied; cat /allowed/file";

    private static final String DENIED = "denied\nallowed\n";
    private static final String ALLOWED = "secret\nallowed\n";

    @RegisterExtension
    final TestHost host = new TestHost();

    private String deny = "";
    private String other = "";

    @BeforeEach
    void loadProfiles() throws IOException {
        deny = host.mark() + "deny";
        other = host.mark() + "other";
        parser("--replace", profile(deny, "deny /denied/** rwklx,"));
        parser("--replace", profile(other, "deny /allowed/** rwklx,"));
    }

    @AfterEach
    void removeProfiles() throws IOException {
        try (var files = Files.list(host.directory())) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".profile")).toList()) {
                parser("--remove", file);
            }
        }
    }

    /** Returns a file with a profile that allows everything except its rules. */
    private Path profile(String name, String rules) throws IOException {
        Path file = host.directory().resolve(name + ".profile");
        return Files.writeString(
                file,
                "abi <abi/3.0>,\nprofile " + name + " flags=(attach_disconnected,mediate_deleted) {\n  file,\n"
                        + "  capability,\n  network,\n  mount,\n  umount,\n  pivot_root,\n  ptrace,\n  signal,\n"
                        + "  unix,\n  dbus,\n  change_profile -> **,\n  " + rules + "\n}\n");
    }

    private void parser(String action, Path file) {
        host.program(List.of("apparmor_parser", "--skip-cache", action, file.toString()))
                .run()
                .exits(0);
    }

    private static String enforced(String profile) {
        return profile + " (enforce)\n";
    }

    private Bundle bundle() throws IOException {
        Bundle bundle = host.bundle();
        write(bundle.rootfs().resolve("denied/file"), "secret\n");
        write(bundle.rootfs().resolve("allowed/file"), "allowed\n");
        return bundle.script(TRY);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    private Bundle bundle(String profile) throws IOException {
        return bundle().set("/process/apparmorProfile", profile);
    }

    private String exec(String id, String... arguments) {
        List<String> line = new ArrayList<>(List.of("exec"));
        line.addAll(Arrays.asList(arguments));
        line.addAll(List.of(id, "sh", "-c", TRY));
        return host.hexrun(line.toArray(String[]::new)).ok().out();
    }

    @ParameterizedTest
    @CsvSource({"true, 0", "false, 0", "true, 1000", "false, 1000"})
    void confinesTheProgramAndExec(boolean noNewPrivileges, int uid) throws IOException {
        Bundle bundle = bundle(deny)
                .set("/process/noNewPrivileges", noNewPrivileges)
                .set("/process/user", Map.of("uid", uid, "gid", uid));
        assertThat(host.output(bundle)).isEqualTo(enforced(deny) + DENIED);
        String id = host.start(bundle.args("sleep", "1000"));
        assertThat(exec(id)).isEqualTo(enforced(deny) + DENIED);
        assertThat(exec(id, "--user", "7")).isEqualTo(enforced(deny) + DENIED);
    }

    @Test
    void confinesWithASeccompFilter() throws IOException {
        for (boolean noNewPrivileges : List.of(true, false)) {
            Bundle bundle = bundle(deny)
                    .set("/process/noNewPrivileges", noNewPrivileges)
                    .set(
                            "/linux/seccomp",
                            Map.of(
                                    "defaultAction",
                                    "SCMP_ACT_ALLOW",
                                    "syscalls",
                                    List.of(Map.of("names", List.of("mkdir"), "action", "SCMP_ACT_ERRNO"))));
            assertThat(host.output(bundle)).isEqualTo(enforced(deny) + DENIED);
            assertThat(exec(host.start(bundle.args("sleep", "1000")))).isEqualTo(enforced(deny) + DENIED);
        }
    }

    @Test
    void confinesACreatedContainerWhenItIsStarted() throws IOException {
        Path output = host.directory().resolve("output/created");
        String id = host.newId();
        host.createCommand(bundle(deny), id).stdoutTo(output).run();
        long init = host.pid(id);
        // The runtime's process waits unconfined: the profile applies to the program only.
        assertThat(Files.readString(Path.of("/proc/" + init + "/attr/apparmor/current")))
                .isEqualTo(ownProfile());
        host.hexrun("start", id).ok();
        host.exit(init);
        assertThat(output).hasContent(enforced(deny) + DENIED);
    }

    private static String ownProfile() throws IOException {
        return Files.readString(Path.of("/proc/self/attr/apparmor/current"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "unconfined"})
    void doesNotConfineWithoutAProfile(String profile) throws IOException {
        assertThat(host.output(bundle(profile))).isEqualTo("unconfined\n" + ALLOWED);
        String id = host.start(bundle(profile).args("sleep", "1000"));
        assertThat(exec(id)).isEqualTo("unconfined\n" + ALLOWED);
    }

    @Test
    void execHasTheProfileOfItsFlagOrProcessFile() throws IOException {
        String id = host.start(bundle(deny).args("sleep", "1000"));
        String confined = enforced(other) + "secret\n";
        Outcome flag = host.hexrun("exec", "--apparmor", other, id, "sh", "-c", TRY);
        assertThat(flag.out()).isEqualTo(confined);
        assertThat(exec(id, "--apparmor", "unconfined")).isEqualTo("unconfined\n" + ALLOWED);
        assertThat(exec(id, "--apparmor", "")).isEqualTo(enforced(deny) + DENIED);
        assertThat(processFile(id, "").out()).isEqualTo(enforced(deny) + DENIED);
        assertThat(processFile(id, ", \"apparmorProfile\": \"\"").out()).isEqualTo(enforced(deny) + DENIED);
        assertThat(processFile(id, ", \"apparmorProfile\": \"" + other + "\"").out())
                .isEqualTo(confined);
    }

    private Outcome processFile(String id, String more) throws IOException {
        Path file = host.directory().resolve("process.json");
        Files.writeString(
                file,
                "{\"cwd\": \"/\", \"env\": [\"PATH=/bin\"], \"args\": [\"sh\", \"-c\", \"" + TRY + "\"]" + more + "}");
        return host.hexrun("exec", "--process", file.toString(), id);
    }

    @Test
    void stacksProfiles() throws IOException {
        String stack = deny + "//&" + other;
        assertThat(host.run(bundle(stack)).out()).isEqualTo(enforced(stack) + "denied\n");
    }

    /** The runtime is confined itself, as in a container in which containers run. */
    @Test
    void changesFromAProfileToAnother() throws IOException {
        Bundle bundle = bundle(deny).set("/process/noNewPrivileges", false);
        Outcome outcome = host.runCommand(bundle)
                .via("sh", "-c", "echo exec " + other + " > /proc/self/attr/apparmor/exec && exec \"$@\"", "sh")
                .run();
        assertThat(outcome.ok().out()).isEqualTo(enforced(deny) + DENIED);
    }

    /** With no_new_privs, a confined process can only add restrictions. The program does not run with fewer. */
    @Test
    void doesNotLoseAProfileThroughNoNewPrivileges() throws IOException {
        for (String profile : List.of(deny, other + "//&" + deny)) {
            Outcome outcome = host.runCommand(bundle(profile).set("/process/noNewPrivileges", true))
                    .via("sh", "-c", "echo exec " + other + " > /proc/self/attr/apparmor/exec && exec \"$@\"", "sh")
                    .run();
            // The script fails either way: the other profile denies /allowed/file.
            if (outcome.out().isEmpty()) {
                assertThat(outcome.err()).contains("operation not permitted");
            } else {
                assertThat(outcome.out()).contains(deny).contains(other).contains("denied\n");
            }
        }
    }

    @Test
    void confinesStartContainerHooks() throws IOException {
        Bundle bundle = bundle(deny).hook("startContainer", "cat /denied/file");
        assertThat(host.run(bundle).failure())
                .contains("error running startContainer hook #0")
                .contains("Permission denied");
        Bundle allowed = bundle(deny).hook("startContainer", "cat /allowed/file");
        assertThat(host.output(allowed)).isEqualTo(enforced(deny) + DENIED);
        // Hooks on the host and hooks before the change of the root are not confined.
        Bundle early =
                bundle(deny).hook("createContainer", "cat /denied/file; true").hook("createRuntime", "true");
        assertThat(host.output(early)).isEqualTo(enforced(deny) + DENIED);
    }

    @Test
    void reportsAMissingProfile() throws IOException {
        String missing = host.mark() + "missing";
        String message = "write /proc/thread-self/attr/apparmor/exec: no such file or directory";
        assertThat(host.run(bundle(missing)).failure()).endsWith(message).contains(missing);
        assertThat(host.createCommand(bundle(missing), host.newId()).run().failure())
                .endsWith(message);
        host.assertNothingLeft();
        String id = host.start(bundle(deny).args("sleep", "1000"));
        Outcome exec = host.hexrun("exec", "--apparmor", missing, id, "true");
        assertThat(exec.status()).isEqualTo(255);
        assertThat(exec.err()).contains(message);
        assertThat(exec(id)).isEqualTo(enforced(deny) + DENIED);
    }

    @Test
    void confinesInAUserNamespace() throws IOException {
        Bundle bundle = bundle(deny)
                .namespace("user", "")
                .set("/linux/uidMappings", List.of(Map.of("containerID", 0, "hostID", 100000, "size", 65536)))
                .set("/linux/gidMappings", List.of(Map.of("containerID", 0, "hostID", 100000, "size", 65536)));
        assertThat(host.output(bundle)).isEqualTo(enforced(deny) + DENIED);
        String id = host.start(bundle.args("sleep", "1000"));
        assertThat(exec(id)).isEqualTo(enforced(deny) + DENIED);
    }

    @Test
    @Requires({Need.SETPRIV, Need.UNPRIVILEGED_USER_NAMESPACE, Need.READABLE_DISTRIBUTION})
    void confinesContainersOfAnUnprivilegedUser() throws IOException {
        Path runtime = Files.createDirectory(host.directory().resolve("runtime"));
        Bundle bundle = bundle();
        Files.delete(bundle.configFile());
        host.program(List.of(
                        "chown", "-R", "-h", "65533:65533", bundle.directory().toString(), runtime.toString()))
                .run()
                .ok();
        user(runtime, "spec", "--rootless", "--bundle", bundle.directory().toString())
                .ok();
        bundle.load().set("/process/terminal", false).set("/process/apparmorProfile", deny);
        Outcome run =
                user(runtime, "run", "--bundle", bundle.script(TRY).directory().toString(), host.newId());
        assertThat(run.ok().out()).isEqualTo(enforced(deny) + DENIED);
        String id = host.newId();
        user(
                        runtime,
                        "create",
                        "--bundle",
                        bundle.args("sleep", "1000").directory().toString(),
                        id)
                .ok();
        user(runtime, "start", id).ok();
        assertThat(user(runtime, "exec", id, "sh", "-c", TRY).ok().out()).isEqualTo(enforced(deny) + DENIED);
        user(runtime, "delete", "--force", id).ok();
    }

    private Outcome user(Path runtime, String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=65533",
                "--regid=65533",
                "--clear-groups",
                "--inh-caps=-all",
                Distribution.program().toString()));
        line.addAll(Arrays.asList(arguments));
        return host.program(line).with("XDG_RUNTIME_DIR", runtime.toString()).run();
    }

    /** A process of the container cannot redirect the label of a process that is executed in it (CVE-2025-52881). */
    @Test
    void isNotDeceivedByMountsOfTheContainer() throws IOException {
        Bundle bundle = bundle(deny)
                .set("/process/capabilities/bounding", List.of("CAP_SYS_ADMIN"))
                .set("/process/capabilities/effective", List.of("CAP_SYS_ADMIN"))
                .set("/process/capabilities/permitted", List.of("CAP_SYS_ADMIN"))
                .mount("/tmp", "tmpfs", "tmpfs")
                .script("mkdir -p /tmp/thread-self/attr/apparmor && : > /tmp/thread-self/attr/apparmor/exec && "
                        + "mount -o bind /tmp /proc && echo mounted && sleep 100000");
        Path output = host.directory().resolve("output/mounted");
        String id = host.newId();
        host.createCommand(bundle, id).stdoutTo(output).run();
        host.hexrun("start", id).ok();
        Await.until("the mount over /proc", () -> hasText(output, "mounted\n"));
        Outcome exec = host.hexrun("exec", id, "sh", "-c", "cat /denied/file; cat /tmp/thread-self/attr/apparmor/exec");
        assertThat(exec.out()).isEmpty();
        assertThat(exec.err()).contains("/denied/file").contains("Permission denied");
    }

    private static boolean hasText(Path file, String text) {
        try {
            return Files.readString(file).equals(text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void showsDenialsInTheKernelLog() throws IOException {
        // A rule with "deny" alone is not logged.
        String logged = host.mark() + "logged";
        parser("--replace", profile(logged, "audit deny /denied/** rwklx,"));
        Bundle bundle = bundle(logged);
        // The kernel limits the rate of its messages.
        Await.until("the denial in the kernel log", () -> {
            assertThat(host.output(bundle)).isEqualTo(enforced(logged) + DENIED);
            return host.program(List.of("dmesg"))
                    .run()
                    .ok()
                    .out()
                    .lines()
                    .anyMatch(line -> line.contains("apparmor=\"DENIED\"")
                            && line.contains("profile=\"" + logged + "\"")
                            && line.contains("name=\"/denied/file\""));
        });
    }

    /** The rules that engines load under the name docker-default or containers-default. */
    @Test
    void workWithTheProfileOfAnEngine() throws IOException {
        String name = host.mark() + "engine";
        Path file = host.directory().resolve(name + ".profile");
        Files.writeString(file, """
                #include <tunables/global>

                profile %s flags=(attach_disconnected,mediate_deleted) {
                  #include <abstractions/base>

                  network,
                  capability,
                  file,
                  umount,
                  signal (receive) peer=unconfined,
                  signal (send,receive) peer=%1$s,
                  deny @{PROC}/* w,
                  deny @{PROC}/{[^1-9],[^1-9][^0-9],[^1-9s][^0-9y][^0-9s],[^1-9][^0-9][^0-9][^0-9]*}/** w,
                  deny @{PROC}/sys/[^k]** w,
                  deny @{PROC}/sys/kernel/{?,??,[^s][^h][^m]**} w,
                  deny @{PROC}/sysrq-trigger rwklx,
                  deny @{PROC}/kcore rwklx,
                  deny mount,
                  deny /sys/[^f]*/** wklx,
                  deny /sys/firmware/** rwklx,
                  deny /sys/kernel/security/** rwklx,
                  ptrace (trace,read,tracedby,readby) peer=%1$s,
                }
                """.formatted(name));
        parser("--replace", file);
        Bundle bundle = bundle(name)
                .set("/process/capabilities/bounding", List.of("CAP_SYS_ADMIN"))
                .set("/process/capabilities/effective", List.of("CAP_SYS_ADMIN"))
                .set("/process/capabilities/permitted", List.of("CAP_SYS_ADMIN"))
                .mount("/tmp", "tmpfs", "tmpfs")
                .script("cat /proc/self/attr/apparmor/current; mount -t tmpfs none /tmp 2> /dev/null || echo denied");
        assertThat(host.output(bundle)).isEqualTo(enforced(name) + "denied\n");
        // A signal of the unconfined runtime reaches the container.
        String id = host.start(bundle.args("sleep", "1000"));
        assertThat(exec(id)).isEqualTo(enforced(name) + ALLOWED);
        long init = host.pid(id);
        host.hexrun("kill", id, "KILL").ok();
        assertThat(host.exit(init)).isEqualTo(128 + 9);
    }

    @Test
    @Requires(Need.RUNC)
    void behaveAsWithRunc() throws IOException {
        Bundle bundle = bundle(deny);
        List<String> line = List.of(
                "runc",
                "--root",
                host.directory().resolve("runc").toString(),
                "run",
                "--bundle",
                bundle.directory().toString(),
                host.newId());
        assertThat(host.output(bundle)).isEqualTo(host.program(line).run().ok().out());
    }

    @Test
    @Requires(Need.PODMAN)
    void isTheDefaultOfPodman() throws IOException {
        Path image = host.directory().resolve("image.tar");
        Bundle bundle = bundle();
        host.program(List.of("tar", "-C", bundle.rootfs().toString(), "-cf", image.toString(), "."))
                .run()
                .ok();
        assertThat(podman("import", "--quiet", image.toString(), "box").status())
                .isZero();
        Outcome shown = podman(
                "run", "--rm", "--network=none", "--pull=never", "box", "/bin/cat", "/proc/self/attr/apparmor/current");
        assertThat(shown.out())
                .as(shown.toString())
                .startsWith("containers-default-")
                .endsWith(" (enforce)\n");
        Outcome unconfined = podman(
                "run",
                "--rm",
                "--network=none",
                "--pull=never",
                "--security-opt=apparmor=unconfined",
                "box",
                "/bin/cat",
                "/proc/self/attr/apparmor/current");
        assertThat(unconfined.out()).as(unconfined.toString()).isEqualTo("unconfined\n");
    }

    private Outcome podman(String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                "podman",
                "--root=" + host.directory().resolve("podman/root"),
                "--runroot=" + host.directory().resolve("podman/run"),
                "--tmpdir=" + host.directory().resolve("podman/tmp"),
                "--storage-driver=vfs",
                "--events-backend=none",
                "--cgroup-manager=cgroupfs",
                "--runtime=" + Distribution.program()));
        line.addAll(Arrays.asList(arguments));
        return host.program(line).run();
    }
}
