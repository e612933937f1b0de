package dev.hexrun.adapter.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.validate.Problems;
import dev.hexrun.port.bundle.Bundle;
import dev.hexrun.port.bundle.ResourcesDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The encoding of configurations and limits, by decoding it again. */
class EncodedConfigurationTest {

    private static final int GENERATED = 10_000;

    private final ObjectMapper jackson = new ObjectMapper();
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
    void everyMemberIsEncoded() throws IOException {
        byte[] full = Samples.bytes("full.json");
        JsonNode encoded = jackson.readTree(encoded(reader.parse(full).configuration()));
        List<String> lost = new ArrayList<>();
        collectLost("", jackson.readTree(full), encoded, lost);
        // Members for other systems and of withdrawn drafts are ignored.
        assertThat(lost).containsExactlyInAnyOrder("/process/user/username", "/linux/intelRdt/enableCMT");
    }

    private static void collectLost(String pointer, JsonNode original, JsonNode encoded, List<String> lost) {
        boolean empty = original.isContainerNode() && original.isEmpty();
        if (encoded.isMissingNode() && !empty && !original.isNull()) {
            lost.add(pointer);
        } else if (original.isObject()) {
            original.fieldNames()
                    .forEachRemaining(
                            name -> collectLost(pointer + "/" + name, original.get(name), encoded.path(name), lost));
        } else if (original.isArray()) {
            for (int i = 0; i < original.size(); i++) {
                collectLost(pointer + "/" + i, original.get(i), encoded.path(i), lost);
            }
        } else if (!original.equals(encoded)) {
            lost.add(pointer + ": " + encoded);
        }
    }

    /** Leaves members and elements of {@code full.json} out and changes numbers, by a seeded generator. */
    @Test
    void generatedConfigurationsKeepTheirMeaning() throws IOException {
        Random random = new Random(20261130);
        JsonNode full = jackson.readTree(Samples.bytes("full.json"));
        for (int i = 0; i < GENERATED; i++) {
            JsonNode tree = full.deepCopy();
            thin(tree, random, random.nextDouble());
            byte[] text = jackson.writeValueAsBytes(tree);
            Bundle bundle = reader.parse(text);
            Bundle again = reader.parse(encoded(bundle.configuration()));
            assertThat(again.configuration())
                    .as("configuration %d: %s", i, new String(text, StandardCharsets.UTF_8))
                    .isEqualTo(bundle.configuration());
            if (bundle.problems().isEmpty()) {
                assertThat(again.problems()).isEqualTo(Problems.EMPTY);
            }
        }
    }

    private static void thin(JsonNode node, Random random, double chance) {
        if (node instanceof ObjectNode object) {
            Iterator<String> names = new ArrayList<>(names(object)).iterator();
            while (names.hasNext()) {
                String name = names.next();
                if (random.nextDouble() < chance) {
                    object.remove(name);
                } else if (object.get(name).isIntegralNumber() && random.nextBoolean()) {
                    object.put(name, random.nextInt(1 << random.nextInt(16)));
                } else if (object.get(name).isTextual() && random.nextInt(8) == 0) {
                    object.put(name, "\u00e9\"\\\n\u0001 " + random.nextInt(9));
                } else {
                    thin(object.get(name), random, chance);
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = array.size() - 1; i >= 0; i--) {
                if (random.nextDouble() < chance) {
                    array.remove(i);
                } else {
                    thin(array.get(i), random, chance);
                }
            }
        }
    }

    private static List<String> names(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
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
