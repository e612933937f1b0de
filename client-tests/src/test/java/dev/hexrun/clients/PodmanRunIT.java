package dev.hexrun.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.clients.Podman.PodmanStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code podman run} and the results of its programs. */
@Requires({Need.ROOT, Need.BUSYBOX, Need.RUNC, Need.PODMAN})
class PodmanRunIT {

    @RegisterExtension
    static final Scenarios<PodmanStage> PODMAN = Scenarios.with("podman", Podman::open);

    @Test
    @Tag("smoke")
    void passesOutputAndStatus() {
        PODMAN.compare(stage -> {
            Outcome outcome = stage.script("echo out; echo err >&2; exit 42").fails(42);
            assertThat(outcome.out()).isEqualTo("out\n");
            assertThat(outcome.err()).isEqualTo("err\n");
        });
    }

    @Test
    void reportsMissingPrograms() {
        PODMAN.compare(stage -> assertThat(
                        stage.container(Podman.IMAGE, "missing").fails(127).err())
                .contains("executable file not found in $PATH"));
    }
}
