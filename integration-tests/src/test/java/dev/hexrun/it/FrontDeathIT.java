package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The front is killed while its JVM is unable to notice, and the installation is moved or removed while a command runs.
 */
@Requires({Need.ROOT, Need.BUSYBOX})
class FrontDeathIT {

    /** The JVM has five seconds to roll back. */
    private static final Duration TIMEOUT = Await.scaled(Duration.ofSeconds(15));

    @RegisterExtension
    final TestHost host = new TestHost();

    @AfterEach
    void restoreDistribution() {
        host.use(Distribution.home());
    }

    /** The creation of a chosen adapter has no deadline, unlike its probe. */
    @Test
    void endsTheJvmAfterTheFrontWhileAnAdapterHangs() throws Exception {
        Path home = copy("hanging");
        Path hangs = host.directory().resolve("hangs");
        addHangingAdapter(home, hangs);
        host.use(home);
        Bundle bundle = host.bundle()
                .args("sleep", "100000")
                .set("/linux/seccomp", Map.of("defaultAction", "SCMP_ACT_ALLOW", "syscalls", List.of()));
        String id = host.newId();
        Command.Running create = host.createCommand(bundle, id).start();
        Await.until("the adapter to hang", () -> Files.exists(hangs));
        long jvm = jvm(create.pid());
        assertThat(host.stateRoot().resolve(id)).as("the locked container").exists();

        kill(create.pid(), "KILL");

        assertThat(Await.within(TIMEOUT, () -> !Processes.alive(jvm)))
                .as("end of the JVM")
                .isTrue();
        host.use(Distribution.home());
        host.hexrun("delete", "--force", id).ok();
        host.assertNothingLeft();
    }

    @Test
    void endsTheStoppedJvmAfterTheFront() throws Exception {
        String id = host.start(host.bundle().args("sleep", "100000"));
        Command.Running events = host.command("events", id).start();
        Await.until("the first statistics", () -> !events.out().isEmpty());
        long jvm = jvm(events.pid());
        kill(jvm, "STOP");
        Await.until(
                "the JVM to be stopped", () -> Processes.find(jvm).orElseThrow().state() == 'T');

        kill(events.pid(), "KILL");

        assertThat(Await.within(TIMEOUT, () -> !Processes.alive(jvm)))
                .as("end of the JVM")
                .isTrue();
        host.hexrun("delete", "--force", id).ok();
    }

    /** Engines kill a command that exceeds their time limit, and delete the container at once. */
    @Test
    void createsNothing_whenItWasKilledBeforeTheContainerExisted() throws Exception {
        String id = host.mark() + "killed";
        Command.Running create = host.command(
                        "create",
                        "--bundle",
                        host.bundle().args("true").directory().toString(),
                        id)
                .start();
        Await.until("a JVM", () -> jvmOf(create.pid()) != 0);
        long jvm = jvmOf(create.pid());

        // The end of the front resumes a stopped JVM.
        host.program(List.of("sh", "-c", "kill -KILL " + create.pid() + "; kill -STOP " + jvm))
                .run()
                .ok();
        host.hexrun("delete", "--force", id).ok();
        kill(jvm, "CONT");

        assertThat(Await.within(TIMEOUT, () -> !Processes.alive(jvm)))
                .as("end of the JVM")
                .isTrue();
        host.assertNothingLeft();
    }

    @Test
    void deletesTheContainerOfAMovedInstallation() throws Exception {
        Path home = copy("moving");
        host.use(home);
        Path end = host.directory().resolve("end");
        Command.Running run = runWithoutJvm(end, 5);
        Files.move(home, host.directory().resolve("moved"));

        Files.writeString(end, "");

        assertThat(run.await().exits(5).out()).isEmpty();
        assertThat(host.stateDirectories()).isEmpty();
    }

    @Test
    void reportsWhatRemainsOfARemovedInstallation() throws Exception {
        Path home = copy("removing");
        host.use(home);
        Path end = host.directory().resolve("end");
        Command.Running run = runWithoutJvm(end, 0);
        String id = host.stateDirectories().getFirst();
        host.program(List.of("rm", "-r", home.toString())).run().ok();

        Files.writeString(end, "");

        Outcome outcome = run.await();
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("cannot start Java: " + home + "/lib/jvm.args: No such file or directory")
                .containsPattern("run it again: hexrun --root .* delete --force .* " + id + "\n");
        host.use(Distribution.home());
        host.hexrun("delete", "--force", id).ok();
    }

    /** Starts a foreground run, whose program ends as soon as a file exists, and waits until its JVM has ended. */
    private Command.Running runWithoutJvm(Path end, int status) {
        Bundle bundle = host.bundle()
                .mount("/end", "bind", host.directory().toString(), "rbind", "ro")
                .script("until test -e /end/" + end.getFileName() + "; do sleep 0.1; done; exit " + status);
        Command.Running run = host.runCommand(bundle).start();
        Await.until("a JVM", () -> jvmOf(run.pid()) != 0);
        Await.until("the JVM to end", () -> jvmOf(run.pid()) == 0);
        return run;
    }

    private static long jvm(long front) {
        long jvm = jvmOf(front);
        assertThat(jvm).as(Processes.describe()).isNotZero();
        return jvm;
    }

    private static long jvmOf(long front) {
        return Processes.descendants(front).stream()
                .filter(entry -> entry.name().equals("java"))
                .map(Processes.Entry::pid)
                .findFirst()
                .orElse(0L);
    }

    private void kill(long pid, String signal) {
        host.program(List.of("kill", "-" + signal, Long.toString(pid))).run().ok();
    }

    private Path copy(String name) {
        Path home = host.directory().resolve(name);
        host.program(List.of("cp", "-a", Distribution.home().toString(), home.toString()))
                .run()
                .ok();
        return home;
    }

    /** Adds a seccomp compiler whose probe creates a file and never returns. */
    private void addHangingAdapter(Path home, Path hangs) throws IOException {
        String classes = classes("runtime-ports") + ":" + classes("runtime-domain");
        Path sources = Files.createDirectory(host.directory().resolve("adapter-source"));
        Path source = Files.writeString(sources.resolve("Hanging.java"), """
                public final class Hanging implements dev.hexrun.port.seccomp.SeccompCompilerProvider {
                    public String name() { return "hanging"; }
                    public int priority() { return 1000; }
                    public dev.hexrun.port.provider.SpiVersion spiVersion() {
                        return new dev.hexrun.port.provider.SpiVersion(1, 0);
                    }
                    public dev.hexrun.port.provider.Usability probe(dev.hexrun.port.host.Host host) {
                        return dev.hexrun.port.provider.Usability.usable("in a test");
                    }
                    public dev.hexrun.port.seccomp.SeccompCompiler create(dev.hexrun.port.host.Host host) {
                        try {
                            new java.io.File("HANGS").createNewFile();
                        } catch (java.io.IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                        while (true) {
                            java.util.concurrent.locks.LockSupport.park();
                        }
                    }
                }
                """.replace("HANGS", hangs.toString()));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assumeThat(compiler).as("a JDK that runs the tests").isNotNull();
        assertThat(compiler.run(
                        null, null, null, "-proc:none", "-cp", classes, "-d", sources.toString(), source.toString()))
                .isZero();
        try (OutputStream file = Files.newOutputStream(home.resolve("adapters/hanging.jar"));
                JarOutputStream jar = new JarOutputStream(file)) {
            jar.putNextEntry(new JarEntry("META-INF/services/dev.hexrun.port.seccomp.SeccompCompilerProvider"));
            jar.write("Hanging\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            jar.putNextEntry(new JarEntry("Hanging.class"));
            jar.write(Files.readAllBytes(sources.resolve("Hanging.class")));
        }
        Files.setAttribute(home.resolve("adapters/hanging.jar"), "unix:mode", 0644);
    }

    private static String classes(String module) {
        Path classes =
                Path.of("../" + module + "/target/classes").toAbsolutePath().normalize();
        assumeThat(Stream.of(classes).filter(Files::isDirectory).toList())
                .as("the classes of " + module)
                .isNotEmpty();
        return classes.toString();
    }
}
