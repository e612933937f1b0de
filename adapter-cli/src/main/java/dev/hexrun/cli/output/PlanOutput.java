package dev.hexrun.cli.output;

import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.step.Actor;
import dev.hexrun.domain.step.HookStage;
import dev.hexrun.domain.step.MountReference;
import dev.hexrun.domain.step.Step;
import dev.hexrun.domain.step.Unsigned;
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
                    .put("fields", fields((Record) step))
                    .put("description", step.describe())
                    .build());
        }
        return new JsonValue.Builder()
                .put("steps", new JsonValue.JsonArray(steps))
                .build();
    }

    /** Returns the components of a step or of a part of it by reflection, so that new steps need no code here. */
    static JsonValue.JsonObject fields(Record step) {
        JsonValue.Builder fields = new JsonValue.Builder();
        for (RecordComponent component : step.getClass().getRecordComponents()) {
            if (component.getType() != Actor.class) {
                fields.put(component.getName(), value(component, step));
            }
        }
        return fields.build();
    }

    private static JsonValue value(RecordComponent component, Record step) {
        Object value;
        try {
            value = component.getAccessor().invoke(step);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the components of a step are public", e);
        }
        return value(value, component.isAnnotationPresent(Unsigned.class));
    }

    private static JsonValue value(Object value, boolean unsigned) {
        return switch (value) {
            case String text -> new JsonValue.JsonString(text);
            case Character character -> new JsonValue.JsonString(character.toString());
            case Boolean bool -> new JsonValue.JsonBoolean(bool);
            case Long number -> new JsonValue.JsonInteger(number);
            case Integer number -> new JsonValue.JsonInteger(unsigned ? unsigned(number) : number);
            case HookStage stage -> new JsonValue.JsonString(stage.specName());
            case Enum<?> constant ->
                new JsonValue.JsonString(
                        constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            case MountReference mount -> new JsonValue.JsonInteger(mount.number());
            case Record part -> fields(part);
            case List<?> list -> {
                List<JsonValue> items = new ArrayList<>();
                for (Object item : list) {
                    items.add(value(item, unsigned));
                }
                yield new JsonValue.JsonArray(items);
            }
            default -> throw new IllegalStateException("no JSON for " + value.getClass());
        };
    }

    /** Returns an unsigned number, except that -1 means an unchanged owner, {@code chown(2)}. */
    private static long unsigned(int number) {
        return number == -1 ? -1 : Integer.toUnsignedLong(number);
    }
}
