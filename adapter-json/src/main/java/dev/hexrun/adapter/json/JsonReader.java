package dev.hexrun.adapter.json;

import dev.hexrun.adapter.json.JsonTokens.Token;
import dev.hexrun.domain.validate.Problems;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads typed values from a token stream. A value of another type is a problem, is stepped over, and counts as absent;
 * {@code null} is absent. Between calls the stream stands on the last token of a value.
 */
final class JsonReader {

    /** Twenty digits are more than 2^64-1 has, so no longer number has to be looked at. */
    private static final int MAX_DIGITS = 20;

    private static final long UNSIGNED_INT_MAX = 0xFFFF_FFFFL;

    private final JsonTokens tokens;
    private final Problems.Builder problems = new Problems.Builder();
    private final Set<String> reported = new HashSet<>(0);

    /** What {@link #field} says next of the value that the stream stands on, if its name was not the usual one. */
    private @Nullable String respelled;

    JsonReader(JsonTokens tokens) {
        this.tokens = tokens;
    }

    Problems problems() {
        return problems.build();
    }

    /** Goes to the first token of the document. */
    void start() {
        tokens.next();
    }

    /** Makes sure that the document ends here. */
    void end() {
        if (tokens.hasMore()) {
            throw tokens.malformed("there is more after it");
        }
    }

    /**
     * Whether the value is an object; its fields are then read by {@link #field}. Anything else but {@code null} is a
     * problem.
     */
    boolean object() {
        return is(Token.START_OBJECT, "an object");
    }

    /** The name of the next field of an object, with the stream on its value; {@code null} after the last one. */
    @Nullable
    String field() {
        if (respelled != null) {
            String known = respelled;
            respelled = null;
            return known;
        }
        String name = tokens.nextName();
        if (name != null) {
            tokens.next();
        }
        return name;
    }

    /** Whether the value is an array; its elements are then read by {@link #element}. */
    boolean array() {
        return is(Token.START_ARRAY, "an array");
    }

    /** Whether there is another element of an array, with the stream on it. */
    boolean element() {
        return tokens.next() != Token.END_ARRAY;
    }

    /**
     * Deals with a field that the codec does not know. If the specification has such a name in letters of another case,
     * {@link #field} gives the value once more, by that name; else it is stepped over.
     *
     * <p>runc's decoder, Go's {@code encoding/json}, does so, and there are callers that write {@code "pagesize"}. A
     * configuration in the specification's spelling pays nothing for it. A field that comes twice, in one spelling or
     * in two, has the value that comes last.
     */
    void unknown(String name) {
        String known = FieldNames.spelled(name);
        if (known == null || known.equals(name)) {
            skip();
        } else {
            respelled = known;
        }
    }

    /** Steps over the value. */
    void skip() {
        tokens.skip();
    }

    /** A string; {@code null} if it is absent or none. */
    @Nullable
    String string() {
        if (tokens.token() == Token.STRING) {
            return tokens.text();
        }
        wrongType("a string");
        return null;
    }

    /** A string; {@code ""} if it is absent or none. */
    String stringOrEmpty() {
        String value = string();
        return value == null ? "" : value;
    }

    /** A string that says nothing when it is empty. */
    Optional<String> nonEmptyString() {
        String value = string();
        return value == null || value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    /** The strings of an array. */
    List<String> strings() {
        List<String> texts = stringsOrNull();
        return texts == null ? List.of() : texts;
    }

    /** The strings of an array; {@code null} if there is none, which an empty one is not. */
    @Nullable
    List<String> stringsOrNull() {
        if (!array()) {
            return null;
        }
        List<String> texts = new ArrayList<>();
        while (element()) {
            String text = requiredString();
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }

    /** The strings of an object by their names. */
    Map<String, String> stringsByName() {
        Map<String, String> texts = new LinkedHashMap<>();
        if (object()) {
            for (String name = field(); name != null; name = field()) {
                String text = string();
                texts.put(name, text == null ? "" : text);
            }
        }
        return texts;
    }

    /**
     * Reads an array of objects.
     *
     * @param element reads the fields of one object; returns {@code null} if the object is no valid element, which is left out
     */
    <T> List<T> list(Supplier<? extends @Nullable T> element) {
        List<T> list = new ArrayList<>();
        if (array()) {
            while (element()) {
                refuseNullElement();
                if (object()) {
                    T value = element.get();
                    if (value != null) {
                        list.add(value);
                    }
                }
            }
        }
        return list;
    }

    /**
     * Reads an object whose members are objects.
     *
     * @param empty the value of a member that is {@code null} or of another type
     * @param value reads the fields of one object
     */
    <T> Map<String, T> map(T empty, Supplier<? extends T> value) {
        Map<String, T> map = new LinkedHashMap<>();
        if (object()) {
            for (String name = field(); name != null; name = field()) {
                map.put(name, object() ? value.get() : empty);
            }
        }
        return map;
    }

    /**
     * Reads an object that may be absent.
     *
     * @param value reads its fields; returns {@code null} if the object is not valid
     */
    <T> Optional<T> optional(Supplier<? extends @Nullable T> value) {
        return object() ? Optional.ofNullable(value.get()) : Optional.empty();
    }

    /**
     * Reads a string that names a constant.
     *
     * @param constant finds the constant; throws {@link IllegalArgumentException} if there is none of that name
     * @return the constant, or {@code null} if the string is absent or names none
     */
    <E> @Nullable E enumOf(Function<String, E> constant) {
        String name = string();
        try {
            return name == null ? null : constant.apply(name);
        } catch (IllegalArgumentException e) {
            problem(e);
            return null;
        }
    }

    /** Reads a string that names a constant, as {@link #enumOf}; an empty string counts as absent. */
    <E> @Nullable E enumUnlessEmpty(Function<String, E> constant) {
        if (tokens.token() == Token.STRING && tokens.text().isEmpty()) {
            return null;
        }
        return enumOf(constant);
    }

    /** Reads an array of strings that name constants. Those that name none are left out. */
    <E> List<E> enums(Function<String, E> constant) {
        List<E> list = new ArrayList<>();
        if (array()) {
            while (element()) {
                refuseNullElement();
                E value = enumOf(constant);
                if (value != null) {
                    list.add(value);
                }
            }
        }
        return list;
    }

    /** Returns the value of a member of the object that the stream has just left, and reports its absence. */
    long required(String name, OptionalLong value) {
        if (value.isEmpty()) {
            missing(name);
        }
        return value.orElse(0);
    }

    boolean bool() {
        return optionalBool().orElse(false);
    }

    Optional<Boolean> optionalBool() {
        Token token = tokens.token();
        if (token == Token.TRUE) {
            return Optional.of(Boolean.TRUE);
        }
        if (token == Token.FALSE) {
            return Optional.of(Boolean.FALSE);
        }
        wrongType("true or false");
        return Optional.empty();
    }

    /** A whole number of a signed type of 64 bits. */
    OptionalLong int64() {
        return integer(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** A whole number of a signed type of 32 bits. */
    OptionalInt int32() {
        return narrow(integer(Integer.MIN_VALUE, Integer.MAX_VALUE));
    }

    /** A whole number of an unsigned type of 16 bits. */
    OptionalInt uint16() {
        return narrow(integer(0, 0xFFFF));
    }

    /** A whole number of an unsigned type of 31 bits, which is as much as a mode or an index can need. */
    OptionalInt uint31() {
        return narrow(integer(0, Integer.MAX_VALUE));
    }

    /** A whole number of an unsigned type of 32 bits. */
    OptionalLong uint32() {
        return integer(0, UNSIGNED_INT_MAX);
    }

    /** A whole number of an unsigned type of 64 bits, as the bits of a {@code long}. */
    OptionalLong uint64() {
        if (tokens.token() != Token.INTEGER) {
            wrongType("a whole number");
            return OptionalLong.empty();
        }
        String digits = tokens.text();
        if (!digits.startsWith("-") && digits.length() <= MAX_DIGITS) {
            try {
                return OptionalLong.of(Long.parseUnsignedLong(digits));
            } catch (NumberFormatException tooLarge) {
                // It is reported below, as what is too long is.
            }
        }
        if (digits.equals("-0")) {
            return OptionalLong.of(0);
        }
        outOfRange(digits, "0 to 18446744073709551615");
        return OptionalLong.empty();
    }

    /** Reports the value that the stream stands on. */
    void problem(String message) {
        report(here(), message);
    }

    /** Reports the value that the stream stands on, in the words of what refused it. */
    void problem(IllegalArgumentException refusal) {
        String message = refusal.getMessage();
        problem(message == null ? "not a valid value" : message);
    }

    /** Reports a member of the object that the stream has just left, unless something was said of it before. */
    void missing(String name) {
        missing(name, "must be set");
    }

    /** Reports a member of the object that the stream has just left, unless something was said of it before. */
    void missing(String name, String message) {
        String pointer = here() + "/" + name;
        if (!reported.contains(pointer)) {
            report(pointer, message);
        }
    }

    /** Returns whether the stream stands on an array. Reports nothing. */
    boolean isArray() {
        return tokens.token() == Token.START_ARRAY;
    }

    /** Reports that an element of an array is {@code null}, if that is what the stream stands on. */
    void refuseNullElement() {
        if (tokens.token() == Token.NULL) {
            problem("must not be null");
        }
    }

    private @Nullable String requiredString() {
        refuseNullElement();
        return string();
    }

    private OptionalLong integer(long min, long max) {
        if (tokens.token() != Token.INTEGER) {
            wrongType("a whole number");
            return OptionalLong.empty();
        }
        String digits = tokens.text();
        if (digits.length() <= MAX_DIGITS) {
            try {
                long value = Long.parseLong(digits);
                if (value >= min && value <= max) {
                    return OptionalLong.of(value);
                }
            } catch (NumberFormatException tooLarge) {
                // It is reported below, as what is out of range is.
            }
        }
        outOfRange(digits, min + " to " + max);
        return OptionalLong.empty();
    }

    private static OptionalInt narrow(OptionalLong value) {
        return value.isPresent() ? OptionalInt.of((int) value.getAsLong()) : OptionalInt.empty();
    }

    private boolean is(Token wanted, String words) {
        if (tokens.token() == wanted) {
            return true;
        }
        wrongType(words);
        return false;
    }

    private void wrongType(String wanted) {
        Token token = tokens.token();
        if (token != Token.NULL) {
            problem("expected " + wanted + ", found " + describe(token));
            tokens.skip();
        }
    }

    private static String describe(Token token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case STRING -> "a string";
            case INTEGER -> "a number";
            case DECIMAL -> "a number with a fraction or an exponent";
            case TRUE -> "true";
            case FALSE -> "false";
            case NULL -> "null";
            case END_OBJECT, END_ARRAY -> "no value";
        };
    }

    private void outOfRange(String digits, String range) {
        String shown = digits.length() > MAX_DIGITS + 1 ? digits.substring(0, MAX_DIGITS) + "\u2026" : digits;
        problem(shown + " is not in the range " + range);
    }

    private void report(String pointer, String message) {
        problems.add(pointer, message);
        reported.add(pointer);
    }

    /** The JSON pointer of the value that the stream stands on, or whose last token it has just read. */
    private String here() {
        return tokens.pointer();
    }
}
