package dev.hexrun.clients;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Replaces what differs in every run: ids, times, names and paths of the stage, and the name of the runtime. Rules are
 * applied in their order, after the literal texts.
 */
final class Normalization {

    private record Literal(String text, String replacement) {}

    private record Rule(Pattern pattern, String replacement) {}

    private final List<Literal> literals = new ArrayList<>();
    private final List<Rule> rules = new ArrayList<>();

    /**
     * Creates rules for ids of 64 and 12 hexadecimal digits, times, and the beginning of messages: runc names itself, and
     * hexrun the command and the container.
     */
    static Normalization common() {
        return new Normalization()
                .rule("\\b[0-9a-f]{64}\\b", "ID")
                .rule("\\b[0-9a-f]{12}\\b", "ID")
                .rule(
                        "\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?( ?(Z|[+-]\\d\\d:?\\d\\d))?( [A-Z]{3,4})?"
                                + "( m=[+-][\\d.]+)?",
                        "TIME")
                .rule("\\b(runc|crun|hexrun)\\b", "RUNTIME")
                .rule("RUNTIME: exec failed: unable to start container process: ", "RUNTIME: exec ID: ")
                .rule(
                        "RUNTIME (create|exec) failed: (unable to start container process: )?(error during container init: )?",
                        "$1 ID: ");
    }

    /** Adds a text. Longer texts are replaced first. */
    Normalization literal(String text, String replacement) {
        literals.add(new Literal(text, replacement));
        literals.sort(
                Comparator.comparingInt((Literal literal) -> literal.text().length())
                        .reversed());
        return this;
    }

    Normalization rule(String regex, String replacement) {
        rules.add(new Rule(Pattern.compile(regex), replacement));
        return this;
    }

    String apply(String text) {
        String result = text;
        for (Literal literal : literals) {
            result = result.replace(literal.text(), literal.replacement());
        }
        for (Rule rule : rules) {
            result = rule.pattern().matcher(result).replaceAll(rule.replacement());
        }
        return result;
    }
}
