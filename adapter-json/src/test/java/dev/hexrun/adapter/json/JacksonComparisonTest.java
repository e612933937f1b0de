package dev.hexrun.adapter.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A comparison with Jackson: both parsers accept the same texts and read the same values. A failure prints the text. */
class JacksonComparisonTest {

    private static final JsonFactory JACKSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(JsonTokens.MAX_DEPTH)
                    .build())
            .build();

    private static final String[] PIECES = {
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"a\"",
        "\"\"",
        "\"\\n\\u00e9\\/\"",
        "\"\\ud83d\"",
        "\"\\x\"",
        "\"\t\"",
        "0",
        "-0",
        "-",
        "01",
        "1.5",
        "1.",
        ".5",
        "1e5",
        "1E-2",
        "1e",
        "+1",
        "9223372036854775808",
        "true",
        "false",
        "null",
        "nul",
        "NaN",
        " ",
        "\n",
        "//",
        "'a'",
        "\u00a0",
        "{\"a\":",
        "[1,",
        "{\"a\":1}",
        "[[]]"
    };

    private final StreamingJsonFormat format = new StreamingJsonFormat();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "runc-1.1.5-spec.json",
                "runc-1.1.5-spec-rootless.json",
                "podman-like.json",
                "containerd-like.json",
                "full.json"
            })
    void agreesOnDamagedFiles(String name) {
        for (int seed = 0; seed < 500; seed++) {
            byte[] text = MutatedConfigurationTest.damage(Samples.bytes(name), new Random(seed));

            assertThat(ours(text)).as("seed %d", seed).isEqualTo(jacksons(text));
        }
    }

    /** Random sequences of JSON fragments. Most are malformed, and all are close to the grammar. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 13})
    void agreesOnPiecesOfJson(int length) {
        int read = 0;
        for (int seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < length; i++) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            Optional<JsonValue> ours = ours(bytes);

            assertThat(ours).as(text.toString()).isEqualTo(jacksons(bytes));
            read += ours.isPresent() ? 1 : 0;
        }
        // Long texts are rarely valid. Some short ones must be, or no values are compared.
        assertThat(read).isGreaterThan(length > 3 ? -1 : 10);
    }

    private Optional<JsonValue> ours(byte[] text) {
        try {
            return Optional.of(format.read(text));
        } catch (ContainerException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<JsonValue> jacksons(byte[] text) {
        try (JsonParser parser = JACKSON.createParser(text)) {
            if (parser.nextToken() == null) {
                return Optional.empty();
            }
            JsonValue document = jacksons(parser);
            return parser.nextToken() == null ? Optional.of(document) : Optional.empty();
        } catch (IOException malformed) {
            return Optional.empty();
        }
    }

    private static JsonValue jacksons(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            Map<String, JsonValue> members = new LinkedHashMap<>();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                members.put(wellFormed(name), jacksons(parser));
            }
            return new JsonValue.JsonObject(members);
        }
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            List<JsonValue> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(jacksons(parser));
            }
            return new JsonValue.JsonArray(items);
        }
        return switch (parser.currentToken()) {
            case VALUE_STRING -> new JsonValue.JsonString(wellFormed(parser.getText()));
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? beyond(parser)
                        : new JsonValue.JsonInteger(parser.getLongValue());
            case VALUE_NUMBER_FLOAT -> new JsonValue.JsonDecimal(parser.getDoubleValue());
            case VALUE_TRUE -> new JsonValue.JsonBoolean(true);
            case VALUE_FALSE -> new JsonValue.JsonBoolean(false);
            case VALUE_NULL -> new JsonValue.JsonNull();
            default -> throw new IllegalStateException(String.valueOf(parser.currentToken()));
        };
    }

    /** Refuses unpaired surrogates, which Jackson accepts and this parser does not: they cannot be written as UTF-8. */
    private static String wellFormed(String text) throws IOException {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IOException("lone surrogate");
        }
        return text;
    }

    private static JsonValue beyond(JsonParser parser) throws IOException {
        boolean unsigned = parser.getBigIntegerValue().signum() > 0
                && parser.getBigIntegerValue().bitLength() <= 64;
        return unsigned
                ? new JsonValue.JsonUnsigned(parser.getBigIntegerValue().longValue())
                : new JsonValue.JsonDecimal(parser.getDoubleValue());
    }
}
