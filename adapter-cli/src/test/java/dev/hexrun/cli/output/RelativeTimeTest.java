package dev.hexrun.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelativeTimeTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T12:00:00.000000000Z, 0 seconds ago",
        "2026-03-01T11:59:59.999999999Z, 1 second ago",
        "2026-03-01T11:58:01Z, 119 seconds ago",
        "2026-03-01T11:58:00Z, 2 minutes ago",
        "2026-03-01T10:00:00Z, 2 hours ago",
        "2026-02-28T12:00:00Z, 24 hours ago",
        "2026-02-27T12:00:00Z, 2 days ago",
        "2026-02-01T12:00:00Z, 4 weeks ago",
        "2025-12-01T12:00:00Z, 2 months ago",
        "2024-02-29T12:00:00Z, 2 years ago",
        "2026-03-01T12:00:01Z, 2026-03-01T12:00:01Z",
        "2026-03-01, 2026-03-01",
        "2026-03-01 12:00:00.00Z, 2026-03-01 12:00:00.00Z",
        "'', ''",
    })
    void formatsTheAge(String time, String text) {
        assertThat(RelativeTime.of(time, NOW)).isEqualTo(text);
    }
}
