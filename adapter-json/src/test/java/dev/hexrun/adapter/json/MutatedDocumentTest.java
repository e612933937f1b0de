package dev.hexrun.adapter.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.InvalidConfigurationException;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.plan.CgroupMountView;
import dev.hexrun.domain.plan.HostProperties;
import dev.hexrun.domain.plan.LaunchContext;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.plan.LaunchPlanner;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.step.Step;
import dev.hexrun.domain.validate.ConfigurationValidator;
import dev.hexrun.domain.validate.Problems;
import dev.hexrun.port.bundle.Bundle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random changes to the JSON values of configurations. The results are valid JSON and mostly close to valid configurations;
 * each is read, validated and, if valid, planned. {@code -Dhexrun.long=true} runs thousands, {@code -Dhexrun.seed} sets the
 * seed.
 */
class MutatedDocumentTest {

    private static final int ROUNDS = Boolean.getBoolean("hexrun.long") ? 40_000 : 4_000;

    private static final List<String> NAMES = List.of(
            "runc-1.1.5-spec.json",
            "runc-1.1.5-spec-rootless.json",
            "podman-like.json",
            "containerd-like.json",
            "full.json");

    private static final List<HostProperties> HOSTS = List.of(
            new HostProperties(true, 0, 0, "", "", true),
            new HostProperties(false, 1000, 1000, "/usr/bin/newuidmap", "/usr/bin/newgidmap", false));

    private static final List<JsonValue> ODD = List.of(
            new JsonValue.JsonNull(),
            new JsonValue.JsonBoolean(true),
            new JsonValue.JsonInteger(0),
            new JsonValue.JsonInteger(-1),
            new JsonValue.JsonInteger(4294967295L),
            new JsonValue.JsonInteger(4294967296L),
            new JsonValue.JsonInteger(Long.MAX_VALUE),
            new JsonValue.JsonInteger(Long.MIN_VALUE),
            new JsonValue.JsonDecimal(1.8446744073709552E19),
            new JsonValue.JsonDecimal(0.5),
            new JsonValue.JsonString(""),
            new JsonValue.JsonString("/"),
            new JsonValue.JsonString(".."),
            new JsonValue.JsonString("../../x"),
            new JsonValue.JsonString("\u0000"),
            new JsonValue.JsonString("\n"),
            new JsonValue.JsonString("\u00e9\ud83d\ude00"),
            new JsonValue.JsonString("x".repeat(5000)),
            new JsonValue.JsonString("/y".repeat(3000)),
            new JsonValue.JsonArray(List.of()),
            new JsonValue.JsonObject(Map.of()),
            new JsonValue.JsonArray(List.of(new JsonValue.JsonArray(List.of(new JsonValue.JsonNull())))),
            new JsonValue.JsonArray(List.of(new JsonValue.JsonObject(Map.of()))));

    private final StreamingJsonFormat format = new StreamingJsonFormat();
    private final List<JsonValue> originals =
            NAMES.stream().map(name -> format.read(Samples.bytes(name))).toList();
    private final List<JsonValue> parts = new ArrayList<>();

    private int planned;
    private int refused;

    @Test
    void isPlannedOrRefusedWithAMessage() {
        originals.forEach(this::gather);
        long first = Long.getLong("hexrun.seed", 1);
        for (long seed = first; seed < first + ROUNDS; seed++) {
            Random random = new Random(seed);
            JsonValue changed = originals.get(random.nextInt(originals.size()));
            for (int i = random.nextInt(4); i >= 0; i--) {
                int size = size(changed);
                changed = change(changed, new int[] {random.nextInt(size)}, random);
            }
            String text = format.write(changed, 0);
            try {
                readAndPlan(text.getBytes(StandardCharsets.UTF_8));
            } catch (RuntimeException | StackOverflowError | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + text, e);
            }
        }
        // Both outcomes must occur often enough for the test to be meaningful.
        assertThat(planned).isGreaterThan(ROUNDS / 10);
        assertThat(refused).isGreaterThan(ROUNDS / 10);
    }

    private void readAndPlan(byte[] text) {
        Bundle bundle;
        try {
            bundle = new JsonBundleReader().parse(text);
        } catch (InvalidConfigurationException e) {
            assertPrintable(e.problems().summary());
            refused++;
            return;
        }
        Configuration configuration = bundle.configuration();
        assertPrintable(ConfigurationValidator.warnings(configuration).summary());
        for (HostProperties host : HOSTS) {
            Problems problems = bundle.problems()
                    .and(ConfigurationValidator.validate(configuration, new OrdinaryHost(!host.privileged())));
            assertPrintable(problems.summary());
            // The specification allows a configuration without a process; the use cases refuse it.
            if (problems.list().isEmpty() && configuration.process().isPresent()) {
                plan(configuration, host);
                planned++;
            } else {
                refused++;
            }
        }
    }

    private static void plan(Configuration configuration, HostProperties host) {
        for (LaunchContext.StartMode start : LaunchContext.StartMode.values()) {
            LaunchContext context = LaunchContext.builder()
                    .id(ContainerId.of("web"))
                    .bundle("/bundle")
                    .rootfs("/bundle/rootfs")
                    .configuration(configuration)
                    .start(start)
                    .startFifo("/run/hexrun/web/exec.fifo")
                    .host(host)
                    .cgroups(new CgroupMountView(
                            false,
                            List.of(
                                    new CgroupMountView.Hierarchy(
                                            "cpu,cpuacct", List.of("cpu", "cpuacct"), "/sys/fs/cgroup/cpu,cpuacct/web"),
                                    new CgroupMountView.Hierarchy(
                                            "systemd", List.of("name=systemd"), "/sys/fs/cgroup/systemd/web"))))
                    .options(new LaunchContext.Options(true, true))
                    .build();
            try {
                LaunchPlan plan = LaunchPlanner.compile(context);
                assertThat(plan.steps()).isNotEmpty();
                for (Step step : plan.steps()) {
                    assertThat(step.describe()).isNotEmpty();
                }
                assertThat(LaunchPlanner.compile(context)).isEqualTo(plan);
            } catch (ContainerException e) {
                assertPrintable(String.valueOf(e.getMessage()));
            }
        }
    }

    private static void assertPrintable(String sentence) {
        assertThat(sentence.chars().noneMatch(Character::isISOControl))
                .as(sentence)
                .isTrue();
    }

    private void gather(JsonValue document) {
        parts.add(document);
        switch (document) {
            case JsonValue.JsonObject members -> members.members().values().forEach(this::gather);
            case JsonValue.JsonArray items -> items.items().forEach(this::gather);
            default -> {}
        }
    }

    private static int size(JsonValue document) {
        return switch (document) {
            case JsonValue.JsonObject members ->
                1
                        + members.members().values().stream()
                                .mapToInt(MutatedDocumentTest::size)
                                .sum();
            case JsonValue.JsonArray items ->
                1 + items.items().stream().mapToInt(MutatedDocumentTest::size).sum();
            default -> 1;
        };
    }

    /** Returns the document with the value at an index changed; decrements the index. */
    private JsonValue change(JsonValue document, int[] place, Random random) {
        if (place[0]-- == 0) {
            return changed(document, random);
        }
        return switch (document) {
            case JsonValue.JsonObject members -> {
                Map<String, JsonValue> copy = new LinkedHashMap<>();
                for (Map.Entry<String, JsonValue> member : members.members().entrySet()) {
                    boolean here = place[0] == 0;
                    JsonValue value = place[0] < 0 ? member.getValue() : change(member.getValue(), place, random);
                    int way = here ? random.nextInt(6) : 5;
                    // Removed, misspelled, or also assigned to the first member.
                    switch (way) {
                        case 0 -> {}
                        case 1 -> copy.put(member.getKey() + "s", value);
                        case 2 -> {
                            copy.put(member.getKey(), member.getValue());
                            copy.put(members.members().keySet().iterator().next(), value);
                        }
                        default -> copy.put(member.getKey(), value);
                    }
                }
                yield new JsonValue.JsonObject(copy);
            }
            case JsonValue.JsonArray items -> {
                List<JsonValue> copy = new ArrayList<>();
                for (JsonValue item : items.items()) {
                    boolean here = place[0] == 0;
                    JsonValue value = place[0] < 0 ? item : change(item, place, random);
                    int times = !here ? 1 : random.nextInt(20) == 0 ? 500 : random.nextInt(3);
                    for (int i = 0; i < times; i++) {
                        copy.add(random.nextBoolean() ? value : item);
                    }
                    if (!here) {
                        copy.set(copy.size() - 1, value);
                    }
                }
                yield new JsonValue.JsonArray(copy);
            }
            default -> document;
        };
    }

    private JsonValue changed(JsonValue document, Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> ODD.get(random.nextInt(ODD.size()));
            case 1 -> parts.get(random.nextInt(parts.size()));
            default -> varied(document, random);
        };
    }

    private static JsonValue varied(JsonValue document, Random random) {
        return switch (document) {
            case JsonValue.JsonString text ->
                new JsonValue.JsonString(
                        switch (random.nextInt(6)) {
                            case 0 -> text.value() + "/";
                            case 1 -> "/" + text.value();
                            case 2 -> "../" + text.value();
                            case 3 ->
                                text.value()
                                        .substring(
                                                0, random.nextInt(text.value().length() + 1));
                            case 4 -> text.value().toUpperCase(java.util.Locale.ROOT);
                            default -> text.value() + (char) (32 + random.nextInt(95));
                        });
            case JsonValue.JsonInteger whole ->
                new JsonValue.JsonInteger(
                        random.nextBoolean() ? whole.value() + random.nextInt(3) - 1 : whole.value() * 1000003);
            case JsonValue.JsonBoolean truth -> new JsonValue.JsonBoolean(!truth.value());
            default -> document;
        };
    }
}
