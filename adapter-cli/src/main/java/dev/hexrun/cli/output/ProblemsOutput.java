package dev.hexrun.cli.output;

import dev.hexrun.app.bundle.ValidationResult;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.validate.Problem;
import java.util.ArrayList;
import java.util.List;

/** The output of {@code validate}. */
public final class ProblemsOutput {

    private ProblemsOutput() {}

    /**
     * Returns problems and warnings as text.
     *
     * @param result the result of the validation
     * @return one line per problem; warnings are marked
     */
    public static String text(ValidationResult result) {
        StringBuilder text = new StringBuilder();
        for (Problem problem : result.problems().list()) {
            text.append(problem).append('\n');
        }
        for (Problem warning : result.warnings().list()) {
            text.append("warning: ").append(warning).append('\n');
        }
        return text.toString();
    }

    /**
     * Returns problems and warnings as JSON.
     *
     * @param result the result of the validation
     * @return an array of objects with {@code level} ({@code error} or {@code warning}), {@code pointer} and {@code message}
     */
    public static JsonValue document(ValidationResult result) {
        List<JsonValue> items = new ArrayList<>();
        for (Problem problem : result.problems().list()) {
            items.add(item("error", problem));
        }
        for (Problem warning : result.warnings().list()) {
            items.add(item("warning", warning));
        }
        return new JsonValue.JsonArray(items);
    }

    private static JsonValue item(String level, Problem problem) {
        return new JsonValue.Builder()
                .put("level", level)
                .put("pointer", problem.pointer())
                .put("message", problem.message())
                .build();
    }
}
