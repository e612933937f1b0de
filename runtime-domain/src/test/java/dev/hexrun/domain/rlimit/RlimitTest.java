package dev.hexrun.domain.rlimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RlimitTest {

    @ParameterizedTest
    @CsvSource({"RLIMIT_CPU, 0", "RLIMIT_NPROC, 6", "RLIMIT_NOFILE, 7", "RLIMIT_AS, 9", "RLIMIT_RTTIME, 15"})
    void hasTheNumbersOfTheKernel(String name, int number) {
        assertThat(Rlimit.of(name).number()).isEqualTo(number);
    }

    @Test
    void refusesUnknownNames() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rlimit.of("RLIMIT_FOO"))
                .withMessage("wrong rlimit value: RLIMIT_FOO");
    }
}
