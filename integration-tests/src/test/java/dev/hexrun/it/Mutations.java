package dev.hexrun.it;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Randomly damages configurations. The results are always JSON and often nearly valid. */
final class Mutations {

    /** A value in a document, with its parent and its key or index. */
    private record Node(Object parent, Object key, @Nullable Object value) {

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

    private static final @Nullable Object[] UNUSUAL = {
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
     * Creates a generator.
     *
     * @param seed the seed, which determines all results
     * @param documents the documents that are mutated and from which values are taken
     */
    Mutations(long seed, List<Map<String, Object>> documents) {
        this.random = new Random(seed);
        this.documents = documents;
        for (Map<String, Object> document : documents) {
            for (Node node : nodes(document)) {
                if (node.value() instanceof String word) {
                    words.add(word);
                }
            }
        }
    }

    /** Returns a mutated copy of the document with an index. */
    Map<String, Object> next(int document) {
        Map<String, Object> copy = Json.object(copy(documents.get(document)));
        for (int i = random.nextInt(4); i >= 0; i--) {
            List<Node> nodes = nodes(copy);
            if (nodes.isEmpty()) {
                break;
            }
            change(copy, nodes, nodes.get(random.nextInt(nodes.size())));
        }
        return copy;
    }

    private void change(Map<String, Object> document, List<Node> nodes, Node node) {
        switch (random.nextInt(12)) {
            case 0, 1 -> node.put(copy(UNUSUAL[random.nextInt(UNUSUAL.length)]));
            case 2 -> node.remove();
            case 3 -> repeat(node);
            case 4 -> {
                // A copy, since a value must not contain itself.
                Object other = copy(nodes.get(random.nextInt(nodes.size())).value());
                node.put(other);
            }
            case 5 -> {
                List<Node> others = nodes(documents.get(random.nextInt(documents.size())));
                Node other = others.get(random.nextInt(others.size()));
                nodes.stream()
                        .filter(candidate -> candidate.key().equals(other.key()))
                        .findFirst()
                        .orElse(node)
                        .put(copy(other.value()));
            }
            case 6 -> node.put(words.get(random.nextInt(words.size())));
            case 7 -> rename(node);
            case 8 -> {
                if (node.value() instanceof Map<?, ?>) {
                    Json.object(node.value()).put("x-" + random.nextInt(100), copy(document.get("root")));
                }
            }
            default -> vary(node);
        }
    }

    private void repeat(Node node) {
        if (node.parent() instanceof List<?>) {
            List<Object> list = Json.array(node.parent());
            for (int i = random.nextInt(10) == 0 ? 300 : 1; i > 0; i--) {
                list.add(random.nextInt(list.size() + 1), copy(node.value()));
            }
        }
    }

    private void rename(Node node) {
        if (node.key() instanceof String name) {
            node.remove();
            Json.object(node.parent())
                    .put(random.nextBoolean() ? name.toUpperCase(java.util.Locale.ROOT) : name + "s", node.value());
        }
    }

    private void vary(Node node) {
        Object value = node.value();
        if (value instanceof Long number) {
            node.put(
                    switch (random.nextInt(5)) {
                        case 0 -> number + 1;
                        case 1 -> number - 1;
                        case 2 -> -number;
                        case 3 -> number * 1000;
                        default -> number.toString();
                    });
        } else if (value instanceof String text) {
            node.put(
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
        } else if (value instanceof Boolean bool) {
            node.put(!bool);
        } else if (value instanceof List<?>) {
            java.util.Collections.shuffle(Json.array(value), random);
        } else {
            node.put(copy(UNUSUAL[random.nextInt(UNUSUAL.length)]));
        }
    }

    private static List<Node> nodes(Object document) {
        List<Node> found = new ArrayList<>();
        collect(document, found);
        return found;
    }

    private static void collect(@Nullable Object value, List<Node> found) {
        if (value instanceof Map<?, ?>) {
            for (Map.Entry<String, Object> entry : Json.object(value).entrySet()) {
                found.add(new Node(value, entry.getKey(), entry.getValue()));
                collect(entry.getValue(), found);
            }
        } else if (value instanceof List<?>) {
            List<Object> list = Json.array(value);
            for (int i = 0; i < list.size(); i++) {
                found.add(new Node(value, i, list.get(i)));
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
