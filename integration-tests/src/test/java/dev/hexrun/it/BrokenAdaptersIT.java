package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Jars of vendors that are broken in every way that a test can think of, in a copy of the distribution. The commands work
 * beside them, with the adapters of the runtime, and say which jar they ignore.
 */
@Requires({Need.ROOT, Need.BUSYBOX})
class BrokenAdaptersIT {

    private static final String USER = "65533";

    @RegisterExtension
    final TestHost host = new TestHost();

    private Path home = Path.of("/nonexistent");

    /**
     * A kind of broken jar.
     *
     * @param name its name
     * @param port the port
     * @param members the members of the provider that are broken
     * @param warning the reason in the warning; empty if the adapter is only not usable
     */
    record Kind(String name, String port, String members, String warning) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Kind driver(String name, String members, String warning) {
        return new Kind(name, AdapterJars.CGROUP_DRIVER, members, warning);
    }

    private static String probe(String body) {
        return "public Usability probe(Host host) { " + body + " }";
    }

    static Stream<Kind> kinds() {
        String hang = "while (true) { try { Thread.sleep(1000); } catch (InterruptedException e) { } }";
        String fill = "List<Object> all = new ArrayList<>(); while (true) all.add(new long[1 << 24]);";
        return Stream.of(
                driver("constructor-throws", "public Vendor() { throw new IllegalStateException(\"boom\"); }", "boom"),
                driver("static-throws", "static { if (true) throw new IllegalStateException(\"boom\"); }", "boom"),
                driver("no-constructor", "private Vendor(int i) { }", "no-arg constructor"),
                driver("constructor-hangs", "public Vendor() { " + hang + " }", "no answer within"),
                driver("name-null", "public String name() { return null; }", "name returned null"),
                driver("name-invalid", "public String name() { return \"a\\u001b[31mb\"; }", "invalid name"),
                driver("name-throws", "public String name() { throw new AssertionError(\"boom\"); }", "boom"),
                driver("version-null", "public SpiVersion spiVersion() { return null; }", "spiVersion returned null"),
                driver(
                        "version-2",
                        "public SpiVersion spiVersion() { return new SpiVersion(2, 0); }",
                        "built for SPI 2.0"),
                driver("probe-throws", probe("throw new IllegalStateException(\"boom\");"), "boom"),
                driver("probe-null", probe("return null;"), "probe returned null"),
                driver("probe-no-reason", probe("return new Usability(true, null);"), "returned null"),
                driver("probe-no-method", probe("throw new NoSuchMethodError(\"boom\");"), "boom"),
                driver("probe-overflows", probe("return probe(host);"), "StackOverflowError"),
                driver("probe-fills-heap", probe(fill), "is ignored: "),
                driver("probe-exits", probe("System.exit(7); return null;"), "called System.exit"),
                driver("probe-hangs", probe(hang), "no answer within"),
                driver("probe-spins", probe("while (true) { }"), "no answer within"),
                driver(
                        "probe-prints",
                        probe("System.out.println(1); System.err.println(2); return Usability.unusable(\"no\");"),
                        ""),
                driver(
                        "leaves-thread",
                        probe("new Thread(() -> { " + hang + " }).start(); return Usability.unusable(\"no\");"),
                        ""),
                driver(
                        "needs-module",
                        probe("java.sql.Driver d = null; d.getMajorVersion(); return null;"),
                        "java.sql"),
                driver(
                        "hidden-class",
                        probe(
                                "try { Class.forName(\"com.sun.jna.Native\"); }"
                                        + " catch (ClassNotFoundException e) { throw new IllegalStateException(e); } return null;"),
                        "com.sun.jna.Native"),
                driver(
                        "priority-throws",
                        "public int priority() { throw new IllegalStateException(\"boom\"); }",
                        "boom"),
                driver(
                        "features-null",
                        "public Set<dev.hexrun.domain.validate.OptionalFeature> features() { return null; }",
                        "features returned null"),
                driver(
                        "name-taken",
                        "public String name() { return \"cgroupfs\"; }" + probe("return Usability.usable(\"\");"),
                        "the name is already taken"),
                driver("create-null", probe("return Usability.unusable(\"no\");"), ""),
                new Kind(
                        "store-throws",
                        AdapterJars.STATE_STORE,
                        probe("throw new IllegalStateException(\"boom\");"),
                        "boom"),
                new Kind(
                        "store-exits",
                        AdapterJars.STATE_STORE,
                        probe("System.exit(0); return null;"),
                        "called System.exit"));
    }

    /** The kinds that do not return, for each of which a command waits until the deadline. */
    private static final List<String> HANGING = List.of("constructor-hangs", "probe-hangs", "probe-spins");

    /** The kinds that affect the JVM, or more commands than those that create containers. */
    private static final List<String> ALONE =
            List.of("probe-fills-heap", "probe-exits", "leaves-thread", "store-throws", "store-exits");

    private static List<Kind> kinds(List<String> names) {
        return kinds().filter(kind -> names.contains(kind.name())).toList();
    }

    static Stream<Kind> alone() {
        return kinds(ALONE).stream();
    }

    @BeforeEach
    void copyDistribution() {
        useCopy("home");
    }

    private void useCopy(String name) {
        home = host.directory().resolve(name);
        host.program(List.of("cp", "-a", Distribution.home().toString(), home.toString()))
                .run()
                .ok();
        host.use(home);
    }

    /** Runs a bundle with global flags. */
    private Outcome run(Bundle bundle, String... flags) {
        List<String> words = new ArrayList<>(List.of(flags));
        words.addAll(List.of("run", "--bundle", bundle.directory().toString(), host.newId()));
        return host.hexrun(words.toArray(String[]::new));
    }

    private AdapterJars jars() throws IOException {
        return new AdapterJars(home, host.directory().resolve("compiled"));
    }

    @Test
    void worksBesideBrokenJars() throws IOException {
        List<Kind> kinds = kinds().filter(kind -> !HANGING.contains(kind.name()) && !ALONE.contains(kind.name()))
                .toList();

        new Scenario(kinds).check();
        host.assertNothingLeft();
    }

    @ParameterizedTest
    @MethodSource("alone")
    void worksBesideABrokenJar(Kind kind) throws IOException {
        new Scenario(List.of(kind)).check();
        host.assertNothingLeft();
    }

    /** Each jar is in an installation of its own. The commands run at the same time, since they wait for the deadline. */
    @Test
    void worksBesideJarsThatHang() throws IOException {
        List<Scenario> scenarios = new ArrayList<>();
        for (Kind kind : kinds(HANGING)) {
            useCopy(kind.name());
            scenarios.add(new Scenario(List.of(kind)));
        }
        for (Scenario scenario : scenarios) {
            scenario.check();
        }
        assertThat(scenarios).hasSize(HANGING.size());
        host.assertNothingLeft();
    }

    /** Commands of an installation with broken jars. Those that load the jars are started at once. */
    private final class Scenario {

        private final Path installation = home;
        private final List<Kind> kinds;
        private final List<Path> jars = new ArrayList<>();
        private final String id = host.newId();
        private final Command.Running adapters;
        private final Command.Running run;
        private final Command.Running detached;

        Scenario(List<Kind> kinds) throws IOException {
            this.kinds = kinds;
            for (Kind kind : kinds) {
                jars.add(jars().add(kind.name() + ".jar", kind.port(), kind.name(), kind.members()));
            }
            adapters = host.command("adapters", "--no-trunc").start();
            run = host.runCommand(host.bundle().args("echo", "fine")).start();
            String bundle = host.bundle().args("sleep", "1000").directory().toString();
            detached = host.command("run", "--detach", "--bundle", bundle, id).start();
        }

        void check() {
            host.use(installation);
            Outcome listed = adapters.await();
            assertThat(listed.status()).as(listed.toString()).isZero();
            assertThat(listed.out()).doesNotContain("\u001b");
            for (Path jar : jars) {
                assertThat(listed.out()).contains(jar.getFileName().toString());
            }
            Outcome ran = run.await();
            assertThat(ran.out()).as(ran.toString()).isEqualTo("fine\n");
            checkWarnings(ran);
            checkWarnings(detached.await());
            // A container of the runtime's own driver needs no adapter of a vendor, except for a state store.
            boolean warned = kinds.stream().anyMatch(kind -> kind.port().equals(AdapterJars.STATE_STORE));
            for (List<String> command : List.of(
                    List.of("state", id),
                    List.of("list"),
                    List.of("exec", id, "true"),
                    List.of("kill", id, "KILL"),
                    List.of("delete", "--force", id))) {
                Outcome outcome = host.hexrun(command.toArray(String[]::new));
                assertThat(outcome.status()).as(outcome.toString()).isZero();
                assertThat(outcome.err().isEmpty()).as(outcome.toString()).isEqualTo(!warned);
            }
            host.hexrun("--adapter", "cgroup-driver=cgroupfs", "--no-vendor-adapters", "list")
                    .ok();
        }

        /** Checks that a command succeeds with one warning for each jar that is broken. */
        private void checkWarnings(Outcome outcome) {
            assertThat(outcome.status()).as(outcome.toString()).isZero();
            List<String> lines = new ArrayList<>(outcome.err().lines().toList());
            for (int i = 0; i < kinds.size(); i++) {
                Kind kind = kinds.get(i);
                String jar = "(" + jars.get(i) + ")";
                if (!kind.warning().isEmpty()) {
                    assertThat(lines)
                            .as(kind + " in " + outcome)
                            .anyMatch(line -> line.startsWith("hexrun: warning: ")
                                    && line.contains(jar)
                                    && line.contains(kind.warning()));
                }
                lines.removeIf(line -> !kind.warning().isEmpty() && line.contains(jar));
            }
            assertThat(lines).as("other messages in " + outcome).isEmpty();
        }
    }

    @Test
    void ignoresFilesThatAreNoAdapters() throws IOException {
        AdapterJars jars = jars();
        jars.write("README.txt", "notes");
        jars.write("text.jar", "not a jar");
        jars.write("empty.jar", "");
        jars.pack("nothing.jar", "com.example.Other", "com.example.A\n");
        jars.pack("missing.jar", AdapterJars.CGROUP_DRIVER, "com.example.Missing\n");
        jars.pack("garbage.jar", AdapterJars.CGROUP_DRIVER, "not a class name\n\u0000\n");
        Files.createDirectory(home.resolve("adapters/directory"));
        Files.createSymbolicLink(home.resolve("adapters/dangling.jar"), Path.of("/nonexistent/x.jar"));
        host.program(List.of("mkfifo", home.resolve("adapters/fifo.jar").toString()))
                .run()
                .ok();

        Outcome adapters = host.hexrun("adapters", "--verbose");

        assertThat(adapters.status()).as(adapters.toString()).isZero();
        for (String name : List.of(
                "README.txt",
                "text.jar",
                "empty.jar",
                "nothing.jar",
                "missing.jar",
                "garbage.jar",
                "directory",
                "dangling.jar",
                "fifo.jar")) {
            assertThat(adapters.out()).contains(home.resolve("adapters").resolve(name) + "\n");
        }
        assertThat(adapters.out()).contains("com.example.Missing not found").contains("com.example.Other");
        Outcome run = host.run(host.bundle().args("echo", "fine"));
        assertThat(host.hexrun("list").ok().out()).startsWith("ID ");
        assertThat(run.out()).as(run.toString()).isEqualTo("fine\n");
        assertThat(run.err()).contains("missing.jar").contains("garbage.jar").doesNotContain("README");
    }

    @Test
    void ignoresAJarOfAnotherUser() throws IOException {
        Path jar = jars().add("acme.jar", AdapterJars.CGROUP_DRIVER, "acme", probe("System.exit(9); return null;"));
        Files.setAttribute(jar, "unix:uid", 12_345);

        Outcome run = host.run(host.bundle().args("echo", "fine"));
        assertThat(run.out()).as(run.toString()).isEqualTo("fine\n");
        assertThat(run.err())
                .isEqualTo("hexrun: warning: cgroup-driver adapter Vendor (" + jar + ") is ignored: " + jar
                        + ": must be owned by root; run chown root " + jar + "\n");
        host.hexrun("list").ok();
        Outcome chosen = run(host.bundle().args("true"), "--adapter", "cgroup-driver=acme");
        assertThat(chosen.status()).isEqualTo(1);
        assertThat(chosen.err())
                .contains("cgroup-driver adapter acme: no adapter of this name is installed (found: ")
                .endsWith("; not loaded: " + jar + ": must be owned by root; run chown root " + jar + ")\n");
        Outcome adapter = host.hexrun("--adapter", "cgroup-driver=acme", "adapters");
        assertThat(adapter.status()).isEqualTo(1);
        assertThat(adapter.out()).contains("no adapter of this name is installed");
    }

    @Test
    void namesTheAdapterThatEndsACommand() throws IOException {
        Path exits = jars().add(
                        "exits.jar",
                        AdapterJars.CGROUP_DRIVER,
                        "exits",
                        probe("return Usability.usable(\"\");")
                                + "public CgroupDriver create(Host host, CgroupDriverContext context) { System.exit(7); return null; }");
        Path throwing = jars().add(
                        "throws.jar",
                        AdapterJars.CGROUP_DRIVER,
                        "throws",
                        "public CgroupDriver create(Host host, CgroupDriverContext context)"
                                + " { throw new IllegalStateException(\"boom\"); }"
                                + probe("return Usability.usable(\"\");"));

        assertThat(run(host.bundle().args("true"), "--adapter", "cgroup-driver=throws")
                        .err())
                .startsWith("hexrun: run ")
                .contains("cgroup-driver adapter throws (" + throwing
                        + "): failed to create it: java.lang.IllegalStateException: boom");
        assertThat(run(host.bundle().args("true"), "--adapter", "cgroup-driver=exits")
                        .failure())
                .contains("an adapter called System.exit: Vendor.create (" + exits);
    }

    /** Runs as an ordinary user, and in a user namespace in which the owner of a jar has no id. */
    @Test
    @Requires({Need.SETPRIV, Need.UNSHARE, Need.UNPRIVILEGED_USER_NAMESPACE, Need.READABLE_DISTRIBUTION})
    void worksBesideBrokenJarsForOtherUsers() throws IOException {
        AdapterJars jars = jars();
        List<Kind> kinds = kinds().filter(kind -> !kind.name().contains("hang")
                        && !kind.name().contains("heap")
                        && !kind.name().contains("spins"))
                .toList();
        for (Kind kind : kinds) {
            jars.add(kind.name() + ".jar", kind.port(), "vendor", kind.members());
        }
        Files.setAttribute(jars.add("owned.jar", AdapterJars.CGROUP_DRIVER, "owned", ""), "unix:uid", 12_345);
        Path runtime = Files.createDirectory(host.directory().resolve("runtime"));
        Files.setAttribute(runtime, "unix:uid", Integer.parseInt(USER));
        Files.setPosixFilePermissions(runtime, PosixFilePermissions.fromString("rwx------"));
        Bundle bundle = host.bundle();
        Files.delete(bundle.configFile());
        host.program(List.of("chown", "-R", USER, bundle.directory().toString()))
                .run()
                .ok();
        List<String> user =
                List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups", "--inh-caps=-all");
        List<String> namespace = new ArrayList<>(user);
        namespace.addAll(List.of("unshare", "--user", "--map-root-user"));
        for (List<String> prefix : List.of(user, namespace)) {
            for (List<String> words : List.of(List.of("list"), List.of("adapters", "--verbose"), List.of("features"))) {
                Outcome outcome = runAsUser(prefix, runtime, words.toArray(String[]::new));
                if (words.getFirst().equals("adapters")) {
                    for (Kind kind : kinds) {
                        assertThat(outcome.out()).contains(kind.name() + ".jar");
                    }
                    boolean unmapped = prefix.equals(namespace);
                    assertThat(outcome.out().contains("must be owned by root"))
                            .as(outcome.toString())
                            .isEqualTo(!unmapped);
                }
            }
        }
        String directory = bundle.directory().toString();
        runAsUser(user, runtime, "spec", "--rootless", "--bundle", directory);
        bundle.load().set("/process/terminal", false).args("echo", "fine");
        for (Kind kind : kinds(List.of("probe-hangs"))) {
            jars.add(kind.name() + ".jar", kind.port(), "vendor", kind.members());
        }
        Outcome run = runAsUser(user, runtime, "run", "--bundle", directory, host.newId());
        assertThat(run.out()).isEqualTo("fine\n");
        assertThat(run.err()).contains("owned.jar").contains("probe-exits.jar").contains("probe-hangs.jar");
    }

    private Outcome runAsUser(List<String> prefix, Path runtime, String... words) {
        List<String> line = new ArrayList<>(prefix);
        line.add(home.resolve("bin/hexrun").toString());
        line.addAll(List.of("--root", runtime.toString()));
        line.addAll(List.of(words));
        Outcome outcome =
                host.program(line).with("XDG_RUNTIME_DIR", runtime.toString()).run();
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        return outcome;
    }

    /** A driver that adds to cgroupfs creates a container; then its jar is removed. */
    @Test
    void listsKillsAndDeletesAContainerWhoseDriverIsGone() throws IOException {
        Path jar = jars().add(
                        "acme.jar",
                        AdapterJars.CGROUP_DRIVER,
                        "acme",
                        probe("return Usability.usable(\"in a test\");")
                                + "public CgroupDriver create(Host host, CgroupDriverContext context) { return"
                                + " new ForwardingCgroupDriver(\"acme\", \"cgroupfs\", context.driver(\"cgroupfs\")); }");
        String first = host.newId();
        String second = host.newId();
        for (String id : List.of(first, second)) {
            host.hexrun(
                            "run",
                            "--detach",
                            "--bundle",
                            host.bundle().args("sleep", "1000").directory().toString(),
                            id)
                    .ok();
        }
        assertThat(host.hexrun("exec", first, "echo", "fine").ok().out()).isEqualTo("fine\n");
        host.hexrun("update", "--pids-limit", "100", first).ok();
        Files.delete(jar);

        assertThat(gone("state", first).out()).contains("\"status\": \"running\"");
        assertThat(gone("list").out()).contains(first).contains(second);
        assertThat(host.hexrun("exec", first, "true").err())
                .contains("cgroup-driver adapter acme: no adapter of this name is installed (found: ");
        assertThat(host.hexrun("update", "--pids-limit", "50", first).status()).isEqualTo(1);
        gone("kill", first, "KILL");
        Await.until(
                "the end of " + first, () -> host.hexrun("state", first).out().contains("\"status\": \"stopped\""));
        gone("delete", first);
        gone("delete", "--force", second);
        host.assertNothingLeft();
    }

    /** Runs a command that succeeds with a warning about the missing driver. */
    private Outcome gone(String... arguments) {
        Outcome outcome = host.hexrun(arguments);
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        assertThat(outcome.err())
                .as(outcome.toString())
                .startsWith(
                        "hexrun: warning: cgroup-driver adapter acme: no adapter of this name is installed (found: ")
                .endsWith("; the recorded cgroups are accessed through cgroupfs\n");
        return outcome;
    }
}
