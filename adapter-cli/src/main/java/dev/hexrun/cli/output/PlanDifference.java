package dev.hexrun.cli.output;

import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.step.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The steps that differ between the plans of two bundles, in order. The paths of the bundles are ignored. */
public final class PlanDifference {

    /** The placeholder for the directory of the bundle. */
    private static final String BUNDLE = "$BUNDLE";

    /** The maximum number of differing steps that are aligned, which takes quadratic time. */
    private static final int MAX_ALIGNED = 3000;

    private static final int ACTOR_WIDTH = "launcher".length();

    private final List<Line> lines;

    private PlanDifference(List<Line> lines) {
        this.lines = lines;
    }

    /**
     * Compares two plans.
     *
     * @param first the first plan
     * @param firstBundle its bundle
     * @param second the second plan
     * @param secondBundle its bundle
     * @return the difference
     */
    public static PlanDifference between(LaunchPlan first, Path firstBundle, LaunchPlan second, Path secondBundle) {
        return new PlanDifference(compare(steps(first, firstBundle), steps(second, secondBundle)));
    }

    private static List<Words> steps(LaunchPlan plan, Path bundle) {
        List<Words> steps = new ArrayList<>();
        for (Step step : plan.steps()) {
            steps.add(new Words(step.actor().label(), relative(step.describe(), bundle.toString())));
        }
        return steps;
    }

    /** Replaces a directory wherever a path leads to it or below it. {@code /srv/web2} does not lead to {@code /srv/web}. */
    static String relative(String text, String directory) {
        StringBuilder result = new StringBuilder(text.length());
        int from = 0;
        for (int at = text.indexOf(directory); at >= 0; at = text.indexOf(directory, at + 1)) {
            int end = at + directory.length();
            if (at >= from
                    && (at == 0 || !continuesName(text.charAt(at - 1)))
                    && (end == text.length() || !continuesName(text.charAt(end)))) {
                result.append(text, from, at).append(BUNDLE);
                from = end;
            }
        }
        return result.append(text, from, text.length()).toString();
    }

    private static boolean continuesName(char c) {
        return Character.isLetterOrDigit(c) || "._-+~@".indexOf(c) >= 0;
    }

    /** Returns the difference as text: one line per step, with {@code -} for steps that only the first plan has. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Line line : lines) {
            text.append(line.added() ? '+' : '-')
                    .append(' ')
                    .append(line.words().actor());
            text.repeat(' ', ACTOR_WIDTH - line.words().actor().length() + 2);
            text.append(line.words().description()).append('\n');
        }
        return text.toString();
    }

    /** Returns the difference as JSON: an array of objects with {@code change}, {@code actor} and {@code description}. */
    public JsonValue document() {
        List<JsonValue> items = new ArrayList<>();
        for (Line line : lines) {
            items.add(new JsonValue.Builder()
                    .put("change", line.added() ? "added" : "removed")
                    .put("actor", line.words().actor())
                    .put("description", line.words().description())
                    .build());
        }
        return new JsonValue.JsonArray(items);
    }

    private static List<Line> compare(List<Words> first, List<Words> second) {
        int start = 0;
        while (start < first.size() && start < second.size() && first.get(start).equals(second.get(start))) {
            start++;
        }
        int end = 0;
        while (end < first.size() - start
                && end < second.size() - start
                && first.get(first.size() - 1 - end).equals(second.get(second.size() - 1 - end))) {
            end++;
        }
        List<Words> removed = first.subList(start, first.size() - end);
        List<Words> added = second.subList(start, second.size() - end);
        return removed.size() > MAX_ALIGNED || added.size() > MAX_ALIGNED
                ? asSets(removed, added)
                : aligned(removed, added);
    }

    /** Compares steps by their longest common subsequence. */
    private static List<Line> aligned(List<Words> removed, List<Words> added) {
        int[][] common = new int[removed.size() + 1][added.size() + 1];
        for (int i = removed.size() - 1; i >= 0; i--) {
            for (int j = added.size() - 1; j >= 0; j--) {
                common[i][j] = removed.get(i).equals(added.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<Line> lines = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < removed.size() || j < added.size()) {
            if (i < removed.size() && j < added.size() && removed.get(i).equals(added.get(j))) {
                i++;
                j++;
            } else if (j == added.size() || (i < removed.size() && common[i + 1][j] >= common[i][j + 1])) {
                lines.add(new Line(false, removed.get(i++)));
            } else {
                lines.add(new Line(true, added.get(j++)));
            }
        }
        return lines;
    }

    /** Compares steps without regard to their order. */
    private static List<Line> asSets(List<Words> removed, List<Words> added) {
        Map<Words, Integer> counts = new HashMap<>();
        for (Words words : added) {
            counts.merge(words, 1, Integer::sum);
        }
        List<Line> lines = new ArrayList<>();
        for (Words words : removed) {
            if (counts.merge(words, -1, Integer::sum) < 0) {
                lines.add(new Line(false, words));
            }
        }
        for (Words words : added) {
            if (counts.merge(words, -1, Integer::sum) >= 0) {
                lines.add(new Line(true, words));
            }
        }
        return lines;
    }

    private record Words(String actor, String description) {}

    private record Line(boolean added, Words words) {}
}
