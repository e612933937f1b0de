package dev.hexrun.clients;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Containers of Docker: the scenarios of {@code docker.scenarios}. */
@Requires({Need.ROOT, Need.BUSYBOX, Need.RUNC, Need.DOCKER})
class DockerIT {

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

    @Test
    void hundredContainers() {
        DOCKER.compare(stage -> stage.playHundred(DOCKER, """
                docker run -d --name $name-$1 --network none $image sleep 1000 >/dev/null &&
                docker exec $name-$1 true && docker rm -f $name-$1 >/dev/null
                """));
    }

    static List<ShellScenario> all() {
        return ShellScenario.read("docker.scenarios").stream()
                .filter(scenario -> !scenario.is("smoke"))
                .toList();
    }

    static List<ShellScenario> smoke() {
        return ShellScenario.read("docker.scenarios").stream()
                .filter(scenario -> scenario.is("smoke"))
                .toList();
    }
}
