package dev.hexrun.app.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubordinateIdsTest {

    private static final String FILE = """
            # comment
            other:500000:65536
            user:100000:65536
            1000:300000:10
            user:x:5
            """;

    @ParameterizedTest
    @CsvSource({
        "100000, 65536, true",
        "165535, 1, true",
        "165535, 2, false",
        "99999, 1, false",
        "300000, 10, true",
        "300000, 11, false",
        "500000, 1, false",
    })
    void returnsTheRangesOfAUser(long first, long count, boolean contained) {
        assertThat(SubordinateIds.of(FILE, "user", 1000).contains(first, count)).isEqualTo(contained);
    }
}
