package dev.hexrun.adapter.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hexrun.adapter.systemd.bus.Variant;
import dev.hexrun.domain.failure.ContainerException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PropertyAnnotationsTest {

    @Test
    void readsAnnotationsWithThePrefix_inOrderOfNames() {
        assertThat(PropertyAnnotations.of(Map.of(
                        "org.systemd.property.CollectMode", "'inactive-or-failed'",
                        "org.systemd.property.After", "['a.service', 'b.service']",
                        "org.systemd.property.TimeoutStopUSec", "uint64 123456789",
                        "org.other", "x")))
                .containsExactly(
                        new Property("After", Variant.strings(List.of("a.service", "b.service"))),
                        Property.of("CollectMode", "inactive-or-failed"),
                        Property.of("TimeoutStopUSec", 123_456_789));
    }

    @ParameterizedTest
    @CsvSource({"5, 5000000", "1.5, 1500000", "uint64 2, 2000000", "0, 0"})
    void convertsSecondsToMicroseconds(String seconds, long micros) {
        assertThat(PropertyAnnotations.of(Map.of("org.systemd.property.TimeoutStopSec", seconds)))
                .containsExactly(Property.of("TimeoutStopUSec", micros));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "org.systemd.property.A|5|not the name",
                "org.systemd.property.Ab1|5|not the name",
                "org.systemd.property.|5|not the name",
                "org.systemd.property.After|oops|oops: character 1: not a value",
                "org.systemd.property.TimeoutStopSec|\"5\"|not a number of seconds",
                "org.systemd.property.TimeoutStopSec|-1|not a number of seconds",
                "org.systemd.property.TimeoutStopSec|-0.5|not a number of seconds",
                "org.systemd.property.TimeoutStopSec|1e30|not a number of seconds",
                "org.systemd.property.TimeoutStopSec|int64 9223372036854775807|not a number of seconds",
            })
    void namesTheInvalidAnnotation(String annotation, String value, String why) {
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> PropertyAnnotations.of(Map.of(annotation, value)))
                .withMessageContaining(annotation)
                .withMessageContaining(why);
    }
}
