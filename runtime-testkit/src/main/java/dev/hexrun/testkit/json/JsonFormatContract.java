package dev.hexrun.testkit.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.config.LinuxPids;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.config.Process;
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
import java.util.Objects;
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

    @Test
    @Rule("read-white-space")
    void must_readAValue_withWhiteSpaceAroundIt() {
        assertThat(newFormat().read(bytes(" \t\r\n[ 1 ]\n"))).isEqualTo(new JsonArray(List.of(new JsonInteger(1))));
    }

    @Test
    @Rule("read-duplicates")
    void must_keepTheLastOfSeveralMembersWithOneName() {
        assertThat(newFormat().read(bytes("{\"a\": 1, \"b\": 2, \"a\": 3}")))
                .isEqualTo(new JsonValue.Builder().put("a", 3).put("b", 2).build());
    }

    @Test
    @Rule("write-escapes")
    void must_escapeOnlyTheCharactersThatMustBeEscaped() {
        String text = newFormat().write(new JsonString("/<>&'\u007f\u20ac\ud83d\ude00\u2028"), 0);
        assertThat(text).isEqualTo("\"/<>&'\u007f\u20ac\ud83d\ude00\u2028\"");
    }

    @Test
    @Rule("write-indent")
    void must_indentByTheGivenWidth() {
        JsonValue document = new JsonValue.Builder().put("a", 1).build();
        for (int indent : new int[] {-1, 1, 2, 8}) {
            String expected = indent < 0 ? "\t" : " ".repeat(indent);
            assertThat(newFormat().write(document, indent).lines().toList())
                    .as("indent %d", indent)
                    .hasSize(3)
                    .element(1)
                    .asString()
                    .startsWith(expected + "\"a\"");
        }
    }

    @Test
    @Rule("encode-configuration")
    void must_encodeAConfiguration_withoutAbsentValues() {
        Configuration configuration = Configuration.builder()
                .ociVersion("1.3.0")
                .hostname("web")
                .process(Process.builder().cwd("/srv").addArgs("sleep", "1").build())
                .build();
        JsonObject encoded = newFormat().encode(configuration);
        assertThat(encoded.members().keySet()).containsExactlyInAnyOrder("ociVersion", "hostname", "process");
        assertThat(encoded.members()).containsEntry("hostname", new JsonString("web"));
        JsonObject process = (JsonObject) Objects.requireNonNull(encoded.get("process"));
        assertThat(process.members())
                .containsEntry("cwd", new JsonString("/srv"))
                .containsEntry("args", new JsonArray(List.of(new JsonString("sleep"), new JsonString("1"))))
                .doesNotContainKeys("capabilities", "rlimits", "oomScoreAdj", "apparmorProfile");
    }

    @Test
    @Rule("encode-resources")
    void must_encodeResources_withoutAbsentValues() {
        LinuxResources resources = LinuxResources.builder()
                .memory(LinuxMemory.builder().limit(-1).build())
                .pids(LinuxPids.builder().limit(0).build())
                .build();
        assertThat(newFormat().encode(resources))
                .isEqualTo(new JsonValue.Builder()
                        .put("memory", new JsonValue.Builder().put("limit", -1).build())
                        .put("pids", new JsonValue.Builder().put("limit", 0).build())
                        .build());
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
