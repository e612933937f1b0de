package dev.hexrun.cli.output;

import dev.hexrun.app.policy.PolicyDecision;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.step.Actor;
import dev.hexrun.domain.step.HookStage;
import dev.hexrun.domain.step.MountReference;
import dev.hexrun.domain.step.Step;
import dev.hexrun.domain.step.Unsigned;
import dev.hexrun.domain.validate.Problem;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The output of {@code plan}. */
public final class PlanOutput {

    private static final int ACTOR_WIDTH = "launcher".length();

    private PlanOutput() {}

    /**
     * Returns a plan as text: the number, actor and description of each step, and the decision of each policy.
     *
     * @param plan the plan
     * @param decisions the decisions of the policies
     * @return whole lines
     */
    public static String text(LaunchPlan plan, List<PolicyDecision> decisions) {
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
        for (PolicyDecision decision : decisions) {
            text.append(decision).append('\n');
        }
        return text.toString();
    }

    /**
     * Returns a plan as JSON: each step with its number, actor, type, fields and description, and each policy with its
     * decision.
     *
     * @param plan the plan
     * @param decisions the decisions of the policies
     * @return an object with the list {@code steps} and, if there are policies, the list {@code policies}
     */
    public static JsonValue document(LaunchPlan plan, List<PolicyDecision> decisions) {
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
        JsonValue.Builder document = new JsonValue.Builder().put("steps", new JsonValue.JsonArray(steps));
        if (!decisions.isEmpty()) {
            document.put("policies", policies(decisions));
        }
        return document.build();
    }

    private static JsonValue policies(List<PolicyDecision> decisions) {
        List<JsonValue> policies = new ArrayList<>();
        for (PolicyDecision decision : decisions) {
            List<JsonValue> problems = new ArrayList<>();
            for (Problem problem : decision.problems()) {
                problems.add(new JsonValue.Builder()
                        .put("pointer", problem.pointer())
                        .put("message", problem.message())
                        .build());
            }
            policies.add(new JsonValue.Builder()
                    .put("policy", decision.policy())
                    .put("origin", decision.origin())
                    .put("decision", decision.outcome().name().toLowerCase(Locale.ROOT))
                    .put("problems", new JsonValue.JsonArray(problems))
                    .build());
        }
        return new JsonValue.JsonArray(policies);
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
