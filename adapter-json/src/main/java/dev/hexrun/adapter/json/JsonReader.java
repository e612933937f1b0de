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
 * Reads typed values from a token stream. A value of another type is reported as a problem, skipped and treated as absent;
 * {@code null} is absent. Between calls, the current token is the last token of a value.
 */
final class JsonReader {

    /** The number of digits of 2^64-1. Longer numbers are out of range for every type. */
    private static final int MAX_DIGITS = 20;

    private static final long UNSIGNED_INT_MAX = 0xFFFF_FFFFL;

    private final JsonTokens tokens;
    private final Problems.Builder problems = new Problems.Builder();
    private final Set<String> reported = new HashSet<>(0);

    /** The name that {@link #field} returns next for the current value, if its spelling differs from the specification. */
    private @Nullable String specName;

    JsonReader(JsonTokens tokens) {
        this.tokens = tokens;
    }

    Problems problems() {
        return problems.build();
    }

    /** Advances to the first token of the document. */
    void start() {
        tokens.next();
    }

    /** Checks that no text follows the value. */
    void end() {
        if (tokens.hasMore()) {
            throw tokens.malformed("there is more after it");
        }
    }

    /**
     * Returns whether the value is an object; {@link #field} then reads its fields. A value of another type except {@code
     * null} is reported.
     */
    boolean object() {
        return is(Token.START_OBJECT, "an object");
    }

    /** Advances to the value of the next field and returns the name of the field; {@code null} after the last field. */
    @Nullable
    String field() {
        if (specName != null) {
            String known = specName;
            specName = null;
            return known;
        }
        String name = tokens.nextName();
        if (name != null) {
            tokens.next();
        }
        return name;
    }

    /** Returns whether the value is an array; {@link #element} then advances to its elements. */
    boolean array() {
        return is(Token.START_ARRAY, "an array");
    }

    /** Advances to the next element of an array and returns whether there is one. */
    boolean element() {
        return tokens.next() != Token.END_ARRAY;
    }

    /**
     * Handles a field that the codec does not know. If the name differs from one of the specification only in case, {@link
     * #field} returns the name of the specification next, for the same value. Otherwise the value is skipped.
     *
     * <p>Go's {@code encoding/json} ignores case, and some callers write {@code "pagesize"}. Names in the case of the
     * specification cost no lookup. If a field occurs more than once, in any case, the last value counts.
     */
    void unknown(String name) {
        String known = KnownMembers.inSpecCase(name);
        if (known == null || known.equals(name)) {
            skip();
        } else {
            specName = known;
        }
    }

    /** Skips the value. */
    void skip() {
        tokens.skip();
    }

    /** Returns a string; {@code null} if it is absent or of another type. */
    @Nullable
    String string() {
        if (tokens.token() == Token.STRING) {
            return tokens.text();
        }
        wrongType("a string");
        return null;
    }

    /** Returns a string; {@code ""} if it is absent or of another type. */
    String stringOrEmpty() {
        String value = string();
        return value == null ? "" : value;
    }

    /** Returns a string; an empty one counts as absent. */
    Optional<String> nonEmptyString() {
        String value = string();
        return value == null || value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    /** Returns the strings of an array. */
    List<String> strings() {
        List<String> texts = stringsOrNull();
        return texts == null ? List.of() : texts;
    }

    /** Returns the strings of an array; {@code null} if the array is absent. */
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

    /** Returns the strings of an object by name. */
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
     * @param element reads the fields of one object; returns {@code null} if the object is invalid, which leaves it out
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

    /** Returns the value of a required member of the object that ended last; reports a problem if it is absent. */
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

    /** Returns a signed 64-bit integer. */
    OptionalLong int64() {
        return integer(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** Returns a signed 32-bit integer. */
    OptionalInt int32() {
        return narrow(integer(Integer.MIN_VALUE, Integer.MAX_VALUE));
    }

    /** Returns an unsigned 16-bit integer. */
    OptionalInt uint16() {
        return narrow(integer(0, 0xFFFF));
    }

    /** Returns an integer from 0 to 2^31-1, which covers file modes and indices. */
    OptionalInt uint31() {
        return narrow(integer(0, Integer.MAX_VALUE));
    }

    /** Returns an unsigned 32-bit integer. */
    OptionalLong uint32() {
        return integer(0, UNSIGNED_INT_MAX);
    }

    /** Returns an unsigned 64-bit integer as the bits of a {@code long}. */
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
                // Reported below, like a number with too many digits.
            }
        }
        if (digits.equals("-0")) {
            return OptionalLong.of(0);
        }
        outOfRange(digits, "0 to 18446744073709551615");
        return OptionalLong.empty();
    }

    /** Reports a problem with the current value. */
    void problem(String message) {
        report(here(), message);
    }

    /** Reports a problem with the current value, with the message of an exception. */
    void problem(IllegalArgumentException invalid) {
        String message = invalid.getMessage();
        problem(message == null ? "not a valid value" : message);
    }

    /** Reports a missing member of the object that ended last, unless a problem with that member was reported before. */
    void missing(String name) {
        missing(name, "must be set");
    }

    /** Reports a missing member of the object that ended last, unless a problem with that member was reported before. */
    void missing(String name, String message) {
        String pointer = here() + "/" + name;
        if (!reported.contains(pointer)) {
            report(pointer, message);
        }
    }

    /** Returns whether the value is an array, without reporting a problem. */
    boolean isArray() {
        return tokens.token() == Token.START_ARRAY;
    }

    /** Reports a problem if the current array element is {@code null}. */
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
                // Reported below, like a number out of range.
            }
        }
        outOfRange(digits, min + " to " + max);
        return OptionalLong.empty();
    }

    private static OptionalInt narrow(OptionalLong value) {
        return value.isPresent() ? OptionalInt.of((int) value.getAsLong()) : OptionalInt.empty();
    }

    private boolean is(Token expected, String words) {
        if (tokens.token() == expected) {
            return true;
        }
        wrongType(words);
        return false;
    }

    private void wrongType(String expected) {
        Token token = tokens.token();
        if (token != Token.NULL) {
            problem("expected " + expected + ", found " + describe(token));
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

    /** Returns the JSON pointer of the current value. */
    private String here() {
        return tokens.pointer();
    }
}
