package dev.hexrun.domain.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalTest {

    @ParameterizedTest
    @CsvSource({
        "9, 9",
        "1, 1",
        "64, 64",
        "09, 9",
        "KILL, 9",
        "SIGKILL, 9",
        "sigkill, 9",
        "Term, 15",
        "USR1, 10",
        "SIGCLD, 17",
        "IOT, 6",
        "poll, 29",
        "SIGRTMIN, 34",
        "rtmin+1, 35",
        "SIGRTMIN+30, 64",
        "SIGRTMAX, 64",
        "RTMAX-14, 50",
        "SIG32, 32"
    })
    void parsesNumbersAndNames(String text, int number) {
        assertThat(Signal.of(text).number()).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "65",
                "-9",
                "+9",
                "9 ",
                "SIG",
                "SIG9",
                "FOO",
                "SIGSIGKILL",
                "RTMIN+31",
                "RTMIN-1",
                "RTMIN+",
                "99999999999",
                "1x"
            })
    void refusesUnknownSignals(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Signal.of(text))
                .withMessage("unknown signal \"" + text + "\"");
    }

    static int[] numbers() {
        return java.util.stream.IntStream.rangeClosed(0, 64).toArray();
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void parsesItsOwnNames(int number) {
        Signal signal = new Signal(number);

        assertThat(Signal.of(signal.name())).isEqualTo(signal);
        assertThat(signal.toString()).startsWith("SIG");
    }
}
