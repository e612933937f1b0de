package dev.hexrun.adapter.json;

import dev.hexrun.domain.validate.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A tokenizer for JSON text (RFC 8259) that knows the position of each token, as a JSON pointer and as line and column.
 *
 * <p>It is not Jackson's, which the tests compare it with: loading a parser of Jackson initializes {@link
 * java.math.BigDecimal}, which computes powers of five up to 5^65536 in the interpreter. On JDK 25 that takes a third of the
 * start-up time of a JVM.
 */
final class JsonTokens {

    /** The type of a token. */
    enum Token {
        /** The start of an object. */
        START_OBJECT,
        /** The end of an object. */
        END_OBJECT,
        /** The start of an array. */
        START_ARRAY,
        /** The end of an array. */
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

    /** The maximum nesting depth. The specification needs 7 levels; unknown members may need more. */
    static final int MAX_DEPTH = 200;

    private final String json;
    private int position;
    private int tokenStart;
    private Token token = Token.NULL;
    private String text = "";

    /** The number of open objects and arrays; the arrays below hold the current name or index of each. */
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
        // The decoder replaces invalid bytes by U+FFFD. Only a text with that character needs the strict decoder.
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

    /** Returns whether anything but white space follows. */
    boolean hasMore() {
        skipBlanks();
        tokenStart = position;
        return position < json.length();
    }

    /** Reads the next token: the value of the field whose name was read last, or the next token of an array. */
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

    /** Reads the name of the next field; returns {@code null} at the end of the object, which is then the current token. */
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

    /** Returns the current token. */
    Token token() {
        return token;
    }

    /** Returns the unescaped string or the digits of the current token. */
    String text() {
        return text;
    }

    /** Skips the value whose first token is the current one. */
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

    /** Returns the JSON pointer of the value whose first or last token is the current one. */
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

    /** Creates an exception with the position of the current token. */
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

    private void literal(String word, Token literal) {
        int end = position + word.length();
        if (!json.startsWith(word, position) || (end < json.length() && Character.isLetterOrDigit(json.charAt(end)))) {
            throw unexpected("a value");
        }
        position = end;
        token = literal;
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

    /** Returns the end of a run of digits; throws if there is no digit. */
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

    /** Appends the character of an escape sequence and returns the end of the sequence. Refuses unpaired surrogates. */
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

    private MalformedJsonException unexpected(String expected) {
        return malformedAt(position, "expected " + expected + ", found " + found(position));
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
