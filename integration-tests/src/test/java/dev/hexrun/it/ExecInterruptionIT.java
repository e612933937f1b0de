package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Processes that are killed or stopped during {@code exec}: the command ends, nothing of it is left, and the container
 * keeps running.
 */
@Requires({Need.ROOT, Need.BUSYBOX})
class ExecInterruptionIT {

    @RegisterExtension
    final TestHost host = new TestHost();

    private Bundle sleeper() {
        return host.bundle().args("sleep", "100000");
    }

    /** Waits until the container's init is the only descendant of this process. */
    private void assertOnlyInit(long init) {
        long self = ProcessHandle.current().pid();
        List<Processes.Entry> others = new ArrayList<>();
        Await.within(Duration.ofSeconds(10), () -> {
            others.clear();
            others.addAll(Processes.descendants(self));
            // The caller is a subreaper, so it must reap the process.
            others.stream()
                    .filter(process -> process.zombie() && process.parent() == self && process.pid() != init)
                    .forEach(process -> Kernel.reap(process.pid()));
            others.removeIf(process -> process.pid() == init);
            return others.isEmpty();
        });
        assertThat(others).as(Processes.describe()).isEmpty();
    }

    /** Kills a process after each seventh step of the plan, or after each step with {@code -Dhexrun.long=true}. */
    @ParameterizedTest
    @ValueSource(strings = {"front", "jvm", "launcher", "init"})
    @Requires(Need.FAULTS)
    void leavesNothingIfAProcessIsKilledAfterAStep(String victim) throws IOException {
        Path faulty = faultyDistribution();
        String id = host.start(sleeper());
        long init = host.pid(id);
        int killed = 0;
        int missed = 0;
        // There are about sixty steps; a fault at a step that does not exist has no effect.
        for (int step = 0; step < 70; step += Distribution.exhaustive() || victim.equals("launcher") ? 1 : 7) {
            host.use(faulty);
            Outcome outcome = host.command("exec", id, "true")
                    .with("HEXRUN_FAULT", victim + "@" + step)
                    .run();
            host.use(Distribution.home());
            if (outcome.status() == 0) {
                missed++;
            } else {
                killed++;
            }
            assertOnlyInit(init);
            if (victim.equals("launcher") && missed > 3) {
                break;
            }
        }
        assertThat(killed).as("faults that ended the command").isGreaterThan(2);
        assertThat(host.hexrun("exec", id, "echo", "still running").ok().out()).isEqualTo("still running\n");
    }

    private Path faultyDistribution() throws IOException {
        Path faulty = Files.createDirectories(host.directory().resolve("faulty"));
        for (String directory : List.of("lib", "runtime", "adapters")) {
            Files.createSymbolicLink(
                    faulty.resolve(directory), Distribution.home().resolve(directory));
        }
        Files.createDirectory(faulty.resolve("bin"));
        Files.copy(Distribution.faultsProgram(), faulty.resolve("bin/hexrun"), StandardCopyOption.COPY_ATTRIBUTES);
        return faulty;
    }

    /**
     * Kills the front at different times, with and without a terminal. As with other runtimes, a program that already
     * runs keeps running; all other processes end.
     */
    @Test
    void leavesNothingIfTheFrontIsKilled() {
        String id = host.start(sleeper());
        long init = host.pid(id);
        for (int delay = 0; delay < 240; delay += Distribution.exhaustive() ? 3 : 24) {
            Command.Running running = (delay % 48 == 0
                            ? host.command("exec", "-t", id, "sleep", "100000")
                            : host.command("exec", id, "sleep", "100000"))
                    .start();
            sleep(delay);
            Kernel.kill(running.pid(), 9);
            running.await();
            long self = ProcessHandle.current().pid();
            Await.within(
                    Duration.ofSeconds(5),
                    () -> Processes.descendants(self).stream()
                            .allMatch(process -> process.pid() == init
                                    || process.zombie()
                                    || process.name().equals("sleep")));
            Processes.descendants(self).stream()
                    .filter(process -> process.pid() != init && process.name().equals("sleep"))
                    .forEach(process -> Kernel.kill(process.pid(), 9));
            assertOnlyInit(init);
        }
        host.hexrun("exec", id, "true").ok();
    }

    @Test
    void endsIfTheContainerIsKilled() {
        for (int delay = 0; delay < 240; delay += Distribution.exhaustive() ? 6 : 30) {
            String id = host.start(sleeper());
            long init = host.pid(id);
            List<Command.Running> running = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                running.add(host.command("exec", id, "sleep", "100000").start());
            }
            sleep(delay);
            Kernel.kill(init, 9);
            for (Command.Running exec : running) {
                Outcome outcome = exec.await();
                assertThat(outcome.status()).as(outcome.toString()).isIn(137, 255);
                assertThat(outcome.err().lines().count()).as(outcome.toString()).isLessThan(2);
            }
            assertThat(host.exit(init)).isEqualTo(137);
            assertOnlyInit(init);
            host.hexrun("delete", id).ok();
        }
    }

    @Test
    void rejectsAContainerWhoseInitIsAZombie() {
        String id = host.start(sleeper());
        long init = host.pid(id);
        Kernel.kill(init, 9);
        // Init is not reaped.
        Await.until("a zombie", () -> Processes.find(init).orElseThrow().zombie());
        Outcome outcome = host.hexrun("exec", id, "true");
        assertThat(outcome.status()).as(outcome.toString()).isEqualTo(255);
        assertThat(outcome.err()).contains("cannot exec in a stopped container");
        host.exit(init);
    }

    /** A container may stop or kill a process that joins it; then the command fails, or waits until it is killed. */
    @Test
    void leavesNothingIfTheContainerStopsTheProcess() throws IOException {
        Bundle bundle = sleeper().script("""
                while :; do
                  for p in /proc/[0-9]*; do
                    [ ${p#/proc/} -eq 1 ] || kill -STOP ${p#/proc/}
                  done
                done 2>/dev/null
                """);
        String id = host.start(bundle);
        long init = host.pid(id);
        Command.Running running = host.command("exec", id, "sleep", "100000").start();
        Await.until(
                "a stopped process",
                () -> Processes.descendants(running.pid()).stream().anyMatch(process -> process.state() == 'T'));
        Kernel.kill(running.pid(), 9);
        assertThat(running.await().status()).isEqualTo(137);
        Processes.descendants(ProcessHandle.current().pid()).stream()
                .filter(process -> process.pid() != init && process.parent() != init)
                .forEach(process -> Kernel.kill(process.pid(), 9));
        assertOnlyInit(init);
    }

    @Test
    void waitsInAPausedContainerWithIgnorePaused() throws IOException {
        String id = host.start(sleeper());
        long init = host.pid(id);
        Runnable freeze = () -> setFrozen(init, true);
        Runnable thaw = () -> setFrozen(init, false);
        freeze.run();
        try {
            Outcome rejected = host.hexrun("exec", id, "true");
            assertThat(rejected.status()).isEqualTo(255);
            assertThat(rejected.err()).contains("cannot exec in a paused container");

            Command.Running waiting = host.command("exec", "--ignore-paused", id, "echo", "thawed")
                    .start();
            Command.Running killed =
                    host.command("exec", "--ignore-paused", id, "echo", "never").start();
            Await.until(
                    "both processes in the cgroup", () -> cgroup(init).lines().count() == 3);
            sleep(200);
            assertThat(waiting.alive()).isTrue();
            assertThat(waiting.out()).isEmpty();
            Kernel.kill(killed.pid(), 9);
            assertThat(killed.await().out()).isEmpty();
            assertThat(waiting.alive()).isTrue();

            thaw.run();
            assertThat(waiting.await().ok().out()).isEqualTo("thawed\n");
            assertOnlyInit(init);
        } finally {
            thaw.run();
        }
    }

    private static String cgroup(long init) {
        try {
            return Cgroups.read(init, "freezer", "cgroup.procs", "cgroup.procs");
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    private static void setFrozen(long init, boolean frozen) {
        boolean v1 = Cgroups.v1("freezer");
        Path directory = Cgroups.directory(init, v1 ? "freezer" : "");
        try {
            if (v1) {
                Files.writeString(directory.resolve("freezer.state"), frozen ? "FROZEN" : "THAWED");
            } else {
                Files.writeString(directory.resolve("cgroup.freeze"), frozen ? "1" : "0");
            }
            Await.until("the freezer state", () -> isFrozen(directory, v1) == frozen);
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    private static boolean isFrozen(Path directory, boolean v1) {
        return v1
                ? Attacker.text(directory.resolve("freezer.state")).strip().equals("FROZEN")
                : Attacker.text(directory.resolve("cgroup.events")).contains("frozen 1");
    }

    /** Sleeps. The test varies the time of a kill, so there is no event to wait for. */
    private static void sleep(int milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
