package dev.hexrun.clients;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Builds by Docker's daemon: the scenarios of {@code buildkit.scenarios}. */
@Requires({Need.ROOT, Need.BUSYBOX, Need.RUNC, Need.DOCKER})
class BuildKitIT {

    @RegisterExtension
    static final Scenarios<ShellStage> DOCKER = Scenarios.with("docker", Docker::open);

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void plays(ShellScenario scenario) {
        DOCKER.compare(stage -> stage.play(scenario));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("smoke")
    @Tag("smoke")
    void playsFirst(ShellScenario scenario) {
        DOCKER.compare(stage -> stage.play(scenario));
    }

    static List<ShellScenario> all() {
        return ShellScenario.read("buildkit.scenarios").stream()
                .filter(scenario -> !scenario.is("smoke"))
                .toList();
    }

    static List<ShellScenario> smoke() {
        return ShellScenario.read("buildkit.scenarios").stream()
                .filter(scenario -> scenario.is("smoke"))
                .toList();
    }
}
