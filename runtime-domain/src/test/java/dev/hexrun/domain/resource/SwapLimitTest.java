package dev.hexrun.domain.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.domain.failure.ContainerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SwapLimitTest {

    @ParameterizedTest
    @CsvSource({"300, 100, 200", "100, 100, 0", "-1, 100, -1", "-1, 0, -1", "-1, -1, -1", "0, -1, -1", "300, -1, 300"})
    void subtractsTheMemoryLimit(long memoryAndSwap, long memory, long swap) {
        assertThat(SwapLimit.of(memoryAndSwap, memory)).hasValue(swap);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 100"})
    void doesNotChangeAnUnsetSwapLimit(long memoryAndSwap, long memory) {
        assertThat(SwapLimit.of(memoryAndSwap, memory)).isEmpty();
    }

    @Test
    void refusesASwapLimitWithoutAMemoryLimit() {
        assertThatThrownBy(() -> SwapLimit.of(100, 0))
                .isInstanceOf(ContainerException.class)
                .hasMessage("unable to set swap limit without memory limit");
    }

    @Test
    void refusesASwapLimitBelowTheMemoryLimit() {
        assertThatThrownBy(() -> SwapLimit.of(99, 100))
                .isInstanceOf(ContainerException.class)
                .hasMessage("memory+swap limit should be >= memory limit");
    }

    @Test
    void refusesANegativeMemoryLimit() {
        assertThatThrownBy(() -> SwapLimit.of(100, -2)).hasMessage("invalid memory value: -2");
    }
}
