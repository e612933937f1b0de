package dev.hexrun.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.engine.EngineSettings;
import dev.hexrun.app.engine.RunEngine;
import dev.hexrun.app.engine.StartEngine;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.launch.CommandRequest;
import dev.hexrun.port.launch.EngineSockets;
import dev.hexrun.port.launch.EngineStatus;
import dev.hexrun.testkit.launch.FakeCommandChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineCommandTest {

    private static final Path SYSTEM = Path.of("/run/hexrun-engine/socket");

    private final RunEngine run = mock(RunEngine.class);
    private final StartEngine start = mock(StartEngine.class);
    private final EngineSockets sockets = mock(EngineSockets.class);

    private static FakeCommandChannel channel(int uid, String... environment) {
        return new FakeCommandChannel(new CommandRequest(
                List.of("hexrun", "engine"), List.of(environment), "/tmp", 7, uid, uid, uid, uid, 0022, 0));
    }

    private int execute(FakeCommandChannel channel, String... words) {
        Arguments arguments = ArgumentParser.parse(CommandSpecs.of(CommandName.ENGINE), List.of(words));
        return new EngineCommand(() -> run, () -> start, sockets, channel, CommandContext.of(channel.request()))
                .execute(arguments);
    }

    @Test
    void runsWithItsDefaults() {
        execute(channel(0), "run");
        verify(run).run(new EngineSettings(SYSTEM, false, Duration.ZERO, 64));
    }

    @Test
    void runsWithItsFlags_onASocketOfSystemd() {
        execute(
                channel(0, "LISTEN_FDS=1", "LISTEN_PID=7"),
                "run",
                "--socket",
                "run/engine",
                "--idle-timeout=1m30s",
                "--parallel",
                "128");
        verify(run).run(new EngineSettings(Path.of("/tmp/run/engine"), true, Duration.ofSeconds(90), 128));
    }

    @ParameterizedTest
    @CsvSource({
        "0, XDG_RUNTIME_DIR=/run/user/0, /run/hexrun-engine/socket",
        "1000, XDG_RUNTIME_DIR=/run/user/1000, /run/user/1000/hexrun-engine/socket",
        "1000, HEXRUN_ENGINE=/tmp/other, /tmp/other",
        "0, HEXRUN_ENGINE=off, /run/hexrun-engine/socket",
    })
    void findsTheSocketOfTheUser(int uid, String environment, Path socket) {
        execute(channel(uid, environment), "start");
        verify(start).start(new EngineSettings(socket, false, Duration.ZERO, 64));
    }

    @Test
    void showsTheStatus() {
        when(sockets.status(SYSTEM)).thenReturn(Optional.of(new EngineStatus(11, 12, 4, 0, 99)));
        FakeCommandChannel channel = channel(0);
        assertThat(execute(channel, "status")).isZero();
        assertThat(channel.output())
                .isEqualTo(
                        "engine on /run/hexrun-engine/socket: process 11, JVM 12, 99 commands served, 4 idle threads\n");
    }

    @Test
    void theStatusIs1_withoutAnEngine() {
        when(sockets.status(SYSTEM)).thenReturn(Optional.empty());
        FakeCommandChannel channel = channel(0);
        assertThat(execute(channel, "status")).isEqualTo(1);
        assertThat(channel.output()).isEqualTo("no engine listens on /run/hexrun-engine/socket\n");
    }

    @Test
    void stops() {
        when(sockets.stop(SYSTEM)).thenReturn(true);
        assertThat(execute(channel(0), "stop")).isZero();
        when(sockets.stop(SYSTEM)).thenReturn(false);
        assertThatThrownBy(() -> execute(channel(0), "stop"))
                .isInstanceOf(ContainerException.class)
                .hasMessage("no engine listens on /run/hexrun-engine/socket");
    }

    @ParameterizedTest
    @CsvSource({"stop --parallel 3, --parallel", "status --idle-timeout 5s, --idle-timeout"})
    void refusesFlagsThatTheActionDoesNotUse(String words, String flag) {
        assertThatThrownBy(() -> execute(channel(0), words.split(" ")))
                .isInstanceOf(ContainerException.class)
                .hasMessageStartingWith(flag + ": not with the action ");
        verify(sockets, never()).stop(any());
    }

    @Test
    void isDeclinedByAnEngine() {
        FakeCommandChannel channel = channel(0).ofEngine();
        assertThat(execute(channel, "run")).isZero();
        assertThat(channel.declined()).isTrue();
        verify(run, never()).run(any());
    }

    @ParameterizedTest
    @CsvSource({
        "reload, unknown action",
        "'run --parallel 0', 1 to 128",
        "'run --parallel 129', 1 to 128",
        "'run --parallel x', 1 to 128",
        "'run --idle-timeout -5s', must be a duration",
        "'run --idle-timeout 5', must be a duration"
    })
    void refusesOtherValues(String words, String message) {
        assertThatThrownBy(() -> execute(channel(0), words.split(" ")))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining(message);
    }
}
