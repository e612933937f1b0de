package dev.hexrun.domain.resource;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CpuWeightTest {

    /** Values computed from the published formula in another language. */
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "2, 1",
        "3, 2",
        "4, 2",
        "10, 4",
        "64, 12",
        "100, 17",
        "128, 21",
        "256, 35",
        "512, 59",
        "1000, 99",
        "1023, 100",
        "1024, 100",
        "1025, 101",
        "2048, 174",
        "4096, 303",
        "10000, 627",
        "100000, 4340",
        "131072, 5478",
        "262143, 10000",
        "262144, 10000",
        "262145, 10000",
        "-1, 10000"
    })
    void convertsShares(long shares, long weight) {
        assertThat(CpuWeight.ofShares(shares)).isEqualTo(weight);
    }

    @Test
    void isMonotonicAndInRange() {
        long before = 1;
        for (long shares = 2; shares <= 262_144; shares++) {
            long weight = CpuWeight.ofShares(shares);
            assertThat(weight).as("%d shares", shares).isBetween(before, 10_000L);
            before = weight;
        }
    }
}
