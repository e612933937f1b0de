package dev.hexrun.app.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.app.command.CommandContext;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.step.CallerStep;
import dev.hexrun.testkit.state.InMemoryStateStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceReadinessTest {

    private static final ContainerId WEB = ContainerId.of("web");
    private static final String MANAGER = "/run/systemd/notify";

    private final InMemoryStateStore store = new InMemoryStateStore();

    @BeforeEach
    void createContainer() {
        store.create(WEB);
    }

    @Test
    void hasADirectoryInTheContainersOwn_onlyIfTheCallerWaits() {
        assertThat(of(MANAGER).directory(WEB)).contains(store.path(WEB, "notify"));
        assertThat(without().directory(WEB)).isEmpty();
    }

    @Test
    void bindsAndAwaits_ifCreateAndThisCommandWait() {
        store.save(WEB, "notify", new byte[0]);

        assertThat(of(MANAGER).bindSteps(WEB))
                .containsExactly(new CallerStep.BindNotifySocket(store.path(WEB, "notify") + "/notify.sock"));
        assertThat(of(MANAGER).awaitSteps(WEB, 7, 70))
                .containsExactly(new CallerStep.AwaitNotify(MANAGER, 7, 70, false));
        assertThat(of(MANAGER).relaySteps(WEB)).containsExactly(new CallerStep.AwaitNotify(MANAGER, 0, 0, true));
    }

    @Test
    void doesNothing_ifCreateDidNotWait() {
        assertNoSteps(of(MANAGER));
    }

    @Test
    void doesNothing_ifThisCommandDoesNotWait() {
        store.save(WEB, "notify", new byte[0]);

        assertNoSteps(without());
    }

    private static void assertNoSteps(ServiceReadiness readiness) {
        assertThat(readiness.bindSteps(WEB)).isEmpty();
        assertThat(readiness.awaitSteps(WEB, 7, 70)).isEmpty();
        assertThat(readiness.relaySteps(WEB)).isEmpty();
    }

    private ServiceReadiness of(String socket) {
        return readiness(Map.of("NOTIFY_SOCKET", socket));
    }

    private ServiceReadiness without() {
        return readiness(Map.of());
    }

    private ServiceReadiness readiness(Map<String, String> environment) {
        return new ServiceReadiness(
                store, new CommandContext(List.of(), environment, Optional.of(Path.of("/work")), 77, 0, 0, 022));
    }
}
