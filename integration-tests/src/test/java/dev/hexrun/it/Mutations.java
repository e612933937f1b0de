package dev.hexrun.it;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Damages configurations as documents: what comes out is always JSON, and often nearly right. */
final class Mutations {

    /** A value in a document, with where it hangs. */
    private record Place(
            Object parent, Object key, @Nullable Object value) {

        void put(@Nullable Object changed) {
            if (parent instanceof List<?>) {
                Json.array(parent).set((Integer) key, changed);
            } else {
                Json.object(parent).put((String) key, changed);
            }
        }

        void remove() {
            if (parent instanceof List<?>) {
                Json.array(parent).remove((int) (Integer) key);
            } else {
                Json.object(parent).remove((String) key);
            }
        }
    }

    private static final @Nullable Object[] ODD = {
        null,
        true,
        false,
        0L,
        1L,
        -1L,
        65536L,
        4294967295L,
        4294967296L,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        new BigDecimal("18446744073709551616"),
        new BigDecimal("1E+400"),
        0.5,
        "",
        " ",
        "/",
        ".",
        "..",
        "../..",
        "/proc/self/fd/3",
        "/dev/../../etc",
        "\u0001\u001b[31m",
        "a\nb",
        "\u00e9\ud83d\ude00",
        "%s%n$(id)",
        "-1",
        "0x10",
        "x".repeat(300),
        "/y".repeat(2500),
        List.of(),
        Map.of(),
        List.of(List.of(List.of())),
        List.of(Map.of()),
        Map.of("", Map.of())
    };

    private final Random random;
    private final List<Map<String, Object>> documents;
    private final List<String> words = new ArrayList<>();

    /**
     * Prepares them.
     *
     * @param seed all that is done follows from it
     * @param documents what is mutated, and where parts come from
     */
    Mutations(long seed, List<Map<String, Object>> documents) {
        this.random = new Random(seed);
        this.documents = documents;
        for (Map<String, Object> document : documents) {
            for (Place place : places(document)) {
                if (place.value() instanceof String word) {
                    words.add(word);
                }
            }
        }
    }

    /** A mutated copy of one of the documents. */
    Map<String, Object> next(int document) {
        Map<String, Object> copy = Json.object(copy(documents.get(document)));
        for (int i = random.nextInt(4); i >= 0; i--) {
            List<Place> places = places(copy);
            if (places.isEmpty()) {
                break;
            }
            change(copy, places, places.get(random.nextInt(places.size())));
        }
        return copy;
    }

    private void change(Map<String, Object> document, List<Place> places, Place place) {
        switch (random.nextInt(12)) {
            case 0, 1 -> place.put(copy(ODD[random.nextInt(ODD.length)]));
            case 2 -> place.remove();
            case 3 -> repeat(place);
            case 4 -> {
                // Not into itself: a document is a tree.
                Object other = copy(places.get(random.nextInt(places.size())).value());
                place.put(other);
            }
            case 5 -> {
                List<Place> others = places(documents.get(random.nextInt(documents.size())));
                Place other = others.get(random.nextInt(others.size()));
                places.stream()
                        .filter(candidate -> candidate.key().equals(other.key()))
                        .findFirst()
                        .orElse(place)
                        .put(copy(other.value()));
            }
            case 6 -> place.put(words.get(random.nextInt(words.size())));
            case 7 -> rename(place);
            case 8 -> {
                if (place.value() instanceof Map<?, ?>) {
                    Json.object(place.value()).put("x-" + random.nextInt(100), copy(document.get("root")));
                }
            }
            default -> vary(place);
        }
    }

    private void repeat(Place place) {
        if (place.parent() instanceof List<?>) {
            List<Object> list = Json.array(place.parent());
            for (int i = random.nextInt(10) == 0 ? 300 : 1; i > 0; i--) {
                list.add(random.nextInt(list.size() + 1), copy(place.value()));
            }
        }
    }

    private void rename(Place place) {
        if (place.key() instanceof String name) {
            place.remove();
            Json.object(place.parent())
                    .put(random.nextBoolean() ? name.toUpperCase(java.util.Locale.ROOT) : name + "s", place.value());
        }
    }

    private void vary(Place place) {
        Object value = place.value();
        if (value instanceof Long number) {
            place.put(
                    switch (random.nextInt(5)) {
                        case 0 -> number + 1;
                        case 1 -> number - 1;
                        case 2 -> -number;
                        case 3 -> number * 1000;
                        default -> number.toString();
                    });
        } else if (value instanceof String text) {
            place.put(
                    switch (random.nextInt(9)) {
                        case 0 -> text + "/";
                        case 1 -> "/" + text;
                        case 2 -> "../" + text;
                        case 3 -> text + "/../" + text;
                        case 4 -> text.substring(0, random.nextInt(text.length() + 1));
                        case 5 -> text + text;
                        case 6 -> text.toUpperCase(java.util.Locale.ROOT);
                        case 7 ->
                            new StringBuilder(text)
                                    .insert(random.nextInt(text.length() + 1), (char) (32 + random.nextInt(95)))
                                    .toString();
                        default -> " " + text;
                    });
        } else if (value instanceof Boolean truth) {
            place.put(!truth);
        } else if (value instanceof List<?>) {
            java.util.Collections.shuffle(Json.array(value), random);
        } else {
            place.put(copy(ODD[random.nextInt(ODD.length)]));
        }
    }

    private static List<Place> places(Object document) {
        List<Place> found = new ArrayList<>();
        collect(document, found);
        return found;
    }

    private static void collect(@Nullable Object value, List<Place> found) {
        if (value instanceof Map<?, ?>) {
            for (Map.Entry<String, Object> entry : Json.object(value).entrySet()) {
                found.add(new Place(value, entry.getKey(), entry.getValue()));
                collect(entry.getValue(), found);
            }
        } else if (value instanceof List<?>) {
            List<Object> list = Json.array(value);
            for (int i = 0; i < list.size(); i++) {
                found.add(new Place(value, i, list.get(i)));
                collect(list.get(i), found);
            }
        }
    }

    static @Nullable Object copy(@Nullable Object value) {
        if (value instanceof Map<?, ?>) {
            Map<String, @Nullable Object> copied = new LinkedHashMap<>();
            Json.object(value).forEach((name, member) -> copied.put(name, copy(member)));
            return copied;
        }
        if (value instanceof List<?>) {
            List<@Nullable Object> copied = new ArrayList<>();
            Json.array(value).forEach(element -> copied.add(copy(element)));
            return copied;
        }
        return value;
    }
}
