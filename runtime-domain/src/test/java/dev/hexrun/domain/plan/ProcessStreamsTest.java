package dev.hexrun.domain.plan;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.plan.ProcessStreams.RunMode;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProcessStreamsTest {

    private static final Process PLAIN = SampleContexts.process().build();
    private static final Process WITH_TERMINAL =
            SampleContexts.process().terminal(true).build();
    private static final ProcessStreams SOCKET = new ProcessStreams(Optional.of("/tmp/c.sock"), Optional.empty(), 0, 0);

    @Test
    void acceptsATerminalThatIsRelayedOrSent() {
        assertThatCode(() -> {
                    ProcessStreams.NONE.check(WITH_TERMINAL, RunMode.FOREGROUND);
                    ProcessStreams.NONE.check(PLAIN, RunMode.DETACHED);
                    ProcessStreams.NONE.check(PLAIN, RunMode.FOREGROUND);
                    SOCKET.check(WITH_TERMINAL, RunMode.DETACHED);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void refusesADetachedTerminalWithoutConsoleSocket() {
        assertThatThrownBy(() -> ProcessStreams.NONE.check(WITH_TERMINAL, RunMode.DETACHED))
                .isInstanceOf(ContainerException.class)
                .hasMessage("cannot allocate tty if hexrun will detach without setting console socket");
    }

    @Test
    void refusesAConsoleSocketWithoutTerminal() {
        for (Process process : new Process[] {PLAIN, WITH_TERMINAL}) {
            assertThatThrownBy(() -> SOCKET.check(process, RunMode.FOREGROUND))
                    .isInstanceOf(ContainerException.class)
                    .hasMessage("cannot use console socket if hexrun will not detach or allocate tty");
        }
        assertThatThrownBy(() -> SOCKET.check(PLAIN, RunMode.DETACHED))
                .isInstanceOf(ContainerException.class)
                .hasMessage("cannot use console socket if hexrun will not detach or allocate tty");
    }
}
