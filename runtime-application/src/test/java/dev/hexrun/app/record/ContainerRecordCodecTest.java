package dev.hexrun.app.record;

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
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.cgroup.CgroupPaths;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the strict decoding of {@code state.json}. */
class ContainerRecordCodecTest {

    private static final ContainerId WEB = ContainerId.of("web");

    private static ContainerRecord record(ContainerRecord.Phase phase) {
        return ContainerRecord.builder()
                .id(WEB)
                .ociVersion("1.2.0")
                .bundle("/bundles/web")
                .rootfs("/bundles/web/rootfs")
                .created("2026-01-02T03:04:05.123456789Z")
                .putAnnotations("a", "1")
                .phase(phase)
                .creator(new ProcessId(11, 12))
                .init(new ProcessId(21, 22))
                .cgroups(new CgroupPaths.V2("cgroupfs", "/sys/fs/cgroup/web"))
                .putCgroupIds("/sys/fs/cgroup/web", "boot:33")
                .rootless(true)
                .sharesPids(true)
                .hooks(true)
                .keyring(true)
                .putStateMembers("scope", "web.scope")
                .build();
    }

    private static JsonObject encoded() {
        return new ContainerRecordCodec().encode(record(ContainerRecord.Phase.CREATED));
    }

    private static JsonObject with(String name, JsonValue value) {
        Map<String, JsonValue> members = new LinkedHashMap<>(encoded().members());
        members.put(name, value);
        return new JsonObject(members);
    }

    private static JsonObject without(String name) {
        Map<String, JsonValue> members = new LinkedHashMap<>(encoded().members());
        members.remove(name);
        return new JsonObject(members);
    }

    private static List<String> names() {
        return List.copyOf(encoded().members().keySet());
    }

    @ParameterizedTest
    @EnumSource(ContainerRecord.Phase.class)
    void decodesEncodedRecords(ContainerRecord.Phase phase) {
        assertThat(ContainerRecordCodec.decode(WEB, new ContainerRecordCodec().encode(record(phase))))
                .usingRecursiveComparison()
                .isEqualTo(record(phase));
    }

    @Test
    void decodesARecordWithASeparateConfiguration() {
        ContainerRecord separate = ContainerRecord.builder()
                .from(record(ContainerRecord.Phase.CREATED))
                .separateConfiguration(true)
                .build();

        assertThat(ContainerRecordCodec.decode(WEB, new ContainerRecordCodec().encode(separate))
                        .separateConfiguration())
                .isTrue();
        assertThat(encoded().get("separate_configuration")).isNull();
    }

    @Test
    void ignoresUnknownMembers() {
        assertThat(ContainerRecordCodec.decode(WEB, with("later", new JsonArray(List.of()))))
                .usingRecursiveComparison()
                .isEqualTo(record(ContainerRecord.Phase.CREATED));
    }

    /** Checks every member with a value of every wrong type. */
    @ParameterizedTest
    @MethodSource("names")
    void refusesAMemberOfAnotherType(String name) {
        JsonValue own = java.util.Objects.requireNonNull(encoded().get(name));
        List<JsonValue> others = new ArrayList<>(List.of(
                new JsonString("oops"),
                new JsonInteger(7),
                new JsonBoolean(true),
                new JsonObject(Map.of()),
                new JsonArray(List.of()),
                new JsonDecimal(1.5),
                new JsonNull()));
        others.removeIf(other -> other.getClass() == own.getClass());
        assertThat(others).hasSize(6);
        for (JsonValue other : others) {
            assertThatExceptionOfType(ContainerException.class)
                    .as("%s", other)
                    .isThrownBy(() -> ContainerRecordCodec.decode(WEB, with(name, other)))
                    .withMessageStartingWith("/" + name + ": must be ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"version", "init_process_pid", "init_process_start", "creator_pid", "creator_start"})
    void refusesANumberOutOfRange(String name) {
        for (JsonValue number : List.of(new JsonInteger(-1), new JsonUnsigned(-1))) {
            assertThatExceptionOfType(ContainerException.class)
                    .isThrownBy(() -> ContainerRecordCodec.decode(WEB, with(name, number)))
                    .withMessageStartingWith("/" + name + ": must be ");
        }
        if (name.endsWith("_pid")) {
            assertThatExceptionOfType(ContainerException.class)
                    .isThrownBy(() -> ContainerRecordCodec.decode(WEB, with(name, new JsonInteger(1L << 31))))
                    .withMessage("/" + name + ": must be an integer from 0 to 2147483647");
        }
    }

    /** Checks that only the three members that were added since the first release may be absent. */
    @ParameterizedTest
    @MethodSource("names")
    void requiresEveryMemberOfTheFirstRelease(String name) {
        if (List.of("cgroups_made", "cgroup_ids", "keyring", "state_members").contains(name)) {
            ContainerRecord record = ContainerRecordCodec.decode(WEB, without(name));
            assertThat(record.keyring()).isEqualTo(!name.equals("keyring"));
            assertThat(record.cgroupIds().isEmpty()).isEqualTo(name.equals("cgroup_ids"));
            assertThat(record.phase()).isEqualTo(ContainerRecord.Phase.CREATED);
        } else {
            assertThatExceptionOfType(ContainerException.class)
                    .isThrownBy(() -> ContainerRecordCodec.decode(WEB, without(name)))
                    .withMessageStartingWith("/" + name + ": must be ");
        }
    }

    @Test
    void namesTheDamagedMemberOfAnObject() {
        JsonObject paths = new JsonObject(Map.of("net/cls~", new JsonInteger(1)));
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> ContainerRecordCodec.decode(WEB, with("cgroup_paths", paths)))
                .withMessage("/cgroup_paths/net~1cls~0: must be a string");
    }

    @Test
    void refusesTheRecordOfAnotherContainer() {
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> ContainerRecordCodec.decode(ContainerId.of("db"), encoded()))
                .withMessage("/id: must be db, not web");
    }

    @Test
    void refusesAnotherVersion() {
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> ContainerRecordCodec.decode(WEB, with("version", new JsonInteger(2))))
                .withMessage("/version: must be 1, not 2");
    }

    @Test
    void refusesOtherJsonThanAnObject() {
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> ContainerRecordCodec.decode(WEB, new JsonArray(List.of())))
                .withMessage("must be an object");
    }

    /** The record of a copied state directory names the processes of the original. */
    @Test
    void salvagesNothingOfTheRecordOfAnotherContainer() {
        assertThat(ContainerRecordCodec.salvage(ContainerId.of("db"), encoded()))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("names")
    void salvagesAllUndamagedMembers(String name) {
        ContainerRecord salvaged =
                ContainerRecordCodec.salvage(WEB, with(name, new JsonNull())).orElseThrow();
        assertThat(salvaged.cgroups().isEmpty()).isEqualTo(name.equals("cgroup_paths"));
        assertThat(salvaged.init().pid()).isEqualTo(name.startsWith("init_process_") ? 0 : 21);
        assertThat(salvaged.bundle()).isEqualTo(name.equals("bundle") ? "" : "/bundles/web");
    }
}
