package dev.hexrun.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.clients.Podman.PodmanStage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** 100 containers, 10 at a time. */
@Requires({Need.ROOT, Need.BUSYBOX, Need.RUNC, Need.PODMAN})
class PodmanManyIT {

    private static final int CONTAINERS = 100;
    private static final int AT_ONCE = 10;

    @RegisterExtension
    static final Scenarios<PodmanStage> PODMAN = Scenarios.with("podman", Podman::open);

    @Test
    void runsExecutesAndRemovesManyContainers() {
        PODMAN.compare(stage -> {
            long started = System.nanoTime();
            List<String> errors = new ArrayList<>();
            try (ExecutorService executor = Executors.newFixedThreadPool(AT_ONCE)) {
                List<Future<List<Outcome>>> all = new ArrayList<>();
                for (int i = 0; i < CONTAINERS; i++) {
                    String name = stage.name("many-" + i);
                    all.add(executor.submit(() -> List.of(
                            stage.podman(
                                            "run",
                                            "--detach",
                                            "--network",
                                            "none",
                                            "--name",
                                            name,
                                            Podman.IMAGE,
                                            "sleep",
                                            "1000")
                                    .within(Duration.ofMinutes(5))
                                    .run(),
                            stage.podman("exec", name, "echo", "inside")
                                    .within(Duration.ofMinutes(5))
                                    .run(),
                            stage.podman("rm", "--force", "--time", "0", name)
                                    .within(Duration.ofMinutes(5))
                                    .run())));
                }
                for (Future<List<Outcome>> one : all) {
                    for (Outcome outcome : one.get()) {
                        if (outcome.status() != 0 || !outcome.err().isEmpty()) {
                            errors.add(outcome.toString());
                        }
                    }
                    if (!one.get().get(1).out().equals("inside\n")) {
                        errors.add(one.get().get(1).toString());
                    }
                }
            }
            double seconds = (System.nanoTime() - started) / 1e9;
            PODMAN.report()
                    .timing(
                            PODMAN.client().title(),
                            CONTAINERS + " containers run, exec, rm, " + AT_ONCE + " at a time",
                            stage.runtime().title(),
                            String.format(Locale.ROOT, "%.1f s", seconds));
            assertThat(errors).isEmpty();
            stage.run("ps", "--all", "--quiet", "--filter", "name=" + stage.mark())
                    .ok();
        });
    }
}
