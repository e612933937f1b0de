package dev.hexrun.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {

    @ParameterizedTest
    @CsvSource({
        "5s,PT5S",
        "1m30s,PT1M30S",
        "100ms,PT0.1S",
        "1.5h,PT1H30M",
        ".5s,PT0.5S",
        "5.s,PT5S",
        "1us,PT0.000001S",
        "1\u00b5s,PT0.000001S",
        "3ns,PT0.000000003S",
        "+2s,PT2S",
        "-2s,PT-2S",
        "0,PT0S",
        "-0,PT0S",
        "1h2m3s4ms,PT1H2M3.004S",
        "0.3333333333333333333h,PT20M",
        "0.100000000000000000000h,PT6M",
        "9007199254.740993ms,PT9007199.254740993S",
        "9223372036854775807ns,PT9223372036.854775807S",
        "9223372036854775.807us,PT9223372036.854775807S",
    })
    void parsesDurationsLikeGo(String text, Duration time) {
        assertThat(GoDuration.parse(text)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "+",
                "5",
                "s",
                "5x",
                "1.2.3s",
                ".s",
                "5 s",
                " 5s",
                "1e3s",
                "--1s",
                "9999999999h",
                "9223372036854775808ns",
                "9223372036s1s",
                "0x5s",
                "\u0665s",
                "1111111111111111111111111111111111111111111s"
            })
    void rejectsOtherValues(String text) {
        assertThat(GoDuration.parse(text)).isNull();
    }

    @Test
    void rejectsAnInvalidInterval() {
        assertThatThrownBy(() -> of("soon"))
                .hasMessage("invalid value \"soon\" for --interval: must be a duration such as 500ms, 5s or 1m30s");
        assertThatThrownBy(() -> of("0")).hasMessage("duration interval must be greater than 0");
        assertThatThrownBy(() -> of("-1s")).hasMessage("duration interval must be greater than 0");
        assertThat(of("2s")).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void usesTheDefaultWithoutTheFlag() {
        assertThat(GoDuration.of(Flags.EVENTS_INTERVAL, new Arguments())).isEqualTo(Duration.ofSeconds(5));
        assertThat(GoDuration.of(Flags.STATS_INTERVAL, new Arguments())).isEqualTo(Duration.ofSeconds(1));
    }

    private static Duration of(String text) {
        Arguments arguments = new Arguments();
        arguments.addFlag(Flags.EVENTS_INTERVAL, text);
        return GoDuration.of(Flags.EVENTS_INTERVAL, arguments);
    }
}
