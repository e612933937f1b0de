package dev.hexrun.domain.plan;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.plan.HandOver.Mode;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HandOverTest {

    private static final Process PLAIN = SampleContexts.process().build();
    private static final Process WITH_TERMINAL =
            SampleContexts.process().terminal(true).build();
    private static final HandOver SOCKET = new HandOver(Optional.of("/tmp/c.sock"), Optional.empty(), 0, 0);

    @Test
    void letsATerminalBeRelayedOrSent() {
        assertThatCode(() -> {
                    HandOver.NONE.check(WITH_TERMINAL, Mode.FOREGROUND);
                    HandOver.NONE.check(PLAIN, Mode.DETACHED);
                    HandOver.NONE.check(PLAIN, Mode.FOREGROUND);
                    SOCKET.check(WITH_TERMINAL, Mode.DETACHED);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void refusesATerminalThatNobodyWouldHold() {
        assertThatThrownBy(() -> HandOver.NONE.check(WITH_TERMINAL, Mode.DETACHED))
                .isInstanceOf(ContainerException.class)
                .hasMessage("cannot allocate tty if hexrun will detach without setting console socket");
    }

    @Test
    void refusesASocketThatNothingWouldBeSentTo() {
        for (Process process : new Process[] {PLAIN, WITH_TERMINAL}) {
            assertThatThrownBy(() -> SOCKET.check(process, Mode.FOREGROUND))
                    .isInstanceOf(ContainerException.class)
                    .hasMessage("cannot use console socket if hexrun will not detach or allocate tty");
        }
        assertThatThrownBy(() -> SOCKET.check(PLAIN, Mode.DETACHED))
                .isInstanceOf(ContainerException.class)
                .hasMessage("cannot use console socket if hexrun will not detach or allocate tty");
    }
}
