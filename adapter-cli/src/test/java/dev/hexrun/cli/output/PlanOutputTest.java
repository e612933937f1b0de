package dev.hexrun.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.mount.MountOptions.IdMapped;
import dev.hexrun.domain.plan.Actor;
import dev.hexrun.domain.plan.HookStage;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.plan.MountReference;
import dev.hexrun.domain.plan.Step;
import dev.hexrun.domain.plan.SyncPoint;
import dev.hexrun.port.json.JsonValue;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlanOutputTest {

    private static final LaunchPlan PLAN = LaunchPlan.of(
            new Step.SpawnLauncher(0),
            new Step.ReachSyncPoint(SyncPoint.LAUNCHER_READY),
            new Step.SetOomScoreAdj(-5, true),
            new Step.Fork(0x20000000),
            new Step.ReachSyncPoint(SyncPoint.INIT_READY),
            new Step.SetSession(),
            new Step.SetHostname("web"),
            new Step.SetGroups(List.of(0, -2)),
            new Step.SetUser(-2, 10),
            new Step.Exec(List.of("sh"), List.of("PATH=/bin")));

    @Test
    void printsNumbersAndActorsOfSteps() {
        assertThat(PlanOutput.text(PLAN).lines())
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
        List<JsonValue> steps = items(member(PlanOutput.document(PLAN), "steps"));
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
        assertThat(PlanOutput.fields(new Step.CreateFifo("/f", 0622, -1, 0)).longOrZero("uid"))
                .isEqualTo(-1);
        assertThat(fields(steps.get(1)).stringOrEmpty("point")).isEqualTo("launcher-ready");
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
        return Stream.of(Step.class.getPermittedSubclasses());
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
        Step step = (Step) type.getDeclaredConstructor(types).newInstance(values);
        assertThat(PlanOutput.fields(step).members().keySet()).containsExactlyElementsOf(names);
    }

    private static Object sample(RecordComponent component) {
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
        } else if (type == Actor.class) {
            return Actor.INIT;
        } else if (type == SyncPoint.class) {
            return SyncPoint.CREATED;
        } else if (type == HookStage.class) {
            return HookStage.PRESTART;
        } else if (type == IdMapped.class) {
            return IdMapped.TREE;
        } else if (type == Step.Watch.Kind.class) {
            return Step.Watch.Kind.CHANGE;
        } else if (type == Step.Bind.Tree.class) {
            return Step.Bind.Tree.CLONED_BY_FRONT;
        } else if (type == MountReference.class) {
            return MountReference.LATEST;
        } else if (type == List.class) {
            return component.getGenericType().getTypeName().contains("Integer") ? List.of(1) : List.of("x");
        }
        throw new AssertionError("no sample of " + type + " for " + component);
    }
}
