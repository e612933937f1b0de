package dev.hexrun.cli.output;

import dev.hexrun.domain.validate.Problem;
import dev.hexrun.domain.validate.Problems;
import dev.hexrun.port.document.Document;
import java.util.ArrayList;
import java.util.List;

/** Prints what is wrong with a bundle. */
public final class ProblemsOutput {

    private ProblemsOutput() {}

    /**
     * Prints problems for people.
     *
     * @param problems the problems
     * @return a line for each, empty if there is none
     */
    public static String text(Problems problems) {
        StringBuilder text = new StringBuilder();
        for (Problem problem : problems.list()) {
            text.append(problem).append('\n');
        }
        return text.toString();
    }

    /**
     * Prints problems for tools.
     *
     * @param problems the problems
     * @return a list of objects with {@code pointer} and {@code message}
     */
    public static Document document(Problems problems) {
        List<Document> items = new ArrayList<>();
        for (Problem problem : problems.list()) {
            items.add(new Document.Builder()
                    .put("pointer", problem.pointer())
                    .put("message", problem.message())
                    .build());
        }
        return new Document.Items(items);
    }
}
