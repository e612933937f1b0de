package dev.hexrun.clients;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Skips a test whose {@link Requires} is not met, or fails it if the requirement is listed in {@code hexrun.promised}.
 */
final class RequiresCondition implements ExecutionCondition {

    private final Map<Need, String> known = new EnumMap<>(Need.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        List<String> reasons = new ArrayList<>();
        for (Need need : context.getElement()
                .flatMap(element -> AnnotationSupport.findAnnotation(element, Requires.class))
                .map(Requires::value)
                .orElse(new Need[0])) {
            String missing = known.computeIfAbsent(need, Need::missing);
            if (missing.isEmpty()) {
                continue;
            }
            if (promised().contains(need)) {
                throw new IllegalStateException(need + " is listed in hexrun.promised, but is not met: " + missing);
            }
            reasons.add(missing);
        }
        return reasons.isEmpty()
                ? ConditionEvaluationResult.enabled("all requirements are met")
                : ConditionEvaluationResult.disabled(String.join("; ", reasons));
    }

    /** Returns the requirements that must be met. An unknown name is an error. */
    static List<Need> promised() {
        String property = System.getProperty("hexrun.promised", "");
        String names = property.isEmpty() ? System.getenv().getOrDefault("hexrun.promised", "") : property;
        List<Need> needs = new ArrayList<>();
        for (String name : names.split(",", -1)) {
            if (!name.isBlank()) {
                needs.add(Need.valueOf(name.strip()));
            }
        }
        return needs;
    }
}
