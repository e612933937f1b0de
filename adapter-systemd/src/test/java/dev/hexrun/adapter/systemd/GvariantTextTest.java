package dev.hexrun.adapter.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.hexrun.adapter.systemd.bus.Variant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GvariantTextTest {

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of("true", "b", true),
                Arguments.of("false", "b", false),
                Arguments.of("5", "i", 5L),
                Arguments.of("-5", "i", -5L),
                Arguments.of("0x10", "i", 16L),
                Arguments.of("1.5", "d", 1.5),
                Arguments.of("1e3", "d", 1000.0),
                Arguments.of("uint64 5", "t", 5L),
                Arguments.of("uint64 18446744073709551615", "t", -1L),
                Arguments.of("@t 5", "t", 5L),
                Arguments.of("byte 255", "y", 255L),
                Arguments.of("int16 -32768", "n", -32768L),
                Arguments.of("double 7", "d", 7.0),
                Arguments.of("'it''s'".replace("''", "\\'"), "s", "it's"),
                Arguments.of("\"a\\tb\\u00e4\"", "s", "a\tb\u00e4"),
                Arguments.of("objectpath '/a'", "o", "/a"),
                Arguments.of("['a.service', 'b.service']", "as", List.of("a.service", "b.service")),
                Arguments.of("@as []", "as", List.of()),
                Arguments.of("@au [1, 2]", "au", List.of(1L, 2L)),
                Arguments.of("[uint64 1, 2]", "at", List.of(1L, 2L)),
                Arguments.of("('a', 1)", "(si)", List.of("a", 1L)),
                Arguments.of("[('/dev/null', 'rwm')]", "a(ss)", List.of(List.of("/dev/null", "rwm"))),
                Arguments.of("{'a': 1}", "a{si}", List.of(List.of("a", 1L))),
                Arguments.of("<'x'>", "v", Variant.string("x")),
                Arguments.of("b'ab'", "ay", List.of(97L, 98L, 0L)),
                Arguments.of("  'x'  ", "s", "x"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void parsesValues(String text, String signature, Object value) {
        assertThat(GvariantText.parse(text)).isEqualTo(new Variant(signature, value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "x",
                "truely",
                "'",
                "'a",
                "[",
                "[]",
                "['a', 1]",
                "(",
                "()",
                "{",
                "{}",
                "{'a'}",
                "<",
                "<1",
                "@",
                "@a",
                "@q 'x'",
                "@as 'x'",
                "5 5",
                "uint99 5",
                "byte 256",
                "byte -1",
                "uint64 -1",
                "2147483648",
                "1.5.5",
                "'\\u00'",
                "'\\u0000'",
                "uint64",
                "['a' 'b']",
                "\u0000"
            })
    void refusesInvalidText(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GvariantText.parse(text))
                .withMessageStartingWith("character ");
    }

    @Test
    void refusesDeepNesting() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GvariantText.parse("[".repeat(100_000)))
                .withMessageContaining("nested too deep");
    }

    @Test
    void reportsInvalidTextWithItsOwnExceptionOnly() {
        Random random = new Random(7);
        String letters = "[](){}<>@'\"\\,: asubytxv0159.-xeu";
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(12); length >= 0; length--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            try {
                assertThat(GvariantText.parse(text.toString()).signature()).isNotEmpty();
            } catch (IllegalArgumentException expected) {
                assertThat(expected).hasMessageStartingWith("character ");
            }
        }
    }
}
