package dev.hexrun.adapter.json;

import dev.hexrun.port.json.JsonValue;
import java.util.Map;

/**
 * Writes a document as JSON, indented as Go's encoder does it: {@code "name": value}, every element on a line of its own,
 * and nothing between empty brackets.
 */
final class JsonWriter {

    private static final String HEXADECIMAL = "0123456789abcdef";

    private final StringBuilder out = new StringBuilder();
    private final boolean multiLine;
    private final String indentUnit;

    /**
     * Makes a writer for one document.
     *
     * @param indent how many spaces a level is indented by; 0 for everything on one line, -1 for tabs
     */
    JsonWriter(int indent) {
        multiLine = indent != 0;
        indentUnit = indent < 0 ? "\t" : " ".repeat(indent);
    }

    String write(JsonValue document) {
        value(document, 0);
        return out.toString();
    }

    /** No switch: one over types has its call site linked at run time, which a cold command would wait for. */
    private void value(JsonValue document, int level) {
        if (document instanceof JsonValue.JsonObject members) {
            object(members, level);
        } else if (document instanceof JsonValue.JsonArray items) {
            array(items, level);
        } else if (document instanceof JsonValue.JsonString text) {
            string(text.value());
        } else if (document instanceof JsonValue.JsonInteger whole) {
            out.append(whole.value());
        } else if (document instanceof JsonValue.JsonUnsigned unsigned) {
            out.append(Long.toUnsignedString(unsigned.value()));
        } else if (document instanceof JsonValue.JsonDecimal fraction) {
            decimal(fraction.value());
        } else if (document instanceof JsonValue.JsonBoolean truth) {
            out.append(truth.value());
        } else {
            out.append("null");
        }
    }

    private void object(JsonValue.JsonObject members, int level) {
        out.append('{');
        boolean first = true;
        for (Map.Entry<String, JsonValue> member : members.members().entrySet()) {
            if (!first) {
                out.append(',');
            }
            first = false;
            newLine(level + 1);
            string(member.getKey());
            out.append(multiLine ? ": " : ":");
            value(member.getValue(), level + 1);
        }
        if (!first) {
            newLine(level);
        }
        out.append('}');
    }

    private void array(JsonValue.JsonArray items, int level) {
        out.append('[');
        boolean first = true;
        for (JsonValue item : items.items()) {
            if (!first) {
                out.append(',');
            }
            first = false;
            newLine(level + 1);
            value(item, level + 1);
        }
        if (!first) {
            newLine(level);
        }
        out.append(']');
    }

    private void newLine(int level) {
        if (multiLine) {
            out.append('\n');
            for (int i = 0; i < level; i++) {
                out.append(indentUnit);
            }
        }
    }

    /** JSON has no word for what is not a finite number. */
    private void decimal(double value) {
        if (Double.isFinite(value)) {
            out.append(value);
        } else {
            out.append("null");
        }
    }

    private void string(String text) {
        out.append('"');
        int written = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                out.append(text, written, i);
                escape(c);
                written = i + 1;
            }
        }
        out.append(text, written, text.length()).append('"');
    }

    private void escape(char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            default -> out.append("\\u00").append(HEXADECIMAL.charAt(c >> 4)).append(HEXADECIMAL.charAt(c & 0xF));
        }
    }
}
