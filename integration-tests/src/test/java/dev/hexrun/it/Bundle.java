package dev.hexrun.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A bundle with a busybox root file system. The configuration starts as the template {@code config.json} of this
 * package, which equals the output of {@code spec}, and is changed through JSON pointers (RFC 6901). Each change writes
 * the file.
 */
final class Bundle {

    private final Path directory;
    private Map<String, Object> configuration;

    /** Creates a bundle in a directory, which is created. */
    Bundle(Path directory, Path busybox) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
            Image.create(rootfs(), busybox);
            try (InputStream template = Objects.requireNonNull(Bundle.class.getResourceAsStream("config.json"))) {
                configuration = Json.readObject(new String(template.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        save();
    }

    Path directory() {
        return directory;
    }

    Path rootfs() {
        return directory.resolve("rootfs");
    }

    Path configFile() {
        return directory.resolve("config.json");
    }

    /** Replaces the content of {@code config.json}. */
    Bundle text(String text) {
        try {
            Files.writeString(configFile(), text);
            return this;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Bundle args(String... args) {
        return set("/process/args", List.of(args));
    }

    /** Reads {@code config.json} again after a command has written it. */
    Bundle load() {
        try {
            configuration = Json.readObject(Files.readString(configFile()));
            return this;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Sets a shell script as the program. */
    Bundle script(String script) {
        return args("sh", "-c", script);
    }

    Object get(String pointer) {
        Object value = Json.object(parent(pointer)).get(last(pointer));
        if (value == null) {
            throw new IllegalArgumentException("the configuration has no " + pointer);
        }
        return value;
    }

    Bundle set(String pointer, Object value) {
        Object parent = parent(pointer);
        if (parent instanceof List<?>) {
            Json.array(parent).set(Integer.parseInt(last(pointer)), value);
        } else {
            Json.object(parent).put(last(pointer), value);
        }
        return save();
    }

    /** Appends to an array, which is created if absent. */
    Bundle add(String pointer, Object... values) {
        Object list = Json.object(parent(pointer)).computeIfAbsent(last(pointer), name -> new ArrayList<Object>());
        Json.array(list).addAll(Arrays.asList(values));
        return save();
    }

    Bundle remove(String pointer) {
        Object parent = parent(pointer);
        if (parent instanceof List<?>) {
            Json.array(parent).remove(Integer.parseInt(last(pointer)));
        } else {
            Json.object(parent).remove(last(pointer));
        }
        return save();
    }

    /** Adds the namespace of a type, replacing an existing one. */
    Bundle namespace(String type, String path) {
        removeNamespace(type);
        return add("/linux/namespaces", path.isEmpty() ? Map.of("type", type) : Map.of("type", type, "path", path));
    }

    Bundle removeNamespace(String type) {
        Json.array(get("/linux/namespaces"))
                .removeIf(entry -> type.equals(Json.object(entry).get("type")));
        return save();
    }

    Bundle mount(String destination, String type, String source, String... options) {
        return add(
                "/mounts",
                Map.of("destination", destination, "type", type, "source", source, "options", List.of(options)));
    }

    Bundle removeMount(String destination) {
        Json.array(get("/mounts"))
                .removeIf(entry -> destination.equals(Json.object(entry).get("destination")));
        return save();
    }

    /** Adds a hook that runs a script with {@code /bin/sh}: on the host or in the container, depending on the kind. */
    Bundle hook(String kind, String script, String... environment) {
        return add(
                "/hooks/" + kind,
                Map.of("path", "/bin/sh", "args", List.of("sh", "-c", script), "env", List.of(environment)));
    }

    private Object parent(String pointer) {
        Object at = configuration;
        String[] names = pointer.split("/", -1);
        for (int i = 1; i < names.length - 1; i++) {
            if (at instanceof List<?>) {
                at = Json.array(at).get(Integer.parseInt(names[i]));
            } else {
                at = Json.object(at).computeIfAbsent(names[i], name -> new LinkedHashMap<String, Object>());
            }
        }
        return at;
    }

    private static String last(String pointer) {
        return pointer.substring(pointer.lastIndexOf('/') + 1);
    }

    private Bundle save() {
        return text(Json.write(configuration));
    }
}
