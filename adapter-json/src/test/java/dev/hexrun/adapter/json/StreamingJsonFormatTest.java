package dev.hexrun.adapter.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.json.JsonValue.JsonArray;
import dev.hexrun.domain.json.JsonValue.JsonDecimal;
import dev.hexrun.domain.json.JsonValue.JsonInteger;
import dev.hexrun.domain.json.JsonValue.JsonNull;
import dev.hexrun.domain.json.JsonValue.JsonObject;
import dev.hexrun.domain.json.JsonValue.JsonString;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamingJsonFormatTest {

    private final StreamingJsonFormat format = new StreamingJsonFormat();

    private final JsonValue document = new JsonValue.Builder()
            .put("text", "a \"b\"\n/<\u00fc\u0000")
            .put("whole", Long.MIN_VALUE)
            .put("truth", true)
            .put("fraction", new JsonDecimal(0.5))
            .put("none", new JsonNull())
            .put(
                    "items",
                    new JsonArray(List.of(new JsonInteger(1), new JsonObject(Map.of()), new JsonArray(List.of()))))
            .put("members", Map.of("k", "v"))
            .build();

    @Test
    void writesOnOneLine() {
        assertThat(format.write(document, 0))
                .isEqualTo("{\"text\":\"a \\\"b\\\"\\n/<\u00fc\\u0000\",\"whole\":-9223372036854775808,\"truth\":true,"
                        + "\"fraction\":0.5,\"none\":null,\"items\":[1,{},[]],\"members\":{\"k\":\"v\"}}");
    }

    @Test
    void indentsBySpaces() {
        JsonValue small = new JsonValue.Builder()
                .put("a", JsonArray.ofStrings(List.of("x", "y")))
                .put("b", new JsonObject(Map.of()))
                .put("c", new JsonArray(List.of()))
                .build();

        assertThat(format.write(small, 2)).isEqualTo("""
                {
                  "a": [
                    "x",
                    "y"
                  ],
                  "b": {},
                  "c": []
                }""");
    }

    @Test
    void indentsByTabs() {
        assertThat(format.write(
                        new JsonValue.Builder()
                                .put("a", new JsonArray(List.of(new JsonInteger(1))))
                                .build(),
                        -1))
                .isEqualTo("{\n\t\"a\": [\n\t\t1\n\t]\n}");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 2, 4})
    void readsWhatItWrote(int indent) {
        assertThat(format.read(format.write(document, indent).getBytes(UTF_8))).isEqualTo(document);
    }

    @Test
    void readsNumbersBeyond64BitsAsDecimals() {
        assertThat(format.read("18446744073709551616".getBytes(UTF_8))).isEqualTo(new JsonDecimal(0x1p64));
        assertThat(format.read("-9223372036854775809".getBytes(UTF_8))).isEqualTo(new JsonDecimal(-0x1p63));
    }

    @Test
    void writesAndReadsUnsigned64BitNumbers() {
        assertThat(format.write(new JsonValue.JsonUnsigned(-1), 0)).isEqualTo("18446744073709551615");
        assertThat(format.read("18446744073709551615".getBytes(UTF_8))).isEqualTo(new JsonValue.JsonUnsigned(-1));
        assertThat(format.read("9223372036854775808".getBytes(UTF_8)))
                .isEqualTo(new JsonValue.JsonUnsigned(Long.MIN_VALUE));
        assertThat(JsonValue.ofUnsigned(7)).isEqualTo(new JsonInteger(7));
        assertThat(JsonValue.ofUnsigned(-1)).isEqualTo(new JsonValue.JsonUnsigned(-1));
    }

    @Test
    void writesNullForNaN() {
        assertThat(format.write(new JsonDecimal(Double.NaN), 0)).isEqualTo("null");
    }

    @Test
    void readsSingleValues() {
        assertThat(format.read(" \"x\" ".getBytes(UTF_8))).isEqualTo(new JsonString("x"));
        assertThat(format.read("null".getBytes(UTF_8))).isEqualTo(new JsonNull());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"a\": [1,}|line 1, column 10: expected a value, found '}'",
                "[1|line 1, column 3: expected ',' or ']', found the end of the text",
                "{} 5|line 1, column 4: there is more after the document",
                "''|line 1, column 1: expected a value, found '''"
            })
    void reportsLineAndColumnOfMalformedJson(String json, String words) {
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> format.read(json.getBytes(UTF_8)))
                .withMessageContaining(words);
    }

    @Test
    void refusesAnEmptyText() {
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> format.read(new byte[0]))
                .withMessage("line 1, column 1: the text ends where a value must be");
    }

    @Test
    void refusesDeepNesting() {
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> format.read("[".repeat(100_000).getBytes(UTF_8)))
                .withMessageContaining("nested deeper than 200 levels");
    }
}
