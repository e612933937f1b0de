package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The fullest distribution, which is the one under test, and the smallest one, assembled from the same jars. */
@Requires({Need.ROOT, Need.BUSYBOX})
class AssembledDistributionIT {

    private static final List<String> OPTIONAL =
            List.of("apparmor", "crun-annotations", "libseccomp", "selinux", "systemd");

    @RegisterExtension
    final TestHost host = new TestHost();

    @Test
    void fullestContainsEveryAdapter() {
        assertThat(host.hexrun("adapters").ok().out()).contains("cgroupfs").contains(OPTIONAL);
        assertThat(host.hexrun("features").ok().out().replaceAll("\\s", ""))
                .contains("\"seccomp\":{\"enabled\":true")
                .contains("\"apparmor\":{\"enabled\":true")
                .contains("\"selinux\":{\"enabled\":true")
                .contains("\"systemd\":true")
                .contains("run.oci.");
    }

    /** Settings that need an adapter that was left out are refused by name. */
    @Test
    void smallestRunsContainersAndRefusesTheRestByName() throws IOException {
        Path home = assemble("all");
        assertThat(home.resolve("lib/libjnidispatch.so")).doesNotExist();
        host.use(home);

        assertThat(host.hexrun("adapters").ok().out()).contains("cgroupfs").doesNotContain(OPTIONAL);
        assertThat(host.output(host.bundle().args("echo", "fine"))).isEqualTo("fine\n");
        String id = host.start(host.bundle().args("sleep", "100000"));
        assertThat(host.hexrun("exec", id, "echo", "fine").ok().out()).isEqualTo("fine\n");
        host.hexrun("update", "--pids-limit", "100", id).ok();
        host.hexrun("delete", "--force", id).ok();

        assertThat(refusal("/linux/seccomp", Map.of("defaultAction", "SCMP_ACT_ALLOW")))
                .contains("seccomp-compiler adapter any: none is installed");
        assertThat(refusal("/process/apparmorProfile", "docker-default"))
                .contains("/process/apparmorProfile: not supported: no installed adapter provides AppArmor");
        assertThat(refusal("/process/selinuxLabel", "a:b:c:s0"))
                .contains("/process/selinuxLabel: not supported: no installed adapter provides SELinux");
        String bundle = host.bundle().args("true").directory().toString();
        assertThat(host.hexrun("--systemd-cgroup", "run", "--bundle", bundle, host.newId())
                        .failure())
                .contains("cgroup-driver adapter systemd: no adapter of this name is installed (found: cgroupfs)");
        assertThat(host.hexrun("features").ok().out().replaceAll("\\s", ""))
                .contains("\"seccomp\":{\"enabled\":false}")
                .contains("\"apparmor\":{\"enabled\":false}")
                .contains("\"selinux\":{\"enabled\":false}")
                .contains("\"systemd\":false")
                .doesNotContain("run.oci.");
        host.assertNothingLeft();
    }

    private String refusal(String pointer, Object value) {
        return host.run(host.bundle().set(pointer, value).args("true")).failure();
    }

    /**
     * Assembles a distribution without optional adapters, in a copy of the source tree that consists of links. It has no AOT
     * cache.
     */
    private Path assemble(String without) throws IOException {
        Path module = Distribution.home().resolve("../..").normalize();
        Path jars = module.resolve("target/dependencies");
        Path jlink = Path.of(System.getProperty("java.home"), "bin/jlink");
        assumeTrue(Files.isDirectory(jars), "the distribution under test was not assembled in a source tree");
        assumeTrue(Files.isExecutable(jlink), "the tests do not run in a JDK");
        Path root = Files.createDirectory(host.directory().resolve("tree"));
        linkAll(module.resolve("..").normalize(), root, "distribution");
        Path copy = Files.createDirectory(root.resolve("distribution"));
        linkAll(module, copy, "target");
        Files.createDirectory(copy.resolve("target"));
        host.program(List.of(
                        "cp", "-a", jars.toString(), copy.resolve("target/jars").toString()))
                .run()
                .ok();
        host.program(List.of(
                        "bash",
                        copy.resolve("src/build/assemble").toString(),
                        System.getProperty("java.home"),
                        copy.toString(),
                        version(jars),
                        "2026-01-01T00:00:00Z",
                        "false",
                        without,
                        "false"))
                .run()
                .ok();
        return copy.resolve("target/hexrun");
    }

    /** Returns the version in the names of the jars of hexrun. */
    private static String version(Path jars) throws IOException {
        String prefix = "runtime-domain-";
        try (Stream<Path> files = Files.list(jars)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(prefix))
                    .map(name -> name.substring(prefix.length(), name.length() - ".jar".length()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void linkAll(Path from, Path to, String except) throws IOException {
        try (Stream<Path> entries = Files.list(from)) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                if (!entry.endsWith(except)) {
                    Files.createSymbolicLink(to.resolve(entry.getFileName()), entry);
                }
            }
        }
    }
}
