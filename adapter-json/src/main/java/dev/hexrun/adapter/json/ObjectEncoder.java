package dev.hexrun.adapter.json;

import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.json.JsonValue.JsonArray;
import dev.hexrun.domain.json.JsonValue.JsonObject;
import dev.hexrun.domain.json.JsonValue.JsonString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Encodes a value of the configuration as a JSON object. Absent values and empty collections are left out, as the codecs
 * decode a missing member to the same value.
 */
final class ObjectEncoder {

    private final JsonValue.Builder object = new JsonValue.Builder();

    ObjectEncoder string(String name, String value) {
        object.put(name, value);
        return this;
    }

    ObjectEncoder string(String name, Optional<String> value) {
        if (value.isPresent()) {
            object.put(name, value.get());
        }
        return this;
    }

    ObjectEncoder integer(String name, long value) {
        object.put(name, value);
        return this;
    }

    ObjectEncoder integer(String name, OptionalLong value) {
        if (value.isPresent()) {
            object.put(name, value.getAsLong());
        }
        return this;
    }

    ObjectEncoder integer(String name, OptionalInt value) {
        if (value.isPresent()) {
            object.put(name, value.getAsInt());
        }
        return this;
    }

    /** Adds an unsigned 64-bit number. */
    ObjectEncoder unsigned(String name, long bits) {
        object.put(name, JsonValue.ofUnsigned(bits));
        return this;
    }

    /** Adds an unsigned 64-bit number. */
    ObjectEncoder unsigned(String name, OptionalLong bits) {
        if (bits.isPresent()) {
            object.put(name, JsonValue.ofUnsigned(bits.getAsLong()));
        }
        return this;
    }

    ObjectEncoder bool(String name, boolean value) {
        object.put(name, value);
        return this;
    }

    /** Adds {@code true}; {@code false} is the value of a missing member. */
    ObjectEncoder ifTrue(String name, boolean value) {
        if (value) {
            object.put(name, true);
        }
        return this;
    }

    ObjectEncoder bool(String name, Optional<Boolean> value) {
        if (value.isPresent()) {
            object.put(name, value.get());
        }
        return this;
    }

    ObjectEncoder strings(String name, List<String> values) {
        if (!values.isEmpty()) {
            object.put(name, JsonArray.ofStrings(values));
        }
        return this;
    }

    ObjectEncoder strings(String name, Map<String, String> values) {
        if (!values.isEmpty()) {
            object.put(name, values);
        }
        return this;
    }

    <T> ObjectEncoder object(String name, Optional<T> value, Function<? super T, ? extends JsonValue> encode) {
        if (value.isPresent()) {
            object.put(name, encode.apply(value.get()));
        }
        return this;
    }

    <T> ObjectEncoder list(String name, List<T> values, Function<? super T, ? extends JsonValue> encode) {
        if (!values.isEmpty()) {
            object.put(name, array(values, encode));
        }
        return this;
    }

    /** Adds an array whose absence differs from an empty one. */
    <T> ObjectEncoder list(String name, Optional<List<T>> values, Function<? super T, ? extends JsonValue> encode) {
        if (values.isPresent()) {
            object.put(name, array(values.get(), encode));
        }
        return this;
    }

    <T> ObjectEncoder map(String name, Map<String, T> values, Function<? super T, ? extends JsonValue> encode) {
        if (!values.isEmpty()) {
            JsonValue.Builder members = new JsonValue.Builder();
            for (Map.Entry<String, T> value : values.entrySet()) {
                members.put(value.getKey(), encode.apply(value.getValue()));
            }
            object.put(name, members.build());
        }
        return this;
    }

    JsonObject build() {
        return object.build();
    }

    private static <T> JsonArray array(List<T> values, Function<? super T, ? extends JsonValue> encode) {
        List<JsonValue> items = new ArrayList<>();
        for (T value : values) {
            items.add(encode.apply(value));
        }
        return new JsonArray(items);
    }

    /** Encodes a constant by its name in the specification. */
    static JsonValue name(String specName) {
        return new JsonString(specName);
    }
}
