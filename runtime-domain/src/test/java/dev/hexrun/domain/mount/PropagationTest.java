package dev.hexrun.domain.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PropagationTest {

    @ParameterizedTest
    @CsvSource({
        "private,    0x40000",
        "rprivate,   0x44000",
        "slave,      0x80000",
        "rslave,     0x84000",
        "shared,     0x100000",
        "rshared,    0x104000",
        "unbindable, 0x20000",
        "runbindable,0x24000"
    })
    void hasTheFlagsOfTheKernel(String spelling, String flags) {
        assertThat(Propagation.of(spelling).flags()).isEqualTo(Integer.decode(flags));
        assertThat(Propagation.of(spelling).specName()).isEqualTo(spelling);
    }

    @Test
    void refusesUnknownNames() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Propagation.of("Shared"))
                .withMessage("rootfsPropagation=Shared is not supported");
    }
}
