package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Labels on a host that enforces a SELinux policy: {@code process.selinuxLabel} and {@code linux.mountLabel}. A confined
 * process may not use the descriptors of the test, so containers write their output to a file of their image.
 */
@Requires({Need.ROOT, Need.BUSYBOX, Need.PROBE, Need.SELINUX})
class SelinuxIT {

    private static final String LABEL = "system_u:system_r:container_t:s0:c4,c5";
    private static final String OTHER_LABEL = "system_u:system_r:container_t:s0:c6";
    private static final String MOUNTS = "system_u:object_r:container_file_t:s0:c4,c5";
    private static final String IMAGE = "system_u:object_r:container_file_t:s0";
    private static final String FOREIGN = "system_u:object_r:container_file_t:s0:c9";
    private static final String USER = "65533";
    private static final String SECRET = "system_u:object_r:shadow_t:s0";

    @RegisterExtension
    final TestHost host = new TestHost();

    /** Returns a bundle whose image containers may use. */
    private Bundle bundle() throws IOException {
        Bundle bundle = host.bundle().set("/root/readonly", false).set("/process/noNewPrivileges", false);
        Files.copy(Distribution.probe(), bundle.rootfs().resolve("bin/probe"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createFile(result(bundle));
        Files.setPosixFilePermissions(result(bundle), PosixFilePermissions.fromString("rw-rw-rw-"));
        Selinux.label(host, bundle.rootfs(), IMAGE);
        return bundle;
    }

    private static Path result(Bundle bundle) {
        return bundle.rootfs().resolve("result");
    }

    /** Returns a command with the output in a file, which succeeds although the script may be denied an access. */
    private static String[] writing(String script) {
        return new String[] {"sh", "-c", "exec > /result 2>&1; " + script + "; true"};
    }

    private static String read(Bundle bundle) {
        try {
            return Files.readString(result(bundle)).replace("\0", "");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private String inside(Bundle bundle, String script) {
        host.run(bundle.args(writing(script))).ok();
        return read(bundle);
    }

    private String execInside(Bundle bundle, String id, String script, String... flags) {
        List<String> arguments = new ArrayList<>(List.of("exec"));
        arguments.addAll(List.of(flags));
        arguments.add(id);
        arguments.addAll(List.of(writing(script)));
        host.hexrun(arguments.toArray(String[]::new)).ok();
        return read(bundle);
    }

    private static String line(String output, String key) {
        return output.lines()
                .filter(line -> line.startsWith(key + "\t"))
                .map(line -> line.substring(key.length() + 1))
                .findFirst()
                .orElse("no line " + key);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void labelsTheProcessOfRunAndCreateAndExec(boolean noNewPrivileges) throws IOException {
        Bundle bundle = bundle().set("/process/selinuxLabel", LABEL).set("/process/noNewPrivileges", noNewPrivileges);
        assertThat(inside(bundle, "cat /proc/self/attr/current")).isEqualTo(LABEL);
        String id = host.start(bundle.args("sleep", "1000"));
        assertThat(Files.readString(Path.of("/proc/" + host.pid(id) + "/attr/current")))
                .startsWith(LABEL);
        assertThat(execInside(bundle, id, "cat /proc/self/attr/current")).isEqualTo(LABEL);
        assertThat(execInside(bundle, id, "cat /proc/self/attr/current", "--process-label", OTHER_LABEL))
                .isEqualTo(OTHER_LABEL);
    }

    @Test
    void withoutALabelTheProcessHasThatOfTheCaller() throws IOException {
        Bundle bundle = bundle();
        assertThat(inside(bundle, "cat /proc/self/attr/current")).isEqualTo(Selinux.own());
        String id = host.start(bundle.args("sleep", "1000"));
        assertThat(execInside(bundle, id, "cat /proc/self/attr/current")).isEqualTo(Selinux.own());
        assertThat(Selinux.label(host, Path.of("/proc/" + host.pid(id) + "/root/dev/shm")))
                .doesNotContain("container_file_t");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void labelsTheSessionKeyring(boolean userNamespace) throws IOException {
        Bundle bundle = bundle().set("/process/selinuxLabel", LABEL);
        if (userNamespace) {
            List<Map<String, Object>> map = List.of(Map.of("containerID", 0, "hostID", 100_000, "size", 65_536));
            bundle.namespace("user", "")
                    .set("/linux/uidMappings", map)
                    .set("/linux/gidMappings", map)
                    .removeMount("/dev/pts");
        }
        assertThat(line(inside(bundle, "probe"), "keyring label")).isEqualTo(LABEL);
        String id = host.start(bundle.args("sleep", "1000"));
        String exec = execInside(bundle, id, "probe");
        assertThat(line(exec, "keyring label")).isEqualTo(LABEL);
        assertThat(line(exec, "keyring")).endsWith("_ses." + id);
    }

    @Test
    void labelsNoOtherKeys() throws IOException {
        Bundle bundle = bundle();
        assertThat(line(inside(bundle, "probe"), "keyring label")).isEqualTo(Selinux.own());
    }

    @Test
    void labelsMountsOfEveryKind() throws IOException {
        Bundle bundle = bundle().set("/process/selinuxLabel", LABEL)
                .set("/linux/mountLabel", MOUNTS)
                .mount("/tmp", "tmpfs", "tmpfs", "mode=1777", "size=1m")
                .mount("/root", "tmpfs", "tmpfs", "tmpcopyup")
                .mount("/own", "tmpfs", "tmpfs", "context=\"system_u:object_r:container_file_t:s0:c1,c2\"")
                .mount("/unquoted", "tmpfs", "tmpfs", "context=system_u:object_r:tmp_t:s0")
                .add("/linux/maskedPaths", "/var")
                .args("sleep", "1000");
        Files.writeString(bundle.rootfs().resolve("root/file"), "copied");
        String id = host.start(bundle);
        Path root = Path.of("/proc/" + host.pid(id) + "/root");
        for (String labelled :
                List.of("dev", "dev/shm", "dev/mqueue", "dev/pts", "dev/pts/ptmx", "tmp", "root", "var")) {
            assertThat(Selinux.label(host, root.resolve(labelled))).as(labelled).isEqualTo(MOUNTS);
        }
        assertThat(Selinux.label(host, root.resolve("root/file"))).isEqualTo(MOUNTS);
        assertThat(Selinux.label(host, root.resolve("own"))).endsWith(":s0:c1,c2");
        assertThat(Selinux.label(host, root.resolve("unquoted"))).endsWith(":tmp_t:s0");
        assertThat(Selinux.label(host, root.resolve("bin"))).isEqualTo(IMAGE);
        assertThat(Selinux.label(host, root.resolve("proc"))).contains(":proc_t:");
        assertThat(Selinux.label(host, root.resolve("sys"))).contains(":sysfs_t:");
        assertThat(execInside(bundle, id, "touch /dev/shm/made /tmp/made && cat /root/file; ls /var"))
                .isEqualTo("copied");
        assertThat(Selinux.label(host, root.resolve("tmp/made"))).isEqualTo(MOUNTS);
        assertThat(execInside(bundle, id, "mount | grep ' /tmp '")).contains("context=\"" + MOUNTS + "\"");
    }

    @Test
    @Requires({Need.SETPRIV, Need.UNPRIVILEGED_USER_NAMESPACE, Need.READABLE_DISTRIBUTION})
    void labelsARootlessContainer() throws IOException {
        Bundle bundle = bundle();
        Path runtimeDirectory = Files.createDirectory(host.directory().resolve("runtime"));
        Files.delete(bundle.configFile());
        for (Path path : List.of(bundle.directory(), runtimeDirectory)) {
            host.program(List.of("chown", "-R", "-h", USER + ":" + USER, path.toString()))
                    .run()
                    .ok();
        }
        asUser(
                runtimeDirectory,
                "spec",
                "--rootless",
                "--bundle",
                bundle.directory().toString());
        bundle.load()
                .set("/process/terminal", false)
                .set("/root/readonly", false)
                .set("/process/selinuxLabel", LABEL)
                .set("/linux/mountLabel", MOUNTS)
                .args(writing("probe; touch /dev/shm/x && mount | grep /dev/shm"));
        asUser(runtimeDirectory, "run", "--bundle", bundle.directory().toString(), host.newId());
        assertThat(line(read(bundle), "attr 0")).isEqualTo(LABEL);
        assertThat(line(read(bundle), "keyring label")).isEqualTo(LABEL);
        assertThat(read(bundle)).contains("context=\"" + MOUNTS + "\"");
    }

    private void asUser(Path runtimeDirectory, String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=" + USER,
                "--regid=" + USER,
                "--clear-groups",
                "--inh-caps=-all",
                Distribution.program().toString()));
        line.addAll(List.of(arguments));
        host.program(line)
                .with("XDG_RUNTIME_DIR", runtimeDirectory.toString())
                .run()
                .ok();
    }

    @Test
    void bindMountsKeepTheirLabels() throws IOException {
        Path volume = Files.createDirectory(host.directory().resolve("volume"));
        Files.writeString(volume.resolve("file"), "volume");
        Selinux.label(host, volume, FOREIGN);
        Bundle bundle = bundle().set("/process/selinuxLabel", LABEL)
                .set("/linux/mountLabel", MOUNTS)
                .mount("/volume", "bind", volume.toString(), "rbind", "ro");
        assertThat(inside(bundle, "cat /volume/file")).contains("Permission denied");
        assertThat(Selinux.label(host, volume)).isEqualTo(FOREIGN);
    }

    /** Root with every capability is denied, for a type that containers may not access and for other categories. */
    @ParameterizedTest
    @ValueSource(strings = {SECRET, FOREIGN})
    void denialsAreEnforcedAndLogged(String label) throws IOException {
        Bundle bundle = bundle().set("/process/selinuxLabel", LABEL);
        String name = "secret-" + host.newId();
        Path secret = bundle.rootfs().resolve(name);
        Files.writeString(secret, "the secret");
        Selinux.label(host, secret, label);
        assertThat(inside(bundle, "cat /" + name)).contains("Permission denied").doesNotContain("the secret");
        assertThat(Selinux.denials(host))
                .anyMatch(line -> line.contains(name)
                        && line.contains("scontext=" + LABEL)
                        && line.contains("tcontext=" + label)
                        && line.contains("permissive=0"));
        String id = host.start(bundle.args("sleep", "1000"));
        assertThat(execInside(bundle, id, "cat /" + name)).contains("Permission denied");
        assertThat(inside(bundle.remove("/process/selinuxLabel"), "cat /" + name))
                .isEqualTo("the secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "system_u:system_r:no_such_type_t:s0",
                "system_u:no_such_r:container_t:s0",
                "system_u:system_r:container_t:s99"
            })
    void aLabelThatThePolicyDoesNotHaveIsRefused(String label) throws IOException {
        assertThat(host.run(bundle().set("/process/selinuxLabel", label).args("true"))
                        .failure())
                .contains("attr/")
                .contains("invalid argument");
        host.assertNothingLeft();
    }

    @Test
    void aMountLabelThatThePolicyDoesNotHaveIsRefused() throws IOException {
        assertThat(host.run(bundle().set("/linux/mountLabel", "system_u:object_r:no_such_t:s0:c1,c2")
                                .args("true"))
                        .failure())
                .contains("at \"/dev\": invalid argument");
        host.assertNothingLeft();
    }

    @Test
    void aTextThatIsNoContextIsRefused() throws IOException {
        assertThat(host.run(bundle().set("/process/selinuxLabel", "container_t").args("true"))
                        .failure())
                .contains("/process/selinuxLabel: \"container_t\" is not a SELinux context");
    }

    @Test
    void isReported() {
        assertThat(host.hexrun("features").ok().out()).containsPattern("\"selinux\": \\{\\s*\"enabled\": true");
        assertThat(host.hexrun("adapters").ok().out()).contains("SELinux is enforcing");
    }
}
