package dev.hexrun.cli.output;

import dev.hexrun.cli.template.Template;
import dev.hexrun.domain.json.JsonValue.JsonObject;
import java.util.List;

/** The output of rows by a template. */
public final class TemplateOutput {

    private TemplateOutput() {}

    /**
     * Returns the text for rows.
     *
     * @param template the template
     * @param rows the rows, which have all fields of the template
     * @return one line for each row; with a header and in columns if the template is a table
     */
    public static String text(Template template, Iterable<JsonObject> rows) {
        if (!template.isTable()) {
            StringBuilder text = new StringBuilder();
            for (JsonObject row : rows) {
                text.append(template.line(row)).append('\n');
            }
            return text.toString();
        }
        Table table = new Table(cells(template.header()));
        for (JsonObject row : rows) {
            table.add(cells(template.line(row)));
        }
        return table.text();
    }

    private static String[] cells(String line) {
        return List.of(line.split("\t", -1)).toArray(String[]::new);
    }
}
