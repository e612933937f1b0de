package dev.hexrun.cli.output;

import dev.hexrun.app.doctor.Diagnosis;
import dev.hexrun.app.doctor.Finding;
import dev.hexrun.app.doctor.Verdict;
import dev.hexrun.cli.message.Printable;
import dev.hexrun.cli.output.TerminalStyle.Style;
import dev.hexrun.cli.template.RowFields;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.json.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The output of {@code doctor}. */
public final class DoctorOutput {

    /** The fields of a row for templates. */
    public static final RowFields FIELDS = new RowFields(List.of("name", "verdict", "detail", "advice"), Set.of());

    /** On a narrower terminal, the detail has a line of its own. */
    private static final int MIN_COLUMNS = 72;

    private static final int GAP = 2;

    private DoctorOutput() {}

    /**
     * Returns a diagnosis as text.
     *
     * @param diagnosis the diagnosis
     * @param columns the width of the terminal; 0 if the output is not a terminal, for one line per finding and advice
     * @param style the colours
     * @return whole lines
     */
    public static String text(Diagnosis diagnosis, int columns, TerminalStyle style) {
        int verdictWidth = 0;
        int nameWidth = 0;
        for (Finding finding : diagnosis.findings()) {
            verdictWidth = Math.max(verdictWidth, finding.verdict().word().length());
            nameWidth = Math.max(nameWidth, finding.name().length());
        }
        boolean narrow = columns > 0 && columns < MIN_COLUMNS;
        int indent = narrow ? GAP : verdictWidth + nameWidth + 2 * GAP;
        StringBuilder text = new StringBuilder();
        for (Finding finding : diagnosis.findings()) {
            String word = finding.verdict().word();
            text.append(colored(style, finding.verdict(), word)).repeat(' ', verdictWidth - word.length() + GAP);
            text.append(finding.name());
            if (narrow) {
                text.append('\n').repeat(' ', indent);
            } else {
                text.repeat(' ', nameWidth - finding.name().length() + GAP);
            }
            append(text, Printable.line(finding.detail()), indent, columns);
            if (!finding.advice().isEmpty()) {
                text.repeat(' ', indent);
                append(text, "-> " + Printable.line(finding.advice()), indent, columns);
            }
        }
        text.append('\n');
        append(text, summary(diagnosis, style), 0, columns);
        return text.toString();
    }

    private static void append(StringBuilder text, String words, int indent, int columns) {
        String separator = "";
        for (String line : WrappedText.lines(words, columns == 0 ? 0 : Math.max(1, columns - indent))) {
            if (!separator.isEmpty()) {
                text.append(separator).repeat(' ', indent);
            }
            text.append(line);
            separator = "\n";
        }
        text.append('\n');
    }

    private static String colored(TerminalStyle style, Verdict verdict, String word) {
        return switch (verdict) {
            case WORKS -> style.apply(Style.GREEN, word);
            case LIMITED -> style.apply(Style.YELLOW, word);
            case FAILS -> style.apply(Style.RED, word);
            case INFORMATION -> word;
        };
    }

    private static String summary(Diagnosis diagnosis, TerminalStyle style) {
        String caller = Printable.line(diagnosis.caller());
        int limits = diagnosis.count(Verdict.LIMITED);
        int failures = diagnosis.count(Verdict.FAILS);
        if (failures > 0) {
            return style.apply(Style.RED, caller + " cannot run containers") + ": " + counted(failures, "failure")
                    + (limits == 0 ? "" : ", " + counted(limits, "limit"));
        }
        return style.apply(Style.BOLD, caller + " can run containers")
                + (limits == 0 ? "" : ", with " + counted(limits, "limit"));
    }

    private static String counted(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /**
     * Returns a diagnosis as JSON.
     *
     * @param diagnosis the diagnosis
     * @return an object with the checks as rows
     */
    public static JsonValue document(Diagnosis diagnosis) {
        return new JsonValue.Builder()
                .put("caller", diagnosis.caller())
                .put("canRun", diagnosis.canRun())
                .put("checks", new JsonValue.JsonArray(List.copyOf(rows(diagnosis))))
                .build();
    }

    /**
     * Returns the findings as rows for templates.
     *
     * @param diagnosis the diagnosis
     * @return an object with the members of {@link #FIELDS} for each finding
     */
    public static List<JsonObject> rows(Diagnosis diagnosis) {
        List<JsonObject> rows = new ArrayList<>();
        for (Finding finding : diagnosis.findings()) {
            rows.add(new JsonValue.Builder()
                    .put("name", finding.name())
                    .put("verdict", finding.verdict().word())
                    .put("detail", finding.detail())
                    .put("advice", finding.advice())
                    .build());
        }
        return rows;
    }
}
