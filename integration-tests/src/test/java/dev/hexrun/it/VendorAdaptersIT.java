package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The jars of {@code examples/vendor-adapters} in a copy of the distribution. {@code examples/vendor-adapters/build} builds
 * them.
 */
@Requires({Need.ROOT, Need.BUSYBOX})
class VendorAdaptersIT {

    @RegisterExtension
    final TestHost host = new TestHost();

    private Path home = Path.of("/nonexistent");
    private Path configuration = Path.of("/nonexistent");

    /** Copies the distribution. Its configuration directory is one of the test. */
    @BeforeEach
    void copyDistribution() throws IOException {
        home = host.directory().resolve("distribution");
        configuration = Files.createDirectory(host.directory().resolve("configuration"));
        host.program(List.of("cp", "-a", Distribution.home().toString(), home.toString()))
                .run()
                .ok();
        Path arguments = home.resolve("lib/jvm.args");
        String text = Files.readString(arguments);
        assertThat(text).contains("=/etc/hexrun/hexrun.conf");
        Files.writeString(
                arguments, text.replace("=/etc/hexrun/hexrun.conf", "=" + configuration.resolve("hexrun.conf")));
        host.use(home);
    }

    @Test
    void hostPolicy_deniesAHostPathOutsideTheList_andLeavesNothing() throws IOException {
        install("host-policy");
        allow("root = " + host.directory(), "mount = /usr/share");
        Bundle bundle = host.bundle().mount("/mnt", "bind", "/etc", "bind", "ro");

        Outcome create = failed(host.createCommand(bundle, host.newId()).run(), 1);

        assertThat(create.err()).contains("/source: denied by policy host-policy: host path /etc is not allowed");
        assertThat(host.stateDirectories()).isEmpty();
        host.assertNothingLeft();
    }

    @Test
    void hostPolicy_allowsWhatIsListed() throws IOException {
        install("host-policy");
        allow("root = " + host.directory(), "mount = /usr/share");
        Bundle bundle = host.bundle().args("echo", "allowed").mount("/mnt", "bind", "/usr/share", "bind", "ro");

        assertThat(host.output(bundle)).isEqualTo("allowed\n");
    }

    @Test
    void hostPolicy_deniesAddedCapabilitiesOfExec() throws IOException {
        install("host-policy");
        allow("root = " + host.directory());
        String id = host.start(host.bundle().args("sleep", "100"));

        Outcome exec = failed(host.hexrun("exec", "--cap", "CAP_SYS_ADMIN", id, "true"), 255);

        assertThat(exec.err()).contains("denied by policy host-policy: CAP_SYS_ADMIN is not allowed");
        host.hexrun("exec", id, "true").ok();
        assertThat(host.state(id).status()).isEqualTo("running");
    }

    @Test
    void validateAndPlanShowTheDecision() throws IOException {
        install("host-policy");
        allow("root = " + host.directory());
        Bundle bundle = host.bundle().mount("/mnt", "bind", "/etc", "bind", "ro");
        String directory = bundle.directory().toString();

        assertThat(failed(host.hexrun("validate", "--bundle", directory), 1).out())
                .contains("denied by policy host-policy: host path /etc is not allowed");
        assertThat(failed(host.hexrun("plan", "--bundle", directory), 1).out())
                .contains("policy host-policy denies: /mounts/");
        bundle.removeMount("/mnt");
        host.hexrun("validate", "--bundle", directory).ok();
        assertThat(host.hexrun("plan", "--bundle", directory).ok().out()).contains("policy host-policy allows");
    }

    @Test
    void hostPolicy_withoutItsFileDenies_andNamesTheJar() throws IOException {
        Path jar = install("host-policy");

        Outcome run = failed(host.run(host.bundle().args("true")), 1);

        assertThat(run.err())
                .contains("policy host-policy (" + jar + ") failed: ")
                .contains("host-policy.conf");
    }

    @Test
    void aRequiredPolicyThatIsMissingDenies() throws IOException {
        Files.writeString(configuration.resolve("hexrun.conf"), "plan-policy = no-sys-admin\n");

        Outcome run = failed(host.run(host.bundle().args("true")), 1);

        assertThat(run.err()).contains("policy no-sys-admin failed: it is required, but no adapter of this name");
        install("first-policy");
        host.run(host.bundle().args("true")).ok();
        failed(
                host.command(
                                "--no-vendor-adapters",
                                "run",
                                "--bundle",
                                host.bundle().args("true").directory().toString(),
                                host.newId())
                        .run(),
                1);
    }

    @Test
    void aPolicyThatOthersCanWriteToDenies() throws IOException {
        Path jar = install("first-policy");
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-rw-rw-"));

        Outcome run = failed(host.run(host.bundle().args("true")), 1);

        assertThat(run.err()).contains("must not be writable by others");
    }

    @Test
    void firstPolicy_deniesSysAdmin() throws IOException {
        install("first-policy");
        Bundle bundle = host.bundle().args("true").add("/process/capabilities/bounding", "CAP_SYS_ADMIN");

        assertThat(failed(host.run(bundle), 1).err())
                .contains("/process/capabilities: denied by policy no-sys-admin: CAP_SYS_ADMIN is not for containers");
        assertThat(host.hexrun("adapters").ok().out()).contains("no-sys-admin");
    }

    @Test
    void landlock_confinesInitAndExec() throws IOException {
        install("landlock");
        Bundle bundle = host.bundle()
                .script("cat /secret; sleep 100")
                .set("/annotations/com.example.landlock.read", "/bin")
                .set("/annotations/com.example.landlock.write", "/dev");
        Files.writeString(bundle.rootfs().resolve("secret"), "secret\n");
        String id = host.newId();

        Outcome create = host.createCommand(bundle, id).run();

        if (create.err().contains("function not implemented") || create.err().contains("operation not supported")) {
            Assumptions.abort("the kernel has no Landlock");
        }
        create.ok();
        host.hexrun("start", id).ok();
        Outcome exec = failed(host.hexrun("exec", id, "cat", "/secret"), 1);
        assertThat(exec.out()).isEmpty();
        assertThat(exec.err()).contains("Permission denied");
        assertThat(host.hexrun("exec", id, "cat", "/bin/busybox").ok().out()).isNotEmpty();
    }

    @Test
    void landlock_doesNothingWithoutItsAnnotations() throws IOException {
        install("landlock");
        Bundle bundle = host.bundle().args("cat", "/secret");
        Files.writeString(bundle.rootfs().resolve("secret"), "secret\n");

        assertThat(host.output(bundle)).isEqualTo("secret\n");
    }

    private static Outcome failed(Outcome outcome, int status) {
        assertThat(outcome.status()).as("%s", outcome).isEqualTo(status);
        return outcome;
    }

    private void allow(String... rules) throws IOException {
        Files.writeString(configuration.resolve("host-policy.conf"), String.join("\n", rules) + "\n");
    }

    private Path install(String example) throws IOException {
        Path built = Path.of("../examples/vendor-adapters", example, "target", example + ".jar");
        assumeThat(built)
                .as("%s, which examples/vendor-adapters/build builds", built)
                .exists();
        Path jar = home.resolve("adapters").resolve(example + ".jar");
        Files.createDirectories(jar.getParent());
        Files.copy(built, jar);
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
        return jar;
    }
}
