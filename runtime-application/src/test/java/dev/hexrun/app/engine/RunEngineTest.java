package dev.hexrun.app.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.step.EngineStep;
import dev.hexrun.port.launch.EngineStatus;
import dev.hexrun.testkit.launch.RecordingLauncher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RunEngineTest {

    private static final Path SOCKET = Path.of("/run/hexrun-engine/socket");

    private final RecordingLauncher launcher = new RecordingLauncher();
    private final FakeEngineSockets sockets = new FakeEngineSockets();
    private final RunEngine useCase = new RunEngine(launcher, sockets, channel -> {});

    @AfterEach
    void endThreads() {
        for (int i = 0; i < 10; i++) {
            sockets.commands.add(Optional.empty());
        }
    }

    private static EngineSettings settings(boolean inherited, Duration idle) {
        return new EngineSettings(SOCKET, inherited, idle, 8);
    }

    @Test
    void opensTheSockets_thenServes() {
        useCase.run(settings(false, Duration.ZERO));
        assertThat(launcher.executed())
                .containsExactly(
                        new EngineStep.OpenEngineSockets(SOCKET.toString(), false, SOCKET + ".threads"),
                        new EngineStep.ServeFronts());
    }

    @Test
    void usesAnInheritedSocket_evenIfItAnswers() {
        sockets.status = Optional.of(new EngineStatus(1, 2, 3, 4, 5));
        useCase.run(settings(true, Duration.ZERO));
        assertThat(launcher.executed())
                .contains(new EngineStep.OpenEngineSockets(SOCKET.toString(), true, SOCKET + ".threads"));
    }

    @Test
    void anotherEngineIsNotReplaced() {
        sockets.status = Optional.of(new EngineStatus(77, 2, 3, 4, 5));
        assertThatThrownBy(() -> useCase.run(settings(false, Duration.ZERO)))
                .isInstanceOf(ContainerException.class)
                .hasMessage("an engine already listens on /run/hexrun-engine/socket: process 77");
        assertThat(launcher.executed()).isEmpty();
    }

    @Test
    void anIdleEngineStops() throws InterruptedException {
        EngineThreads threads = new EngineThreads(sockets, SOCKET, channel -> {}, 2);
        threads.start();
        Thread timer = new Thread(() -> useCase.stopWhenIdle(threads, settings(false, Duration.ofMillis(20))));
        timer.start();
        assertThat(sockets.stopped.await(20, TimeUnit.SECONDS)).isTrue();
        timer.join();
    }

    @Test
    void settingsHaveRanges() {
        assertThatThrownBy(() -> new EngineSettings(SOCKET, false, Duration.ZERO, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EngineSettings(SOCKET, false, Duration.ZERO, 129))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EngineSettings(SOCKET, false, Duration.ofSeconds(-1), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
