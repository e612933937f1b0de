package dev.hexrun.domain.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.hexrun.domain.json.JsonValue.JsonArray;
import dev.hexrun.domain.json.JsonValue.JsonDecimal;
import dev.hexrun.domain.json.JsonValue.JsonGap;
import dev.hexrun.domain.json.JsonValue.JsonInteger;
import dev.hexrun.domain.json.JsonValue.JsonNull;
import dev.hexrun.domain.json.JsonValue.JsonObject;
import dev.hexrun.domain.json.JsonValue.JsonString;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTextTest {

    private static final JsonObject SAMPLE = new JsonValue.Builder()
            .put("name", "web")
            .put("pids", new JsonArray(List.of(new JsonInteger(1), new JsonInteger(-2))))
            .put("empty", new JsonObject(Map.of()))
            .put("none", new JsonNull())
            .put("max", JsonValue.ofUnsigned(-1))
            .put("share", new JsonDecimal(0.5))
            .put("on", true)
            .build();

    @Test
    void writesASingleLineWithoutSpaces() {
        assertThat(JsonText.of(SAMPLE))
                .isEqualTo("{\"name\":\"web\",\"pids\":[1,-2],\"empty\":{},\"none\":null,"
                        + "\"max\":18446744073709551615,\"share\":0.5,\"on\":true}");
    }

    @Test
    void indentsLikeGo() {
        JsonObject small = new JsonValue.Builder()
                .put("a", new JsonArray(List.of(new JsonInteger(1))))
                .put("b", new JsonArray(List.of()))
                .build();
        assertThat(JsonText.of(small, 2)).isEqualTo("{\n  \"a\": [\n    1\n  ],\n  \"b\": []\n}");
        assertThat(JsonText.of(small, -1)).isEqualTo("{\n\t\"a\": [\n\t\t1\n\t],\n\t\"b\": []\n}");
    }

    @Test
    void escapesOnlyAsRfc8259Requires() {
        assertThat(JsonText.of(new JsonString("\"\\/\b\f\n\r\t\u0000\u001f\u007f\u0085\u202e<>&\u00e9")))
                .isEqualTo("\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\u007f\u0085\u202e<>&\u00e9\"");
    }

    @Test
    void escapesControlCharacters_ifPrintable() {
        JsonObject hostile = new JsonValue.Builder()
                .put("k\u009b", "\u007f\u0085\u202e\u2066\udc80x\ud83d\ude00\ud83d")
                .build();
        assertThat(JsonText.printable(hostile))
                .isEqualTo("{\"k\\u009b\":\"\\u007f\\u0085\\u202e\\u2066\\udc80x\ud83d\ude00\\ud83d\"}");
    }

    @Test
    void writesNullForNumbersThatAreNotFinite() {
        assertThat(JsonText.of(new JsonDecimal(Double.NaN))).isEqualTo("null");
        assertThat(JsonText.of(new JsonDecimal(Double.NEGATIVE_INFINITY))).isEqualTo("null");
    }

    @Test
    void splitsTheTextAtGaps() {
        JsonObject state = new JsonValue.Builder()
                .put("pid", new JsonGap())
                .put("state", new JsonValue.Builder().put("pid", new JsonGap()).build())
                .build();
        assertThat(JsonText.parts(state)).containsExactly("{\"pid\":", ",\"state\":{\"pid\":", "}}");
        assertThat(JsonText.parts(SAMPLE)).containsExactly(JsonText.of(SAMPLE));
        assertThatIllegalArgumentException().isThrownBy(() -> JsonText.of(state));
    }
}
