package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Kills each process of a command after each step of its plan and at each sync point: {@code delete --force} then
 * leaves nothing, and the id can be used again. Tests each fourth step, or all steps with {@code -Dhexrun.long=true}.
 */
@Requires({Need.ROOT, Need.BUSYBOX, Need.FAULTS})
class FaultsIT {

    @RegisterExtension
    final TestHost host = new TestHost();

    private Path faulty = Path.of("/nonexistent");

    /** Creates a distribution whose command is the program with fault injection. */
    @BeforeEach
    void createFaultyDistribution() throws IOException {
        faulty = Files.createDirectories(host.directory().resolve("faulty"));
        for (String directory : List.of("lib", "runtime", "adapters")) {
            if (Files.exists(Distribution.home().resolve(directory))) {
                Files.createSymbolicLink(
                        faulty.resolve(directory), Distribution.home().resolve(directory));
            }
        }
        Files.createDirectory(faulty.resolve("bin"));
        Files.copy(Distribution.faultsProgram(), faulty.resolve("bin/hexrun"), StandardCopyOption.COPY_ATTRIBUTES);
    }

    /**
     * The container is created by the first plan of {@code create}, and by the second one of {@code run}, which first
     * becomes a subreaper.
     */
    @ParameterizedTest
    @CsvSource({
        "create, 0, front", "create, 0, jvm", "create, 0, launcher", "create, 0, init",
        "run, 1, front", "run, 1, jvm", "run, 1, launcher", "run, 1, init",
    })
    void deleteRemovesEverythingAfterAProcessWasKilled(String command, int plan, String victim) throws IOException {
        Bundle bundle = host.bundle().args("sleep", "100000");
        List<String> faults = faults(bundle, command, plan, victim);
        String id = host.newId();
        List<String> wrong = new ArrayList<>();
        int killed = 0;
        for (String fault : faults) {
            host.use(faulty);
            Command.Running running = host.command(
                            command, "--bundle", bundle.directory().toString(), id)
                    .with("HEXRUN_FAULT", fault)
                    .start();
            boolean ended = awaitEndOrProgram(running, command);
            host.use(Distribution.home());
            Outcome deleted = host.hexrun("delete", "--force", id);
            Outcome outcome = running.await();
            if (ended && outcome.status() != 0) {
                killed++;
            }
            if (deleted.status() != 0 || !deleted.err().isEmpty()) {
                wrong.add(fault + ": " + deleted);
            }
            try {
                host.assertNothingLeft();
            } catch (AssertionError left) {
                wrong.add(fault + ": " + left.getMessage() + "\n" + outcome);
                Leftovers.remove(id, host.directory());
                host.hexrun("delete", "--force", id);
            }
        }
        assertThat(wrong).as(wrong.size() + " of " + faults.size() + " faults").isEmpty();
        // A fault without effect tests nothing: at least those before the program starts must end the command.
        assertThat(killed)
                .as("faults of " + faults.size() + " that ended the command")
                .isGreaterThan(faults.size() / 4);
        String again = id;
        host.createCommand(bundle, again).run().ok();
        assertThat(host.state(again).status()).isEqualTo("created");
    }

    /**
     * Returns whether the command has ended; otherwise it is a {@code run} that the fault did not affect and whose
     * program runs.
     */
    private boolean awaitEndOrProgram(Command.Running running, String command) {
        if (command.equals("create")) {
            running.await();
            return true;
        }
        boolean[] runs = {false};
        Await.until("the command to end or its program to run", () -> {
            runs[0] = Processes.descendants(running.pid()).stream()
                    .anyMatch(process -> process.name().equals("sleep"));
            return runs[0] || !running.alive();
        });
        return !runs[0];
    }

    private List<String> faults(Bundle bundle, String command, int plan, String victim) {
        List<Object> steps = Json.array(Json.readObject(
                        host.hexrun("plan", "--bundle", bundle.directory().toString(), "--format", "json")
                                .ok()
                                .out())
                .getOrDefault("steps", List.of()));
        assertThat(steps.size()).isGreaterThan(60);
        List<String> faults = new ArrayList<>();
        for (int step = 0; step < steps.size(); step++) {
            String name = String.valueOf(Json.object(steps.get(step)).get("step"));
            if (name.equals("ReachSyncPoint")) {
                faults.add(victim + "@r" + step + ":" + plan);
            }
            // The launcher executes only a few steps, so each of them is tested.
            if (victim.equals("launcher") || Distribution.exhaustive() || step % 4 == (command.equals("run") ? 2 : 0)) {
                faults.add(victim + "@" + step + ":" + plan);
            }
            if (victim.equals("launcher") && name.equals("Fork")) {
                break;
            }
        }
        return faults;
    }

    @Test
    void deletesARunningContainerWhoseFrontWasKilled() throws IOException {
        Path pidFile = host.directory().resolve("pid");
        Bundle bundle = host.bundle().args("sleep", "100000");
        Command.Running running =
                host.runCommand(bundle, "--pid-file", pidFile.toString()).start();
        Await.until(
                "the program to run",
                () -> Processes.descendants(running.pid()).stream()
                        .anyMatch(process -> process.name().equals("sleep")));
        Kernel.kill(running.pid(), 9);
        assertThat(running.await().status()).isEqualTo(137);
        String id = host.stateDirectories().getFirst();
        host.hexrun("delete", "--force", id).ok();
        host.assertNothingLeft();
    }

    @Test
    void leavesNothingIfTheDiskIsFull() {
        Path small = host.directory().resolve("small");
        Bundle bundle = host.bundle().args("true");
        String id = host.newId();
        String script =
                "mkdir " + small + " && mount -t tmpfs -o size=4k,nr_inodes=3 none " + small + " && exec \"$@\"";
        Outcome outcome = host.program(List.of(
                        "unshare",
                        "--mount",
                        "sh",
                        "-c",
                        script,
                        "sh",
                        Distribution.program().toString(),
                        "--root",
                        small + "/state",
                        "create",
                        "--bundle",
                        bundle.directory().toString(),
                        id))
                .run();
        assertThat(outcome.failure()).containsIgnoringCase("no space left on device");
        host.assertNothingLeft();
    }

    @Test
    void leavesNothingIfTheStateDirectoryIsReadOnly() {
        Path state = host.directory().resolve("readonly");
        Bundle bundle = host.bundle().args("true");
        String script = "mkdir " + state + " && mount -t tmpfs -o ro none " + state + " && exec \"$@\"";
        Outcome outcome = host.program(List.of(
                        "unshare",
                        "--mount",
                        "sh",
                        "-c",
                        script,
                        "sh",
                        Distribution.program().toString(),
                        "--root",
                        state.toString(),
                        "create",
                        "--bundle",
                        bundle.directory().toString(),
                        host.newId()))
                .run();
        assertThat(outcome.failure()).containsIgnoringCase("read-only file system");
        host.assertNothingLeft();
    }
}
