package dev.hexrun.cli.template;

import dev.hexrun.cli.message.Printable;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.json.JsonText;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.json.JsonValue.JsonNull;
import dev.hexrun.domain.json.JsonValue.JsonObject;
import dev.hexrun.domain.json.JsonValue.JsonString;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A template for one line of output per row, in the subset of Go's {@code text/template} that users of docker and podman
 * use most: the fields <code>{{.Id}}</code> and <code>{{.State.Pid}}</code>, <code>{{json .Id}}</code>, <code>{{json
 * .}}</code>, and the prefix {@code table}. Outside of braces, {@code \t}, {@code \n} and {@code \\} are escapes.
 *
 * <p>A text is printed without control characters, null as {@code -}, and an object or array as JSON.
 */
public final class Template {

    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";
    private static final String TABLE = "table";
    private static final String JSON = "json";
    private static final String ABSENT = "-";
    private static final String OPTION = "--format: ";

    private final boolean table;
    private final RowFields fields;
    private final List<Part> parts = new ArrayList<>();

    /**
     * A part of a template.
     *
     * @param text the literal text; empty for a field
     * @param path the names that lead to the value; empty for the whole row
     * @param isField whether this is a field
     * @param json whether the value is printed as JSON
     */
    private record Part(String text, List<String> path, boolean isField, boolean json) {}

    private Template(boolean table, RowFields fields) {
        this.table = table;
        this.fields = fields;
    }

    /**
     * Returns whether the value of {@code --format} is a template and not the name of a format.
     *
     * @param format the value
     * @return {@code true} if it contains a field or begins with {@code table} and a space
     */
    public static boolean isTemplate(String format) {
        return format.contains(OPEN) || format.startsWith(TABLE + " ");
    }

    /**
     * Parses a template.
     *
     * @param text the template
     * @param fields the fields of the rows
     * @return the template
     * @throws ContainerException if the syntax is not supported or a field is unknown; the message lists the fields
     */
    public static Template parse(String text, RowFields fields) {
        boolean table = text.equals(TABLE) || text.startsWith(TABLE + " ") || text.startsWith(TABLE + "\\t");
        Template template = new Template(table, fields);
        template.parse(table ? text.substring(TABLE.length()).stripLeading() : text);
        return template;
    }

    private void parse(String text) {
        int at = 0;
        while (at < text.length()) {
            int open = text.indexOf(OPEN, at);
            if (open < 0) {
                addText(text.substring(at));
                return;
            }
            if (open > at) {
                addText(text.substring(at, open));
            }
            int close = text.indexOf(CLOSE, open + OPEN.length());
            if (close < 0) {
                throw new ContainerException(OPTION + "the template has no end of the field at character " + (open + 1)
                        + ": \"}}\" is missing");
            }
            addField(text.substring(open + OPEN.length(), close).strip());
            at = close + CLOSE.length();
        }
    }

    private void addText(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char next = c == '\\' && i + 1 < text.length() ? text.charAt(i + 1) : 0;
            int escape = next == 0 ? -1 : "tn\\".indexOf(next);
            if (escape >= 0) {
                plain.append("\t\n\\".charAt(escape));
                i++;
            } else {
                plain.append(c);
            }
        }
        parts.add(new Part(plain.toString(), List.of(), false, false));
    }

    private void addField(String action) {
        boolean json = action.startsWith(JSON + " ") || action.startsWith(JSON + "\t");
        String field = json ? action.substring(JSON.length()).strip() : action;
        List<String> path = path(field);
        if (path.isEmpty() && !field.equals(".")) {
            throw new ContainerException(OPTION + "{{" + action
                    + "}} is not supported: only {{.Field}}, {{json .Field}} and {{json .}} are; the fields are "
                    + fields.list());
        }
        if (!path.isEmpty() && fields.find(path.getFirst()) == null) {
            throw new ContainerException(
                    OPTION + "unknown field ." + path.getFirst() + "; the fields are " + fields.list());
        }
        parts.add(new Part("", path, true, json));
    }

    /** Returns the names in {@code .A.B}; empty for {@code .} and for any other text. */
    private static List<String> path(String field) {
        List<String> path = new ArrayList<>();
        int at = 0;
        while (at < field.length()) {
            int end = at + 1;
            while (end < field.length() && isNamePart(field.charAt(end))) {
                end++;
            }
            if (field.charAt(at) != '.' || end == at + 1) {
                return List.of();
            }
            path.add(field.substring(at + 1, end));
            at = end;
        }
        return path;
    }

    private static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    /**
     * Returns whether the rows are printed in columns below a header. The columns are separated by tabs.
     *
     * @return {@code true} for a template with the prefix {@code table}
     */
    public boolean isTable() {
        return table;
    }

    /**
     * Returns the header of the table.
     *
     * @return a line in which the titles take the place of the values
     */
    public String header() {
        StringBuilder line = new StringBuilder();
        for (Part part : parts) {
            if (part.isField()) {
                String last = part.path().isEmpty() ? "" : part.path().getLast();
                String known = part.path().size() == 1 ? fields.find(last) : null;
                line.append(title(known == null ? last : known));
            } else {
                line.append(part.text());
            }
        }
        return line.toString();
    }

    /** Returns {@code MEM USAGE} for {@code memUsage}. */
    static String title(String name) {
        StringBuilder title = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean begins = i > 0 && Character.isUpperCase(c) && Character.isLowerCase(name.charAt(i - 1));
            title.append(begins ? " " : "").append(c);
        }
        return title.toString().toUpperCase(Locale.ROOT);
    }

    /**
     * Returns the text for a row.
     *
     * @param row an object with all fields
     * @return the text, without a newline at its end
     * @throws ContainerException if a nested field is unknown; the message lists the fields beside it
     */
    public String line(JsonObject row) {
        StringBuilder line = new StringBuilder();
        for (Part part : parts) {
            if (!part.isField()) {
                line.append(part.text());
            } else {
                JsonValue value = value(row, part.path());
                line.append(part.json() ? JsonText.of(value) : plain(value));
            }
        }
        return line.toString();
    }

    private JsonValue value(JsonObject row, List<String> path) {
        JsonValue value = row;
        for (int i = 0; i < path.size(); i++) {
            String word = path.get(i);
            JsonValue member = value instanceof JsonObject object ? RowFields.member(object, word) : null;
            if (member == null) {
                if (i > 0 && !(value instanceof JsonNull) && !isOpen(path)) {
                    String parent = "." + String.join(".", path.subList(0, i));
                    throw new ContainerException(OPTION
                            + (value instanceof JsonObject object
                                    ? "unknown field " + parent + "." + word + "; the fields of " + parent + " are "
                                            + RowFields.list(object.members().keySet())
                                    : parent + " has no fields"));
                }
                return new JsonNull();
            }
            value = member;
        }
        return value;
    }

    private boolean isOpen(List<String> path) {
        String first = fields.find(path.getFirst());
        return first != null && fields.open().contains(first);
    }

    private static String plain(JsonValue value) {
        if (value instanceof JsonString string) {
            return Printable.line(string.value());
        }
        return value instanceof JsonNull ? ABSENT : JsonText.of(value);
    }
}
