package dev.hexrun.cli.output;

import dev.hexrun.domain.mount.MountOptions.IdMapped;
import dev.hexrun.domain.plan.HookStage;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.plan.MountReference;
import dev.hexrun.domain.plan.Step;
import dev.hexrun.domain.plan.SyncPoint;
import dev.hexrun.port.json.JsonValue;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The output of {@code plan}. */
public final class PlanOutput {

    private static final int ACTOR_WIDTH = "launcher".length();

    private PlanOutput() {}

    /**
     * Returns a plan as text: the number, actor and description of each step.
     *
     * @param plan the plan
     * @return whole lines
     */
    public static String text(LaunchPlan plan) {
        StringBuilder text = new StringBuilder();
        int width = Integer.toString(plan.steps().size()).length();
        int number = 0;
        for (Step step : plan.steps()) {
            String digits = Integer.toString(++number);
            String actor = step.actor().label();
            text.repeat(' ', width - digits.length()).append(digits).append("  ");
            text.append(actor).repeat(' ', ACTOR_WIDTH - actor.length() + 2);
            text.append(step.describe()).append('\n');
        }
        return text.toString();
    }

    /**
     * Returns a plan as JSON: each step with its number, actor, type, fields and description.
     *
     * @param plan the plan
     * @return an object with the list {@code steps}
     */
    public static JsonValue document(LaunchPlan plan) {
        List<JsonValue> steps = new ArrayList<>();
        int number = 0;
        for (Step step : plan.steps()) {
            steps.add(new JsonValue.Builder()
                    .put("number", ++number)
                    .put("actor", step.actor().label())
                    .put("step", step.getClass().getSimpleName())
                    .put("fields", fields(step))
                    .put("description", step.describe())
                    .build());
        }
        return new JsonValue.Builder()
                .put("steps", new JsonValue.JsonArray(steps))
                .build();
    }

    /** Returns the components of the step's record by reflection, so that new steps need no code here. */
    static JsonValue.JsonObject fields(Step step) {
        JsonValue.Builder fields = new JsonValue.Builder();
        for (RecordComponent component : step.getClass().getRecordComponents()) {
            if (!component.getName().equals("actor")) {
                fields.put(component.getName(), value(component, step));
            }
        }
        return fields.build();
    }

    private static JsonValue value(RecordComponent component, Step step) {
        Object value;
        try {
            value = component.getAccessor().invoke(step);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the components of a step are public", e);
        }
        return value(component.getName(), value);
    }

    private static JsonValue value(String name, Object value) {
        return switch (value) {
            case String text -> new JsonValue.JsonString(text);
            case Character character -> new JsonValue.JsonString(character.toString());
            case Boolean truth -> new JsonValue.JsonBoolean(truth);
            case Long number -> new JsonValue.JsonInteger(number);
            case Integer number -> new JsonValue.JsonInteger(isId(name) ? id(number) : number);
            case SyncPoint point -> new JsonValue.JsonString(point.label());
            case Step.Watch.Kind kind -> new JsonValue.JsonInteger(kind.number());
            case HookStage stage -> new JsonValue.JsonString(stage.specName());
            case IdMapped mapped -> new JsonValue.JsonString(mapped.name().toLowerCase(Locale.ROOT));
            case Step.Bind.Tree tree ->
                new JsonValue.JsonString(tree.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            case MountReference mount -> new JsonValue.JsonInteger(mount.number());
            case List<?> list -> {
                List<JsonValue> items = new ArrayList<>();
                for (Object item : list) {
                    items.add(value(name, item));
                }
                yield new JsonValue.JsonArray(items);
            }
            default -> throw new IllegalStateException("no document for " + name + ", a " + value.getClass());
        };
    }

    private static boolean isId(String name) {
        return switch (name) {
            case "uid", "gid", "gids" -> true;
            default -> false;
        };
    }

    /** Returns a user or group id, which is unsigned, except that -1 means an unchanged owner, {@code chown(2)}. */
    private static long id(int number) {
        return number == -1 ? -1 : Integer.toUnsignedLong(number);
    }
}
