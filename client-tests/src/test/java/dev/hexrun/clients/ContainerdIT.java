package dev.hexrun.clients;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Containers of containerd: the scenarios of {@code containerd.scenarios}. */
@Requires({Need.ROOT, Need.BUSYBOX, Need.RUNC, Need.CONTAINERD})
class ContainerdIT {

    @RegisterExtension
    static final Scenarios<ShellStage> CONTAINERD = Scenarios.with("containerd", Containerd::open);

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void plays(ShellScenario scenario) {
        CONTAINERD.compare(stage -> stage.play(scenario));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("smoke")
    @Tag("smoke")
    void playsFirst(ShellScenario scenario) {
        CONTAINERD.compare(stage -> stage.play(scenario));
    }

    @Test
    void hundredContainers() {
        CONTAINERD.compare(stage -> stage.playHundred(CONTAINERD, """
                ctr run --detach --runc-binary $runtime $image $name-$1 sleep 1000 && ctr task exec --exec-id e $name-$1 true &&
                ctr task rm -f $name-$1 >/dev/null 2>&1; ctr c rm $name-$1
                """));
    }

    static List<ShellScenario> all() {
        return ShellScenario.read("containerd.scenarios").stream()
                .filter(scenario -> !scenario.is("smoke"))
                .toList();
    }

    static List<ShellScenario> smoke() {
        return ShellScenario.read("containerd.scenarios").stream()
                .filter(scenario -> scenario.is("smoke"))
                .toList();
    }
}
