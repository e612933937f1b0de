package dev.hexrun.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.step.Actor;
import dev.hexrun.domain.step.Attributes;
import dev.hexrun.domain.step.BindOption;
import dev.hexrun.domain.step.IdentityStep;
import dev.hexrun.domain.step.MountStep;
import dev.hexrun.domain.step.NamespaceStep;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.domain.step.SchedulingStep;
import dev.hexrun.domain.step.StartStep;
import dev.hexrun.domain.step.Step;
import dev.hexrun.domain.step.SyncPoint;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlanOutputTest {

    private static final LaunchPlan PLAN = LaunchPlan.of(
            new ProcessStep.SpawnLauncher(0),
            new ProcessStep.ReachSyncPoint(SyncPoint.LAUNCHER_READY),
            new SchedulingStep.SetOomScoreAdj(-5, true),
            new ProcessStep.Fork(0x20000000),
            new ProcessStep.ReachSyncPoint(SyncPoint.INIT_READY),
            new ProcessStep.SetSession(),
            new NamespaceStep.SetHostname("web"),
            new IdentityStep.SetGroups(List.of(0, -2)),
            new IdentityStep.SetUser(-2, 10),
            new ProcessStep.Exec(List.of("sh"), List.of("PATH=/bin")));

    @Test
    void printsNumbersAndActorsOfSteps() {
        assertThat(PlanOutput.text(PLAN, List.of()).lines())
                .startsWith(
                        " 1  front     start the launcher from a sealed copy of the program",
                        " 2  front     wait at sync point launcher-ready",
                        " 3  launcher  set oom_score_adj to -5",
                        " 4  launcher  clone init into new namespaces: pid",
                        " 5  front     wait at sync point init-ready",
                        " 6  init      start a session",
                        " 7  init      set the host name to web")
                .hasSize(10);
    }

    @Test
    void printsEveryFieldAsJson() {
        List<JsonValue> steps = items(member(PlanOutput.document(PLAN, List.of()), "steps"));
        assertThat(steps).hasSize(10);
        assertThat(steps.get(2))
                .isEqualTo(new JsonValue.Builder()
                        .put("number", 3)
                        .put("actor", "launcher")
                        .put("step", "SetOomScoreAdj")
                        .put(
                                "fields",
                                new JsonValue.Builder()
                                        .put("value", -5)
                                        .put("tolerateRefusal", true)
                                        .build())
                        .put("description", "set oom_score_adj to -5")
                        .build());
        assertThat(fields(steps.get(7)).get("gids"))
                .isEqualTo(new JsonValue.JsonArray(
                        List.of(new JsonValue.JsonInteger(0), new JsonValue.JsonInteger(4294967294L))));
        assertThat(fields(steps.get(8)).longOrZero("uid")).isEqualTo(4294967294L);
        assertThat(PlanOutput.fields(new StartStep.CreateFifo("/f", 0622, -1, 0))
                        .longOrZero("uid"))
                .isEqualTo(-1);
        assertThat(fields(steps.get(1)).get("point")).isEqualTo(new JsonValue.JsonString("launcher-ready"));
    }

    @Test
    void showsEveryOptionOfTheNativeProgram() {
        MountStep.Bind bind = new MountStep.Bind(
                "/s", "/proc/stat", List.of(BindOption.MAY_BE_ON_PROCFS), new Attributes(1, 2), 0, Attributes.NONE);
        JsonValue.JsonObject fields = PlanOutput.fields(bind);
        assertThat(fields.get("options"))
                .isEqualTo(new JsonValue.JsonArray(List.of(new JsonValue.JsonString("may-be-on-procfs"))));
        assertThat(fields.get("attributes"))
                .isEqualTo(new JsonValue.Builder().put("set", 1).put("clear", 2).build());
        assertThat(bind.describe()).isEqualTo("bind mount /s on /proc/stat (ro) [may-be-on-procfs]");
    }

    private static JsonValue.JsonObject fields(JsonValue step) {
        return (JsonValue.JsonObject) member(step, "fields");
    }

    private static JsonValue member(JsonValue document, String name) {
        return Objects.requireNonNull(((JsonValue.JsonObject) document).get(name), name);
    }

    private static List<JsonValue> items(JsonValue document) {
        return ((JsonValue.JsonArray) document).items();
    }

    static Stream<Class<?>> steps() {
        return Stream.of(Step.class.getPermittedSubclasses())
                .flatMap(family -> Stream.of(family.getPermittedSubclasses()));
    }

    /** Fails for a step whose components cannot be printed. */
    @ParameterizedTest
    @MethodSource("steps")
    void printsEveryKindOfStep(Class<?> type) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        List<String> names = new ArrayList<>();
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = sample(components[i]);
            if (types[i] != Actor.class) {
                names.add(components[i].getName());
            }
        }
        Record step = (Record) type.getDeclaredConstructor(types).newInstance(values);
        assertThat(PlanOutput.fields(step).members().keySet()).containsExactlyElementsOf(names);
    }

    private static Object sample(RecordComponent component) throws ReflectiveOperationException {
        Class<?> type = component.getType();
        if (type == int.class) {
            return 1;
        } else if (type == long.class) {
            return 0x20000L;
        } else if (type == boolean.class) {
            return true;
        } else if (type == char.class) {
            return 'c';
        } else if (type == String.class) {
            return "x";
        } else if (type.isEnum()) {
            return type.getEnumConstants()[0];
        } else if (type.isRecord()) {
            RecordComponent[] components = type.getRecordComponents();
            Class<?>[] types = new Class<?>[components.length];
            Object[] values = new Object[components.length];
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                values[i] = sample(components[i]);
            }
            return type.getDeclaredConstructor(types).newInstance(values);
        } else if (type == List.class) {
            Type element = ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
            Class<?> of = (Class<?>) element;
            return of.isEnum() ? List.of(of.getEnumConstants()[0]) : of == String.class ? List.of("x") : List.of(1);
        }
        throw new AssertionError("no sample of " + type + " for " + component);
    }
}
