package dev.hexrun.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommandContextTest {

    private static final int FRONT = 77;

    @Test
    void countsSocketActivationDescriptorsOfThisProcess() {
        assertThat(passed(Map.of("LISTEN_FDS", "2", "LISTEN_PID", "77"))).isEqualTo(2);
        assertThat(passed(Map.of("LISTEN_FDS", "2", "LISTEN_PID", "78"))).isZero();
        assertThat(passed(Map.of("LISTEN_FDS", "2"))).isZero();
        assertThat(passed(Map.of("LISTEN_FDS", "two", "LISTEN_PID", "77"))).isZero();
        assertThat(passed(Map.of("LISTEN_FDS", "-2", "LISTEN_PID", "77"))).isZero();
        assertThat(passed(Map.of("LISTEN_PID", "77"))).isZero();
    }

    private static int passed(Map<String, String> environment) {
        return new CommandContext(List.of(), environment, Optional.empty(), FRONT, 0, 0, 022).listenDescriptors();
    }
}
