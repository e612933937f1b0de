package dev.hexrun.testkit.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.json.JsonValue.JsonArray;
import dev.hexrun.domain.json.JsonValue.JsonBoolean;
import dev.hexrun.domain.json.JsonValue.JsonDecimal;
import dev.hexrun.domain.json.JsonValue.JsonInteger;
import dev.hexrun.domain.json.JsonValue.JsonNull;
import dev.hexrun.domain.json.JsonValue.JsonObject;
import dev.hexrun.domain.json.JsonValue.JsonString;
import dev.hexrun.domain.json.JsonValue.JsonUnsigned;
import dev.hexrun.port.json.JsonFormat;
import dev.hexrun.testkit.Rule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The contract of {@link JsonFormat}. A subclass creates the implementation. The tests need no privileges. */
public abstract class JsonFormatContract {

    /** Creates the test class. */
    protected JsonFormatContract() {}

    /**
     * Creates the implementation under test.
     *
     * @return a new instance
     */
    protected abstract JsonFormat newFormat();

    @Test
    @Rule("read-written")
    void must_readItsOwnOutput_withEveryIndent() {
        JsonValue document = everything();

        for (int indent : new int[] {-1, 0, 1, 2, 8}) {
            String text = newFormat().write(document, indent);

            assertThat(newFormat().read(bytes(text))).as("indent %d", indent).isEqualTo(document);
            assertThat(text).as("indent %d", indent).doesNotEndWith("\n");
        }
    }

    @Test
    @Rule("write-single-line")
    void must_writeASingleLine_withoutIndent() {
        assertThat(newFormat().write(everything(), 0)).doesNotContain("\n");
    }

    @Test
    @Rule("member-order")
    void must_keepTheOrderOfMembers() {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (String name : List.of("z", "a", "m", "b")) {
            members.put(name, new JsonInteger(members.size()));
        }

        JsonValue read = newFormat().read(bytes(newFormat().write(new JsonObject(members), 2)));

        assertThat(new ArrayList<>(((JsonObject) read).members().keySet())).containsExactly("z", "a", "m", "b");
    }

    @Test
    @Rule("read-malformed")
    void must_refuseMalformedText_withLineAndColumn() {
        String text = newFormat().write(everything(), 2);

        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> newFormat().read(bytes(text.substring(0, text.length() / 2))))
                .withMessageContaining("line ")
                .withMessageContaining("column ");
    }

    @Test
    @Rule("read-trailing")
    void must_refuseTextAfterTheValue() {
        String text = newFormat().write(everything(), 0);

        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> newFormat().read(bytes(text + text)));
    }

    private static JsonValue everything() {
        return new JsonValue.Builder()
                .put("text", "quotes \" \\ control \n\u0000 wide \u20ac\ud83d\ude00")
                .put("empty", "")
                .put("least", Long.MIN_VALUE)
                .put("most", Long.MAX_VALUE)
                .put("unsigned", new JsonUnsigned(-1))
                .put("fraction", new JsonDecimal(-1.5e-7))
                .put("no", new JsonBoolean(false))
                .put("none", new JsonNull())
                .put(
                        "",
                        new JsonArray(List.of(new JsonString("x"), new JsonArray(List.of()), new JsonObject(Map.of()))))
                .build();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
