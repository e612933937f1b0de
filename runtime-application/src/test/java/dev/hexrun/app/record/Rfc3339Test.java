package dev.hexrun.app.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Rfc3339Test {

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T03:04:05.123456789Z, 2026-01-02T03:04:05.123456789Z",
        "2026-12-31T23:59:59.000000001Z, 2026-12-31T23:59:59.000000001Z",
        "2024-02-29T00:00:00Z, 2024-02-29T00:00:00.000000000Z",
        "1970-01-01T00:00:00Z, 1970-01-01T00:00:00.000000000Z",
        "1969-12-31T23:59:59.5Z, 1969-12-31T23:59:59.500000000Z"
    })
    void printsNanoseconds(Instant time, String expected) {
        assertThat(Rfc3339.nanoseconds(time)).isEqualTo(expected);
    }

    @Test
    void matchesJavaTimeOnEveryDayOfFourCenturies() {
        DateTimeFormatter library =
                DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);
        Instant time = Instant.parse("1899-12-31T23:59:59Z");
        for (int day = 0; day < 146_100; day++) {
            assertThat(Rfc3339.seconds(time)).isEqualTo(library.format(time));
            time = time.plusSeconds(86_401);
        }
    }
}
