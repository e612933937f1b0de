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

    private static final int MAX_DEPTH = 32;
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
            throw parser.malformed("unexpected text behind the value");
        }
        return value;
    }

    private Variant value(@Nullable String expectedType, int depth) {
        skipSpace();
        if (depth > MAX_DEPTH) {
            throw malformed("nested too deep");
        }
        if (at >= text.length()) {
            throw malformed("a value is missing");
        }
        char c = text.charAt(at);
        return switch (c) {
            case '\'', '"' -> string(expectedType, c);
            case '[' -> array(expectedType, depth);
            case '(' -> structure(expectedType, depth);
            case '{' -> dictionary(expectedType, depth);
            case '<' -> variant(expectedType, depth);
            case '@' -> annotated(expectedType, depth);
            default ->
                isNumber(c)
                        ? number(expectedType)
                        : c == 'b' && at + 1 < text.length() && isQuote(text.charAt(at + 1))
                                ? bytes(expectedType)
                                : word(expectedType, depth);
        };
    }

    private Variant word(@Nullable String expectedType, int depth) {
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
                throw malformed("not a value");
            }
        };
        if (word.equals("inf") || word.equals("nan")) {
            return typed(expectedType, "d", word.equals("inf") ? Double.POSITIVE_INFINITY : Double.NaN);
        }
        if (type.isEmpty()) {
            return typed(expectedType, "b", word.equals("true"));
        }
        if (expectedType != null && !expectedType.equals(type)) {
            throw malformed("of type " + type + " where " + expectedType + " is expected");
        }
        return value(type, depth + 1);
    }

    private Variant annotated(@Nullable String expectedType, int depth) {
        int end = Signature.end(text, at + 1);
        if (end < 0) {
            throw malformed("not a type of D-Bus");
        }
        String type = text.substring(at + 1, end);
        at = end;
        if (expectedType != null && !expectedType.equals(type)) {
            throw malformed("of type " + type + " where " + expectedType + " is expected");
        }
        return value(type, depth + 1);
    }

    private Variant string(@Nullable String expectedType, char quote) {
        String type = expectedType == null ? "s" : expectedType;
        if (!type.equals("s") && !type.equals("o") && !type.equals("g")) {
            throw malformed("a string where " + type + " is expected");
        }
        return new Variant(type, quoted(quote));
    }

    private String quoted(char quote) {
        StringBuilder string = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != quote) {
            char c = text.charAt(at++);
            if (c == '\0') {
                throw malformed("a NUL in a string");
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
            throw malformed("a string does not end");
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
            throw malformed("a string does not end");
        }
        int code;
        try {
            code = Integer.parseInt(text, at, at + digits, HEX);
        } catch (NumberFormatException e) {
            throw malformed("not a hexadecimal number");
        }
        if (code <= 0 || !Character.isValidCodePoint(code)) {
            throw malformed("not a character");
        }
        at += digits;
        return code;
    }

    /** Parses a byte string. The value ends with a NUL that the text does not contain. */
    private Variant bytes(@Nullable String expectedType) {
        if (expectedType != null && !expectedType.equals("ay")) {
            throw malformed("a string of bytes where " + expectedType + " is expected");
        }
        at++;
        List<Object> bytes = new ArrayList<>();
        for (byte b : quoted(text.charAt(at)).getBytes(StandardCharsets.UTF_8)) {
            bytes.add((long) (b & 0xFF));
        }
        bytes.add(0L);
        return new Variant("ay", bytes);
    }

    private Variant array(@Nullable String expectedType, int depth) {
        if (expectedType != null && expectedType.charAt(0) != 'a') {
            throw malformed("an array where " + expectedType + " is expected");
        }
        String element = expectedType == null ? null : expectedType.substring(1);
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
            throw malformed("an empty array needs its type in front, as in @as []");
        }
        return new Variant("a" + element, parts);
    }

    private Variant structure(@Nullable String expectedType, int depth) {
        if (expectedType != null && expectedType.charAt(0) != '(') {
            throw malformed("a tuple where " + expectedType + " is expected");
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
            if (expectedType != null) {
                int end = Signature.end(expectedType, next);
                if (end < 0) {
                    throw malformed("more parts than " + expectedType + " has");
                }
                type = expectedType.substring(next, end);
                next = end;
            }
            Variant part = value(type, depth + 1);
            signature.append(part.signature());
            parts.add(part.value());
            skipSpace();
        }
        at++;
        signature.append(')');
        if (parts.isEmpty() || (expectedType != null && !signature.toString().equals(expectedType))) {
            throw malformed("a tuple of " + parts.size() + " parts");
        }
        return new Variant(signature.toString(), parts);
    }

    private Variant dictionary(@Nullable String expectedType, int depth) {
        String key = null;
        String value = null;
        if (expectedType != null) {
            if (!expectedType.startsWith("a{")) {
                throw malformed("a dictionary where " + expectedType + " is expected");
            }
            key = expectedType.substring(2, 3);
            value = expectedType.substring(3, expectedType.length() - 1);
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
                throw malformed("a key that has parts");
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
            throw malformed("an empty dictionary needs its type in front, as in @a{sv} {}");
        }
        return new Variant("a{" + key + value + "}", entries);
    }

    private Variant variant(@Nullable String expectedType, int depth) {
        at++;
        Variant inner = value(null, depth + 1);
        skipSpace();
        expect('>');
        return typed(expectedType, "v", inner);
    }

    private Variant number(@Nullable String expectedType) {
        int start = at;
        while (at < text.length() && isPartOfNumber(text.charAt(at))) {
            at++;
        }
        String digits = text.substring(start, at);
        String type = expectedType == null ? isFloat(digits) ? "d" : "i" : expectedType;
        try {
            return new Variant(type, type.equals("d") ? Double.valueOf(digits) : integer(digits, type));
        } catch (NumberFormatException e) {
            at = start;
            throw malformed(digits + " is not a number of type " + type);
        }
    }

    private static Object integer(String digits, String type) {
        boolean hex = digits.startsWith("0x") || digits.startsWith("-0x");
        if (type.equals("t")) {
            return hex ? Long.parseUnsignedLong(digits.substring(2), HEX) : Long.parseUnsignedLong(digits);
        }
        long number = Long.decode(digits);
        long min = switch (type) {
            case "n" -> Short.MIN_VALUE;
            case "i" -> Integer.MIN_VALUE;
            case "x" -> Long.MIN_VALUE;
            case "y", "q", "u" -> 0;
            default -> throw new NumberFormatException();
        };
        long max = switch (type) {
            case "y" -> 0xFF;
            case "n" -> Short.MAX_VALUE;
            case "q" -> 0xFFFF;
            case "i" -> Integer.MAX_VALUE;
            case "u" -> 0xFFFF_FFFFL;
            default -> Long.MAX_VALUE;
        };
        if (number < min || number > max) {
            throw new NumberFormatException();
        }
        return number;
    }

    private Variant typed(@Nullable String expectedType, String type, Object value) {
        if (expectedType != null && !expectedType.equals(type)) {
            throw malformed("of type " + type + " where " + expectedType + " is expected");
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
            throw malformed("'" + c + "' is missing");
        }
        return text.charAt(at) == c;
    }

    private void expect(char c) {
        skipSpace();
        if (at >= text.length() || text.charAt(at) != c) {
            throw malformed("'" + c + "' is missing");
        }
        at++;
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private IllegalArgumentException malformed(String reason) {
        return new IllegalArgumentException("character " + (at + 1) + ": " + reason);
    }
}
