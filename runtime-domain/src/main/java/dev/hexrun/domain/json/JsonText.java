package dev.hexrun.domain.json;

import dev.hexrun.domain.json.JsonValue.JsonArray;
import dev.hexrun.domain.json.JsonValue.JsonBoolean;
import dev.hexrun.domain.json.JsonValue.JsonDecimal;
import dev.hexrun.domain.json.JsonValue.JsonGap;
import dev.hexrun.domain.json.JsonValue.JsonInteger;
import dev.hexrun.domain.json.JsonValue.JsonObject;
import dev.hexrun.domain.json.JsonValue.JsonString;
import dev.hexrun.domain.json.JsonValue.JsonUnsigned;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A writer of JSON (RFC 8259) in the layout of Go's encoder: {@code "name": value}, one element per line, and nothing
 * between empty brackets. All JSON is written by this class, so that every output escapes strings by the same rules.
 */
public final class JsonText {

    private static final String HEXADECIMAL = "0123456789abcdef";

    private final List<String> parts = new ArrayList<>();
    private final boolean printable;
    private final boolean multiLine;
    private final String indentUnit;
    private StringBuilder out = new StringBuilder();

    private JsonText(int indent, boolean printable) {
        this.printable = printable;
        multiLine = indent != 0;
        indentUnit = indent < 0 ? "\t" : " ".repeat(indent);
    }

    /**
     * Returns the text of a value on a single line.
     *
     * @param value the value
     * @return the text, without a trailing newline
     */
    public static String of(JsonValue value) {
        return of(value, 0);
    }

    /**
     * Returns the text of a value.
     *
     * @param value the value
     * @param indent spaces per level; 0 writes a single line; -1 indents with tabs
     * @return the text, without a trailing newline
     * @throws IllegalArgumentException if the value contains a {@link JsonGap}
     */
    public static String of(JsonValue value, int indent) {
        JsonText text = new JsonText(indent, false);
        text.value(value, 0);
        if (!text.parts.isEmpty()) {
            throw new IllegalArgumentException("a document with a gap has no text of its own");
        }
        return text.out.toString();
    }

    /**
     * Returns the text of a value on a single line, divided at each {@link JsonGap}.
     *
     * @param value the value
     * @return one part more than the value has gaps
     */
    public static List<String> parts(JsonValue value) {
        JsonText text = new JsonText(0, false);
        text.value(value, 0);
        text.parts.add(text.out.toString());
        return List.copyOf(text.parts);
    }

    /**
     * Returns the text of a value on a single line, with strings escaped as by {@link #appendPrintable}.
     *
     * @param value the value
     * @return the text, without a trailing newline
     */
    public static String printable(JsonValue value) {
        JsonText text = new JsonText(0, true);
        text.value(value, 0);
        return text.out.toString();
    }

    /**
     * Appends a quoted string in which every character that could change what a terminal shows is escaped: control
     * characters, bidirectional controls and unpaired surrogates.
     *
     * @param out the text to append to
     * @param string the unescaped string
     */
    public static void appendPrintable(StringBuilder out, String string) {
        append(out, string, true);
    }

    /**
     * Returns whether a character changes the direction of the text that follows it (Unicode Standard Annex 9).
     *
     * @param c the character
     * @return whether it is a bidirectional control character
     */
    public static boolean isBidirectionalControl(char c) {
        return c == '\u061c'
                || c == '\u200e'
                || c == '\u200f'
                || (c >= '\u202a' && c <= '\u202e')
                || (c >= '\u2066' && c <= '\u2069');
    }

    // No switch: the call site of a type switch is linked at run time, which a cold command would wait for.
    private void value(JsonValue value, int level) {
        if (value instanceof JsonObject object) {
            object(object, level);
        } else if (value instanceof JsonArray array) {
            array(array, level);
        } else if (value instanceof JsonString string) {
            append(out, string.value(), printable);
        } else if (value instanceof JsonInteger integer) {
            out.append(integer.value());
        } else if (value instanceof JsonUnsigned unsigned) {
            out.append(Long.toUnsignedString(unsigned.value()));
        } else if (value instanceof JsonDecimal decimal) {
            decimal(decimal.value());
        } else if (value instanceof JsonBoolean bool) {
            out.append(bool.value());
        } else if (value instanceof JsonGap) {
            parts.add(out.toString());
            out = new StringBuilder();
        } else {
            out.append("null");
        }
    }

    private void object(JsonObject object, int level) {
        out.append('{');
        boolean first = true;
        for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
            if (!first) {
                out.append(',');
            }
            first = false;
            newLine(level + 1);
            append(out, member.getKey(), printable);
            out.append(multiLine ? ": " : ":");
            value(member.getValue(), level + 1);
        }
        if (!first) {
            newLine(level);
        }
        out.append('}');
    }

    private void array(JsonArray array, int level) {
        out.append('[');
        boolean first = true;
        for (JsonValue item : array.items()) {
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

    /** JSON has no notation for NaN and the infinities. */
    private void decimal(double value) {
        if (Double.isFinite(value)) {
            out.append(value);
        } else {
            out.append("null");
        }
    }

    private static void append(StringBuilder out, String string, boolean printable) {
        out.append('"');
        int written = 0;
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c < ' ' || c == '"' || c == '\\' || (printable && isHarmful(string, i))) {
                out.append(string, written, i);
                escape(out, c);
                written = i + 1;
            }
        }
        out.append(string, written, string.length()).append('"');
    }

    private static boolean isHarmful(String string, int at) {
        char c = string.charAt(at);
        if (c < 0x7f) {
            return false;
        }
        if (Character.isHighSurrogate(c)) {
            return at + 1 == string.length() || !Character.isLowSurrogate(string.charAt(at + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return at == 0 || !Character.isHighSurrogate(string.charAt(at - 1));
        }
        return c < 0xa0 || isBidirectionalControl(c);
    }

    private static void escape(StringBuilder out, char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            default -> {
                out.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    out.append(HEXADECIMAL.charAt((c >> shift) & 0xF));
                }
            }
        }
    }
}
