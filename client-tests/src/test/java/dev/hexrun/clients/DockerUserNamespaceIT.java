package dev.hexrun.clients;

import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Containers of a Docker that maps users: the scenarios of {@code docker-userns.scenarios}. */
@Requires({Need.ROOT, Need.BUSYBOX, Need.RUNC, Need.DOCKER})
class DockerUserNamespaceIT {

    @RegisterExtension
    static final Scenarios<ShellStage> DOCKER =
            Scenarios.with("docker-userns", () -> Docker.open("users mapped", "\"userns-remap\": \"daemon\","));

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void plays(ShellScenario scenario) {
        DOCKER.compare(stage -> stage.play(scenario));
    }

    static List<ShellScenario> all() {
        return ShellScenario.read("docker-userns.scenarios");
    }
}
