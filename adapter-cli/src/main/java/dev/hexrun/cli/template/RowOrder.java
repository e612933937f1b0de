package dev.hexrun.cli.template;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.json.JsonText;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.json.JsonValue.JsonDecimal;
import dev.hexrun.domain.json.JsonValue.JsonInteger;
import dev.hexrun.domain.json.JsonValue.JsonNull;
import dev.hexrun.domain.json.JsonValue.JsonObject;
import dev.hexrun.domain.json.JsonValue.JsonString;
import dev.hexrun.domain.json.JsonValue.JsonUnsigned;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * The order of rows by one field: numbers by value, other values by their text. Rows without a value come last, and rows
 * with equal values keep their order.
 *
 * @param field the name of the member
 * @param descending whether the largest value comes first
 */
public record RowOrder(String field, boolean descending) {

    /**
     * Parses the value of {@code --sort}.
     *
     * @param text the name of a field, in any case; {@code -} before it reverses the order
     * @param fields the fields of the rows
     * @return the order
     * @throws ContainerException if the field is unknown; the message lists the fields
     */
    public static RowOrder of(String text, RowFields fields) {
        boolean descending = text.startsWith("-");
        String word = descending ? text.substring(1) : text;
        String name = fields.find(word);
        if (name == null) {
            throw new ContainerException("--sort: unknown field \"" + word + "\"; the fields are "
                    + String.join(", ", fields.names()) + ", with - before it for descending order");
        }
        return new RowOrder(name, descending);
    }

    /**
     * Returns objects in this order.
     *
     * @param objects the objects
     * @param row returns the row of an object
     * @param <T> the type of the objects
     * @return the sorted objects
     */
    public <T> List<T> sorted(List<T> objects, Function<T, JsonObject> row) {
        List<Keyed<T>> keyed = new ArrayList<>();
        for (T object : objects) {
            JsonValue key = row.apply(object).get(field);
            keyed.add(new Keyed<>(object, key == null ? new JsonNull() : key));
        }
        keyed.sort(this::compare);
        List<T> sorted = new ArrayList<>();
        for (Keyed<T> each : keyed) {
            sorted.add(each.object());
        }
        return sorted;
    }

    private int compare(Keyed<?> one, Keyed<?> other) {
        boolean oneAbsent = one.key() instanceof JsonNull;
        boolean otherAbsent = other.key() instanceof JsonNull;
        if (oneAbsent || otherAbsent) {
            return Boolean.compare(oneAbsent, otherAbsent);
        }
        int order = compare(one.key(), other.key());
        return descending ? -order : order;
    }

    private static int compare(JsonValue one, JsonValue other) {
        boolean oneNumber = isNumber(one);
        boolean otherNumber = isNumber(other);
        if (oneNumber && otherNumber) {
            return one instanceof JsonInteger first && other instanceof JsonInteger second
                    ? Long.compare(first.value(), second.value())
                    : Double.compare(number(one), number(other));
        }
        return oneNumber == otherNumber
                ? Comparator.<String>naturalOrder().compare(text(one), text(other))
                : Boolean.compare(otherNumber, oneNumber);
    }

    private static boolean isNumber(JsonValue value) {
        return value instanceof JsonInteger || value instanceof JsonUnsigned || value instanceof JsonDecimal;
    }

    private static double number(JsonValue value) {
        if (value instanceof JsonInteger integer) {
            return integer.value();
        }
        return value instanceof JsonUnsigned unsigned
                ? (unsigned.value() >>> 1) * 2.0
                : value instanceof JsonDecimal decimal ? decimal.value() : 0;
    }

    private static String text(JsonValue value) {
        return value instanceof JsonString string ? string.value() : JsonText.of(value);
    }

    private record Keyed<T>(T object, JsonValue key) {}
}
