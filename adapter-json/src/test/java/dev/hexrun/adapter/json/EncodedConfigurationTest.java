package dev.hexrun.adapter.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.json.JsonValue.JsonArray;
import dev.hexrun.domain.json.JsonValue.JsonInteger;
import dev.hexrun.domain.json.JsonValue.JsonObject;
import dev.hexrun.domain.json.JsonValue.JsonString;
import dev.hexrun.domain.validate.Problems;
import dev.hexrun.port.bundle.Bundle;
import dev.hexrun.port.bundle.ResourcesDocument;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The encoding of configurations and limits, by decoding it again. */
class EncodedConfigurationTest {

    private static final int GENERATED = 10_000;

    private final StreamingJsonFormat format = new StreamingJsonFormat();
    private final JsonBundleReader reader = new JsonBundleReader();

    private byte[] encoded(Configuration configuration) {
        return format.write(format.encode(configuration), 0).getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "runc-1.1.5-spec.json",
                "runc-1.1.5-spec-rootless.json",
                "podman-like.json",
                "containerd-like.json",
                "full.json"
            })
    void realConfigurationsKeepTheirMeaning(String name) {
        Configuration configuration = reader.parse(Samples.bytes(name)).configuration();
        Bundle again = reader.parse(encoded(configuration));
        assertThat(again.problems()).isEqualTo(Problems.EMPTY);
        assertThat(again.configuration()).isEqualTo(configuration);
    }

    /** {@code full.json} has every member of the specification, so one that is never encoded shows here. */
    @Test
    void everyMemberIsEncoded() {
        byte[] full = Samples.bytes("full.json");
        List<String> lost = new ArrayList<>();
        collectLost("", format.read(full), format.encode(reader.parse(full).configuration()), lost);
        // Members for other systems and of withdrawn drafts are ignored.
        assertThat(lost).containsExactlyInAnyOrder("/process/user/username", "/linux/intelRdt/enableCMT");
    }

    private static void collectLost(
            String pointer, JsonValue original, @Nullable JsonValue encoded, List<String> lost) {
        switch (original) {
            case JsonObject object -> {
                for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
                    JsonValue value = encoded instanceof JsonObject other ? other.get(member.getKey()) : null;
                    collectLost(pointer + "/" + member.getKey(), member.getValue(), value, lost);
                }
            }
            case JsonArray array -> {
                for (int i = 0; i < array.items().size(); i++) {
                    JsonValue value = encoded instanceof JsonArray other
                                    && i < other.items().size()
                            ? other.items().get(i)
                            : null;
                    collectLost(pointer + "/" + i, array.items().get(i), value, lost);
                }
            }
            default -> {
                if (!original.equals(encoded)) {
                    lost.add(pointer);
                }
            }
        }
    }

    /** Leaves members and elements of {@code full.json} out and changes values, by a seeded generator. */
    @Test
    void generatedConfigurationsKeepTheirMeaning() {
        Random random = new Random(20261130);
        JsonValue full = format.read(Samples.bytes("full.json"));
        for (int i = 0; i < GENERATED; i++) {
            String text = format.write(changed(full, random, random.nextDouble()), 0);
            Bundle bundle = reader.parse(text.getBytes(StandardCharsets.UTF_8));
            Bundle again = reader.parse(encoded(bundle.configuration()));
            assertThat(again.configuration())
                    .as("configuration %d: %s", i, text)
                    .isEqualTo(bundle.configuration());
            if (bundle.problems().isEmpty()) {
                assertThat(again.problems()).isEqualTo(Problems.EMPTY);
            }
        }
    }

    private static JsonValue changed(JsonValue value, Random random, double chance) {
        return switch (value) {
            case JsonObject object -> {
                Map<String, JsonValue> members = new LinkedHashMap<>();
                object.members().forEach((name, member) -> {
                    if (random.nextDouble() >= chance) {
                        members.put(name, changed(member, random, chance));
                    }
                });
                yield new JsonObject(members);
            }
            case JsonArray array ->
                new JsonArray(array.items().stream()
                        .filter(_ -> random.nextDouble() >= chance)
                        .map(item -> changed(item, random, chance))
                        .toList());
            case JsonInteger number ->
                random.nextBoolean() ? number : new JsonInteger(random.nextInt(1 << random.nextInt(16)));
            case JsonString string ->
                random.nextInt(8) > 0 ? string : new JsonString("\u00e9\"\\\n\u0001 " + random.nextInt(9));
            default -> value;
        };
    }

    @Test
    void limitsKeepTheirMeaning() {
        LinuxResources resources = reader.parse(Samples.bytes("full.json"))
                .configuration()
                .linux()
                .orElseThrow()
                .resources()
                .orElseThrow();
        ResourcesDocument again =
                reader.parseResources(format.write(format.encode(resources), 2).getBytes(StandardCharsets.UTF_8));
        assertThat(again.resources()).isEqualTo(resources);
        assertThat(again.problems()).isEqualTo(Problems.EMPTY);
    }

    @Test
    void numbersOf64BitsKeepTheirValue() {
        byte[] text = ("{\"ociVersion\":\"1.2.0\",\"process\":{\"rlimits\":[{\"type\":\"RLIMIT_CORE\","
                        + "\"soft\":18446744073709551615,\"hard\":9223372036854775808}]}}")
                .getBytes(StandardCharsets.UTF_8);
        Configuration configuration = reader.parse(text).configuration();
        assertThat(new String(encoded(configuration), StandardCharsets.UTF_8))
                .contains("\"soft\":18446744073709551615")
                .contains("\"hard\":9223372036854775808");
    }
}
