package dev.hexrun.domain.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON value (RFC 8259). Values are immutable. */
public sealed interface JsonValue {

    /**
     * A JSON object. The members keep their order.
     *
     * @param members the members by name
     */
    record JsonObject(Map<String, JsonValue> members) implements JsonValue {

        /** Copies the map. */
        public JsonObject {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        /**
         * Returns a member's value.
         *
         * @param name the member's name
         * @return the value, or {@code null} if there is no such member
         */
        public @Nullable JsonValue get(String name) {
            return members.get(name);
        }

        /**
         * Returns a member that is an integer.
         *
         * @param name the member's name
         * @return the number, or 0 if the member is absent or not a {@link JsonInteger}
         */
        public long longOrZero(String name) {
            return members.get(name) instanceof JsonInteger integer ? integer.value() : 0;
        }
    }

    /**
     * A JSON array.
     *
     * @param items the elements
     */
    record JsonArray(List<JsonValue> items) implements JsonValue {

        /** Copies the list. */
        public JsonArray {
            items = List.copyOf(items);
        }

        /**
         * Creates an array of strings.
         *
         * @param values the strings
         * @return the array
         */
        public static JsonArray ofStrings(Iterable<String> values) {
            List<JsonValue> items = new ArrayList<>();
            for (String value : values) {
                items.add(new JsonString(value));
            }
            return new JsonArray(items);
        }
    }

    /**
     * A JSON string.
     *
     * @param value the unescaped string
     */
    record JsonString(String value) implements JsonValue {}

    /**
     * An integer from -2<sup>63</sup> to 2<sup>63</sup>-1.
     *
     * @param value the number
     */
    record JsonInteger(long value) implements JsonValue {}

    /**
     * Creates a number from an unsigned 64-bit value.
     *
     * @param bits the value; a negative {@code long} stands for 2<sup>63</sup> and above
     * @return a {@link JsonInteger} if the number fits, else a {@link JsonUnsigned}
     */
    static JsonValue ofUnsigned(long bits) {
        return bits < 0 ? new JsonUnsigned(bits) : new JsonInteger(bits);
    }

    /**
     * An integer from 2<sup>63</sup> to 2<sup>64</sup>-1.
     *
     * @param value the number's 64 bits
     */
    record JsonUnsigned(long value) implements JsonValue {}

    /**
     * A number with a fraction or an exponent, or outside the 64-bit range.
     *
     * @param value the nearest {@code double}; NaN and the infinities are written as {@code null}
     */
    record JsonDecimal(double value) implements JsonValue {}

    /**
     * {@code true} or {@code false}.
     *
     * @param value the value
     */
    record JsonBoolean(boolean value) implements JsonValue {}

    /** {@code null}. */
    record JsonNull() implements JsonValue {}

    /** A value that is not known yet. {@link JsonText#parts} divides the text here; no parser returns it. */
    record JsonGap() implements JsonValue {}

    /** A builder for {@link JsonObject}. Members are written in the order in which they are added. */
    final class Builder {

        private final Map<String, JsonValue> members = new LinkedHashMap<>();

        /** Creates a builder without members. */
        public Builder() {}

        /**
         * Adds a member.
         *
         * @param name the member's name
         * @param value the value
         * @return this builder
         */
        public Builder put(String name, JsonValue value) {
            members.put(name, value);
            return this;
        }

        /**
         * Adds a string.
         *
         * @param name the member's name
         * @param value the unescaped string
         * @return this builder
         */
        public Builder put(String name, String value) {
            return put(name, new JsonString(value));
        }

        /**
         * Adds an integer.
         *
         * @param name the member's name
         * @param value the number
         * @return this builder
         */
        public Builder put(String name, long value) {
            return put(name, new JsonInteger(value));
        }

        /**
         * Adds a boolean.
         *
         * @param name the member's name
         * @param value the value
         * @return this builder
         */
        public Builder put(String name, boolean value) {
            return put(name, new JsonBoolean(value));
        }

        /**
         * Adds an object whose members are strings.
         *
         * @param name the member's name
         * @param values the strings by name
         * @return this builder
         */
        public Builder put(String name, Map<String, String> values) {
            Map<String, JsonValue> strings = new LinkedHashMap<>();
            for (Map.Entry<String, String> value : values.entrySet()) {
                strings.put(value.getKey(), new JsonString(value.getValue()));
            }
            return put(name, new JsonObject(strings));
        }

        /**
         * Builds the object.
         *
         * @return an object with the members added so far
         */
        public JsonObject build() {
            return new JsonObject(members);
        }
    }
}
