package dev.hexrun.adapter.systemd;

import dev.hexrun.adapter.systemd.bus.Signature;
import dev.hexrun.adapter.systemd.bus.Variant;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parser of GVariant's text format ("GVariant Text Format" of GLib), limited to the types of D-Bus.
 *
 * <p>A number without a type is an {@code i}, or a {@code d} if it has a decimal point or an exponent. An array has the
 * type of its first element. An empty array or dictionary needs a type prefix, as in {@code @as []}.
 */
final class GvariantText {

    private static final int DEEPEST = 32;
    private static final int SHORT_ESCAPE = 4;
    private static final int LONG_ESCAPE = 8;
    private static final int HEX = 16;

    private final String text;
    private int at;

    private GvariantText(String text) {
        this.text = text;
    }

    /**
     * Parses a value.
     *
     * @throws IllegalArgumentException if the text is not a value; the message contains the position and the reason
     */
    static Variant parse(String text) {
        GvariantText parser = new GvariantText(text);
        Variant value = parser.value(null, 0);
        parser.skipSpace();
        if (parser.at < text.length()) {
            throw parser.wrong("unexpected text behind the value");
        }
        return value;
    }

    private Variant value(@Nullable String wanted, int depth) {
        skipSpace();
        if (depth > DEEPEST) {
            throw wrong("nested too deep");
        }
        if (at >= text.length()) {
            throw wrong("a value is missing");
        }
        char c = text.charAt(at);
        return switch (c) {
            case '\'', '"' -> string(wanted, c);
            case '[' -> array(wanted, depth);
            case '(' -> structure(wanted, depth);
            case '{' -> dictionary(wanted, depth);
            case '<' -> variant(wanted, depth);
            case '@' -> annotated(wanted, depth);
            default ->
                isNumber(c)
                        ? number(wanted)
                        : c == 'b' && at + 1 < text.length() && isQuote(text.charAt(at + 1))
                                ? bytes(wanted)
                                : word(wanted, depth);
        };
    }

    private Variant word(@Nullable String wanted, int depth) {
        int start = at;
        while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
            at++;
        }
        String word = text.substring(start, at);
        String type = switch (word) {
            case "true", "false" -> "";
            case "boolean" -> "b";
            case "byte" -> "y";
            case "int16" -> "n";
            case "uint16" -> "q";
            case "int32" -> "i";
            case "uint32" -> "u";
            case "int64" -> "x";
            case "uint64" -> "t";
            case "double" -> "d";
            case "string" -> "s";
            case "objectpath" -> "o";
            case "signature" -> "g";
            case "inf", "nan" -> "d";
            default -> {
                at = start;
                throw wrong("not a value");
            }
        };
        if (word.equals("inf") || word.equals("nan")) {
            return typed(wanted, "d", word.equals("inf") ? Double.POSITIVE_INFINITY : Double.NaN);
        }
        if (type.isEmpty()) {
            return typed(wanted, "b", word.equals("true"));
        }
        if (wanted != null && !wanted.equals(type)) {
            throw wrong("of type " + type + " where " + wanted + " is expected");
        }
        return value(type, depth + 1);
    }

    private Variant annotated(@Nullable String wanted, int depth) {
        int end = Signature.end(text, at + 1);
        if (end < 0) {
            throw wrong("not a type of D-Bus");
        }
        String type = text.substring(at + 1, end);
        at = end;
        if (wanted != null && !wanted.equals(type)) {
            throw wrong("of type " + type + " where " + wanted + " is expected");
        }
        return value(type, depth + 1);
    }

    private Variant string(@Nullable String wanted, char quote) {
        String type = wanted == null ? "s" : wanted;
        if (!type.equals("s") && !type.equals("o") && !type.equals("g")) {
            throw wrong("a string where " + type + " is expected");
        }
        return new Variant(type, quoted(quote));
    }

    private String quoted(char quote) {
        StringBuilder string = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != quote) {
            char c = text.charAt(at++);
            if (c == '\0') {
                throw wrong("a NUL in a string");
            }
            if (c == '\\') {
                escape(string);
            } else {
                string.append(c);
            }
        }
        expect(quote);
        return string.toString();
    }

    private void escape(StringBuilder string) {
        if (at >= text.length()) {
            throw wrong("a string does not end");
        }
        char c = text.charAt(at++);
        switch (c) {
            case 'a' -> string.append('\u0007');
            case 'b' -> string.append('\b');
            case 'f' -> string.append('\f');
            case 'n' -> string.append('\n');
            case 'r' -> string.append('\r');
            case 't' -> string.append('\t');
            case 'v' -> string.append('\u000b');
            case 'u' -> string.appendCodePoint(hex(SHORT_ESCAPE));
            case 'U' -> string.appendCodePoint(hex(LONG_ESCAPE));
            default -> string.append(c);
        }
    }

    private int hex(int digits) {
        if (at + digits > text.length()) {
            throw wrong("a string does not end");
        }
        int code;
        try {
            code = Integer.parseInt(text, at, at + digits, HEX);
        } catch (NumberFormatException e) {
            throw wrong("not a hexadecimal number");
        }
        if (code <= 0 || !Character.isValidCodePoint(code)) {
            throw wrong("not a character");
        }
        at += digits;
        return code;
    }

    /** Parses a byte string. The value ends with a NUL that the text does not contain. */
    private Variant bytes(@Nullable String wanted) {
        if (wanted != null && !wanted.equals("ay")) {
            throw wrong("a string of bytes where " + wanted + " is expected");
        }
        at++;
        List<Object> bytes = new ArrayList<>();
        for (byte b : quoted(text.charAt(at)).getBytes(StandardCharsets.UTF_8)) {
            bytes.add((long) (b & 0xFF));
        }
        bytes.add(0L);
        return new Variant("ay", bytes);
    }

    private Variant array(@Nullable String wanted, int depth) {
        if (wanted != null && wanted.charAt(0) != 'a') {
            throw wrong("an array where " + wanted + " is expected");
        }
        String element = wanted == null ? null : wanted.substring(1);
        List<Object> parts = new ArrayList<>();
        at++;
        skipSpace();
        while (!peek(']')) {
            if (!parts.isEmpty()) {
                expect(',');
            }
            Variant part = value(element, depth + 1);
            element = part.signature();
            parts.add(part.value());
            skipSpace();
        }
        at++;
        if (element == null) {
            throw wrong("an empty array needs its type in front, as in @as []");
        }
        return new Variant("a" + element, parts);
    }

    private Variant structure(@Nullable String wanted, int depth) {
        if (wanted != null && wanted.charAt(0) != '(') {
            throw wrong("a tuple where " + wanted + " is expected");
        }
        StringBuilder signature = new StringBuilder("(");
        List<Object> parts = new ArrayList<>();
        at++;
        skipSpace();
        int next = 1;
        while (!peek(')')) {
            if (!parts.isEmpty()) {
                expect(',');
                skipSpace();
                if (peek(')')) {
                    break; // (1,) is a tuple with one element
                }
            }
            String type = null;
            if (wanted != null) {
                int end = Signature.end(wanted, next);
                if (end < 0) {
                    throw wrong("more parts than " + wanted + " has");
                }
                type = wanted.substring(next, end);
                next = end;
            }
            Variant part = value(type, depth + 1);
            signature.append(part.signature());
            parts.add(part.value());
            skipSpace();
        }
        at++;
        signature.append(')');
        if (parts.isEmpty() || (wanted != null && !signature.toString().equals(wanted))) {
            throw wrong("a tuple of " + parts.size() + " parts");
        }
        return new Variant(signature.toString(), parts);
    }

    private Variant dictionary(@Nullable String wanted, int depth) {
        String key = null;
        String value = null;
        if (wanted != null) {
            if (!wanted.startsWith("a{")) {
                throw wrong("a dictionary where " + wanted + " is expected");
            }
            key = wanted.substring(2, 3);
            value = wanted.substring(3, wanted.length() - 1);
        }
        List<Object> entries = new ArrayList<>();
        at++;
        skipSpace();
        while (!peek('}')) {
            if (!entries.isEmpty()) {
                expect(',');
            }
            Variant k = value(key, depth + 1);
            key = k.signature();
            if (key.length() != 1 || !Signature.isBasic(key.charAt(0))) {
                throw wrong("a key that has parts");
            }
            skipSpace();
            expect(':');
            Variant v = value(value, depth + 1);
            value = v.signature();
            entries.add(List.of(k.value(), v.value()));
            skipSpace();
        }
        at++;
        if (key == null || value == null) {
            throw wrong("an empty dictionary needs its type in front, as in @a{sv} {}");
        }
        return new Variant("a{" + key + value + "}", entries);
    }

    private Variant variant(@Nullable String wanted, int depth) {
        at++;
        Variant inner = value(null, depth + 1);
        skipSpace();
        expect('>');
        return typed(wanted, "v", inner);
    }

    private Variant number(@Nullable String wanted) {
        int start = at;
        while (at < text.length() && isPartOfNumber(text.charAt(at))) {
            at++;
        }
        String digits = text.substring(start, at);
        String type = wanted == null ? isFloat(digits) ? "d" : "i" : wanted;
        try {
            return new Variant(type, type.equals("d") ? Double.valueOf(digits) : whole(digits, type));
        } catch (NumberFormatException e) {
            at = start;
            throw wrong(digits + " is not a number of type " + type);
        }
    }

    private static Object whole(String digits, String type) {
        boolean hex = digits.startsWith("0x") || digits.startsWith("-0x");
        if (type.equals("t")) {
            return hex ? Long.parseUnsignedLong(digits.substring(2), HEX) : Long.parseUnsignedLong(digits);
        }
        long number = Long.decode(digits);
        long least = switch (type) {
            case "n" -> Short.MIN_VALUE;
            case "i" -> Integer.MIN_VALUE;
            case "x" -> Long.MIN_VALUE;
            case "y", "q", "u" -> 0;
            default -> throw new NumberFormatException();
        };
        long most = switch (type) {
            case "y" -> 0xFF;
            case "n" -> Short.MAX_VALUE;
            case "q" -> 0xFFFF;
            case "i" -> Integer.MAX_VALUE;
            case "u" -> 0xFFFF_FFFFL;
            default -> Long.MAX_VALUE;
        };
        if (number < least || number > most) {
            throw new NumberFormatException();
        }
        return number;
    }

    private Variant typed(@Nullable String wanted, String type, Object value) {
        if (wanted != null && !wanted.equals(type)) {
            throw wrong("of type " + type + " where " + wanted + " is expected");
        }
        return new Variant(type, value);
    }

    private static boolean isNumber(char c) {
        return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.';
    }

    private static boolean isPartOfNumber(char c) {
        return isNumber(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == 'x';
    }

    private static boolean isFloat(String digits) {
        boolean hex = digits.indexOf('x') >= 0;
        return !hex && (digits.indexOf('.') >= 0 || digits.indexOf('e') >= 0 || digits.indexOf('E') >= 0);
    }

    private static boolean isQuote(char c) {
        return c == '\'' || c == '"';
    }

    private boolean peek(char c) {
        if (at >= text.length()) {
            throw wrong("'" + c + "' is missing");
        }
        return text.charAt(at) == c;
    }

    private void expect(char c) {
        skipSpace();
        if (at >= text.length() || text.charAt(at) != c) {
            throw wrong("'" + c + "' is missing");
        }
        at++;
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException("character " + (at + 1) + ": " + why);
    }
}
