package dev.hexrun.adapter.json;

import dev.hexrun.domain.validate.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a JSON text (RFC 8259), one after another, with the place of each: as a JSON pointer, and as line and
 * column.
 *
 * <p>Written here and not taken from Jackson, which the tests compare it with: to load a parser of Jackson initializes
 * {@link java.math.BigDecimal}, and that computes powers of five up to 5^65536 in the interpreter, which on JDK 25 takes a
 * third of the time in which a JVM starts.
 */
final class JsonTokens {

    /** What a token is. */
    enum Token {
        /** An object begins. */
        START_OBJECT,
        /** An object is over. */
        END_OBJECT,
        /** An array begins. */
        START_ARRAY,
        /** An array is over. */
        END_ARRAY,
        /** A string. */
        STRING,
        /** A number without fraction and exponent. */
        INTEGER,
        /** Any other number. */
        DECIMAL,
        /** {@code true}. */
        TRUE,
        /** {@code false}. */
        FALSE,
        /** {@code null}. */
        NULL
    }

    /** The configuration is 7 levels deep. Unknown properties may go deeper, within reason. */
    static final int MAX_DEPTH = 200;

    private final String json;
    private int position;
    private int tokenStart;
    private Token token = Token.NULL;
    private String text = "";

    /** How many containers are open, and for each of them the name or the index of the element that was read last. */
    private int depth;

    private final boolean[] objects = new boolean[MAX_DEPTH + 1];
    private final @Nullable String[] names = new String[MAX_DEPTH + 1];
    private final int[] indices = new int[MAX_DEPTH + 1];

    /**
     * Starts before the first token.
     *
     * @throws MalformedJsonException if the bytes are not UTF-8
     */
    JsonTokens(byte[] bytes) {
        String decoded = new String(bytes, StandardCharsets.UTF_8);
        // The decoder puts U+FFFD for what it cannot read; only a text that holds one has to be read with more care.
        json = decoded.indexOf('\uFFFD') < 0 ? decoded : strictly(bytes);
        position = !json.isEmpty() && json.charAt(0) == '\uFEFF' ? 1 : 0;
    }

    private static String strictly(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(in)
                    .toString();
        } catch (CharacterCodingException e) {
            int line = 1;
            int column = 1;
            for (int i = 0; i < in.position(); i++) {
                column = bytes[i] == '\n' ? 1 : column + 1;
                line += bytes[i] == '\n' ? 1 : 0;
            }
            throw new MalformedJsonException(line, column, "this is not UTF-8");
        }
    }

    /** Whether there is anything but blanks from here on. */
    boolean hasMore() {
        skipBlanks();
        tokenStart = position;
        return position < json.length();
    }

    /** Reads the next token: the value of the field whose name was read last, or whatever comes next in an array. */
    Token next() {
        skipBlanks();
        if (depth > 0 && !objects[depth]) {
            if (at(']')) {
                return close(Token.END_ARRAY);
            }
            if (indices[depth] >= 0) {
                expect(',');
            }
            indices[depth]++;
        }
        return value();
    }

    /** Reads the name of the next field of an object; at its end {@code null}, and the end is the current token. */
    @Nullable
    String nextName() {
        skipBlanks();
        if (at('}')) {
            close(Token.END_OBJECT);
            return null;
        }
        if (names[depth] != null) {
            expect(',');
            skipBlanks();
        }
        if (!at('"')) {
            throw unexpected("a name in double quotes");
        }
        tokenStart = position;
        String name = string();
        skipBlanks();
        expect(':');
        names[depth] = name;
        return name;
    }

    /** The token that was read last. */
    Token token() {
        return token;
    }

    /** The text of a string, or the digits of a number. */
    String text() {
        return text;
    }

    /** Steps over the value whose first token was read last. */
    void skip() {
        if (token != Token.START_OBJECT && token != Token.START_ARRAY) {
            return;
        }
        int level = depth;
        while (depth >= level) {
            if (!objects[depth] || nextName() != null) {
                next();
            }
        }
    }

    /** The JSON pointer of the value whose first or last token was read last. */
    String pointer() {
        StringBuilder pointer = new StringBuilder();
        for (int i = 1; i <= depth; i++) {
            String name = names[i];
            if (objects[i] && name != null) {
                pointer.append('/').append(Problem.escape(name));
            } else if (!objects[i] && indices[i] >= 0) {
                pointer.append('/').append(indices[i]);
            }
        }
        return pointer.toString();
    }

    /** A failure at the token that was read last. */
    MalformedJsonException malformed(String message) {
        return malformedAt(tokenStart, message);
    }

    private Token value() {
        tokenStart = position;
        if (position == json.length()) {
            throw malformed("the text ends where a value must be");
        }
        char c = json.charAt(position);
        switch (c) {
            case '{' -> {
                return open(Token.START_OBJECT);
            }
            case '[' -> {
                return open(Token.START_ARRAY);
            }
            case '"' -> {
                text = string();
                token = Token.STRING;
            }
            case 't' -> literal("true", Token.TRUE);
            case 'f' -> literal("false", Token.FALSE);
            case 'n' -> literal("null", Token.NULL);
            default -> {
                if (c != '-' && !isDigit(c)) {
                    throw unexpected("a value");
                }
                number();
            }
        }
        return token;
    }

    private Token open(Token opening) {
        if (depth == MAX_DEPTH) {
            throw malformed("this is nested deeper than " + MAX_DEPTH + " levels");
        }
        position++;
        depth++;
        objects[depth] = opening == Token.START_OBJECT;
        names[depth] = null;
        indices[depth] = -1;
        token = opening;
        return opening;
    }

    private Token close(Token closing) {
        tokenStart = position;
        position++;
        depth--;
        token = closing;
        return closing;
    }

    private void literal(String word, Token meaning) {
        int end = position + word.length();
        if (!json.startsWith(word, position) || (end < json.length() && Character.isLetterOrDigit(json.charAt(end)))) {
            throw unexpected("a value");
        }
        position = end;
        token = meaning;
    }

    private void number() {
        int i = position;
        if (json.charAt(i) == '-') {
            i++;
        }
        int digits = i;
        i = digitsFrom(i);
        if (json.charAt(digits) == '0' && i > digits + 1) {
            throw malformed("a number must not start with 0");
        }
        token = Token.INTEGER;
        if (i < json.length() && json.charAt(i) == '.') {
            token = Token.DECIMAL;
            i = digitsFrom(i + 1);
        }
        if (i < json.length() && (json.charAt(i) == 'e' || json.charAt(i) == 'E')) {
            token = Token.DECIMAL;
            i++;
            if (i < json.length() && (json.charAt(i) == '+' || json.charAt(i) == '-')) {
                i++;
            }
            i = digitsFrom(i);
        }
        text = json.substring(position, i);
        position = i;
    }

    /** Where the digits end that have to begin there. */
    private int digitsFrom(int start) {
        int i = start;
        while (i < json.length() && isDigit(json.charAt(i))) {
            i++;
        }
        if (i == start) {
            throw malformedAt(i, "expected a digit, found " + found(i));
        }
        return i;
    }

    private String string() {
        int start = position + 1;
        int i = start;
        while (i < json.length()) {
            char c = json.charAt(i);
            if (c == '"') {
                position = i + 1;
                return json.substring(start, i);
            }
            if (c == '\\') {
                return stringWithEscapes(start, i);
            }
            if (c < ' ') {
                throw malformedAt(i, "a control character in a string must be written as an escape");
            }
            i++;
        }
        throw malformed("the string that starts here does not end");
    }

    private String stringWithEscapes(int start, int firstEscape) {
        StringBuilder unescaped = new StringBuilder(firstEscape - start + 16).append(json, start, firstEscape);
        int i = firstEscape;
        while (i < json.length()) {
            char c = json.charAt(i);
            if (c == '"') {
                position = i + 1;
                return unescaped.toString();
            }
            if (c < ' ') {
                throw malformedAt(i, "a control character in a string must be written as an escape");
            }
            if (c != '\\') {
                unescaped.append(c);
                i++;
            } else if (i + 1 < json.length() && json.charAt(i + 1) == 'u') {
                i = unicode(i, unescaped);
            } else {
                unescaped.append(escape(i));
                i += 2;
            }
        }
        throw malformed("the string that starts here does not end");
    }

    /** Reads the character whose escape begins there, and returns where that ends. Half of a pair is no character. */
    private int unicode(int backslash, StringBuilder unescaped) {
        char c = hexadecimal(backslash);
        unescaped.append(c);
        if (!Character.isSurrogate(c)) {
            return backslash + 6;
        }
        if (Character.isHighSurrogate(c) && json.startsWith("\\u", backslash + 6)) {
            char low = hexadecimal(backslash + 6);
            if (Character.isLowSurrogate(low)) {
                unescaped.append(low);
                return backslash + 12;
            }
        }
        throw malformedAt(
                backslash, "a lone surrogate, " + json.substring(backslash, backslash + 6) + ", is not a character");
    }

    private char escape(int backslash) {
        char c = backslash + 1 < json.length() ? json.charAt(backslash + 1) : ' ';
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> throw malformedAt(backslash, "there is no such escape");
        };
    }

    private char hexadecimal(int backslash) {
        int value = 0;
        for (int i = backslash + 2; i < backslash + 6; i++) {
            char c = i < json.length() ? json.charAt(i) : ' ';
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw malformedAt(backslash, "\\u must be followed by four hexadecimal digits");
            }
            value = value * 16 + digit;
        }
        return (char) value;
    }

    private void skipBlanks() {
        while (position < json.length()) {
            char c = json.charAt(position);
            if (c != ' ' && c != '\n' && c != '\t' && c != '\r') {
                return;
            }
            position++;
        }
    }

    private boolean at(char c) {
        return position < json.length() && json.charAt(position) == c;
    }

    private void expect(char c) {
        if (!at(c)) {
            throw unexpected(c == ':' ? "':'" : objects[depth] ? "',' or '}'" : "',' or ']'");
        }
        position++;
        skipBlanks();
    }

    private MalformedJsonException unexpected(String wanted) {
        return malformedAt(position, "expected " + wanted + ", found " + found(position));
    }

    private String found(int place) {
        if (place >= json.length()) {
            return "the end of the text";
        }
        char c = json.charAt(place);
        return Character.isISOControl(c) ? "a control character" : "'" + c + "'";
    }

    private MalformedJsonException malformedAt(int place, String message) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < place && i < json.length(); i++) {
            if (json.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return new MalformedJsonException(line, place - lineStart + 1, message);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
