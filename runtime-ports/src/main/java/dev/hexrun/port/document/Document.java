package dev.hexrun.port.document;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A tree of values, as JSON has them. */
public sealed interface Document {

    /**
     * Named values in an order.
     *
     * @param members the values by name
     */
    record Members(Map<String, Document> members) implements Document {

        /** Keeps a copy of the map in its order. */
        public Members {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        /**
         * Finds a member.
         *
         * @param name its name
         * @return its value, or {@code null} if there is none
         */
        public @Nullable Document get(String name) {
            return members.get(name);
        }

        /**
         * Finds a text.
         *
         * @param name its name
         * @return the text; empty if there is none, or if it is no text
         */
        public String text(String name) {
            return members.get(name) instanceof Text text ? text.value() : "";
        }

        /**
         * Finds a whole number.
         *
         * @param name its name
         * @return the number; 0 if there is none, or if it is no number
         */
        public long number(String name) {
            return members.get(name) instanceof Whole whole ? whole.value() : 0;
        }
    }

    /**
     * Values in an order.
     *
     * @param items the values
     */
    record Items(List<Document> items) implements Document {

        /** Keeps a copy of the list. */
        public Items {
            items = List.copyOf(items);
        }

        /**
         * Makes a list of texts.
         *
         * @param values the texts
         * @return the list
         */
        public static Items ofTexts(Iterable<String> values) {
            List<Document> items = new java.util.ArrayList<>();
            for (String value : values) {
                items.add(new Text(value));
            }
            return new Items(items);
        }
    }

    /**
     * A text.
     *
     * @param value the text
     */
    record Text(String value) implements Document {}

    /**
     * A whole number.
     *
     * @param value the number
     */
    record Whole(long value) implements Document {}

    /**
     * Takes 64 bits for an unsigned number.
     *
     * @param value the bits
     * @return a {@link Whole}, or an {@link Unsigned} where that cannot hold the number
     */
    static Document ofUnsigned(long value) {
        return value < 0 ? new Unsigned(value) : new Whole(value);
    }

    /**
     * A whole number from 2<sup>63</sup> to 2<sup>64</sup>-1.
     *
     * @param value its 64 bits
     */
    record Unsigned(long value) implements Document {}

    /**
     * A number with a fraction, or beyond 64 bits.
     *
     * @param value the number
     */
    record Fraction(double value) implements Document {}

    /**
     * A truth value.
     *
     * @param value the value
     */
    record Truth(boolean value) implements Document {}

    /** The value that is none. */
    record None() implements Document {}

    /** Puts named values together. */
    final class Builder {

        private final Map<String, Document> members = new LinkedHashMap<>();

        /** Begins with no values. */
        public Builder() {}

        /**
         * Adds a value.
         *
         * @param name its name
         * @param value the value
         * @return this
         */
        public Builder put(String name, Document value) {
            members.put(name, value);
            return this;
        }

        /**
         * Adds a text.
         *
         * @param name its name
         * @param value the text
         * @return this
         */
        public Builder put(String name, String value) {
            return put(name, new Text(value));
        }

        /**
         * Adds a whole number.
         *
         * @param name its name
         * @param value the number
         * @return this
         */
        public Builder put(String name, long value) {
            return put(name, new Whole(value));
        }

        /**
         * Adds a truth value.
         *
         * @param name its name
         * @param value the value
         * @return this
         */
        public Builder put(String name, boolean value) {
            return put(name, new Truth(value));
        }

        /**
         * Adds texts by name.
         *
         * @param name the name of the whole
         * @param values the texts
         * @return this
         */
        public Builder put(String name, Map<String, String> values) {
            Map<String, Document> texts = new LinkedHashMap<>();
            for (Map.Entry<String, String> value : values.entrySet()) {
                texts.put(value.getKey(), new Text(value.getValue()));
            }
            return put(name, new Members(texts));
        }

        /**
         * Ends the building.
         *
         * @return the values
         */
        public Members build() {
            return new Members(members);
        }
    }
}
