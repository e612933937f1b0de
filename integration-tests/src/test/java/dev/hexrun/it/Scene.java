package dev.hexrun.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The input of one runtime: a bundle whose program is the probe, a directory of the host for bind mounts, and a process
 * whose namespaces can be joined. Compared runtimes get equal input.
 *
 * @param bundle the bundle
 * @param volume the directory; it contains the directories {@code data}, {@code log} and {@code shm}, and the files
 * {@code hosts}, {@code hostname}, {@code resolv.conf} and {@code containerenv}
 * @param neighbour the pid of a process in new namespaces of all types except user and time
 * @param userNeighbour the pid of a process in a new user namespace that maps id 0 to 100000, and in a network
 * namespace of that
 * @param id the container id
 */
record Scene(Bundle bundle, Path volume, long neighbour, long userNeighbour, String id) {

    static final Path PROBE = Path.of("/probe");

    /** Creates a scene in a directory, which is created. */
    static Scene in(Path directory, TestHost host, long neighbour, long userNeighbour) {
        try {
            Files.createDirectories(directory);
            Bundle bundle = new Bundle(directory.resolve("bundle"), host.busybox());
            Path probe = host.directory().resolve("probe");
            if (!Files.exists(probe)) {
                Files.copy(Distribution.probe(), probe, StandardCopyOption.COPY_ATTRIBUTES);
            }
            Files.createLink(bundle.rootfs().resolve("probe"), probe);
            Path volume = directory.resolve("volume");
            for (String name : List.of("data/sub", "log", "shm")) {
                Files.createDirectories(volume.resolve(name));
            }
            for (String name :
                    List.of("hosts", "hostname", "resolv.conf", "containerenv", "data/file", "data/sub/deep")) {
                Files.writeString(volume.resolve(name), name + "\n");
            }
            Files.setPosixFilePermissions(volume.resolve("shm"), PosixFilePermissions.fromString("rwxrwxrwx"));
            return new Scene(bundle, volume, neighbour, userNeighbour, host.newId()).probe();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Uses the configuration that another program would write, from {@code configurations/NAME.json}. */
    Scene as(String name) {
        String file = "configurations/" + name + ".json";
        try (InputStream text = Objects.requireNonNull(Scene.class.getResourceAsStream(file), file)) {
            bundle.text(new String(text.readAllBytes(), StandardCharsets.UTF_8)
                            .replace("VOLUME", volume.toString())
                            .replace("NEIGHBOUR", "/proc/" + neighbour)
                            .replace("CGROUP", id))
                    .load();
            return this;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Adds paths that the probe inspects. */
    Scene probe(String... paths) {
        String[] args = new String[paths.length + 1];
        args[0] = PROBE.toString();
        System.arraycopy(paths, 0, args, 1, paths.length);
        bundle.args(args);
        return this;
    }

    Scene set(String pointer, Object value) {
        bundle.set(pointer, value);
        return this;
    }

    Scene remove(String pointer) {
        bundle.remove(pointer);
        return this;
    }

    Scene add(String pointer, Object... values) {
        bundle.add(pointer, values);
        return this;
    }

    Scene writable() {
        return set("/root/readonly", false);
    }

    Scene user(Object... namesAndValues) {
        return set("/process/user", map(namesAndValues));
    }

    Scene tmpfs(String destination, String... options) {
        bundle.mount(destination, "tmpfs", "tmpfs", options);
        return this;
    }

    /** Adds a bind mount of a path in the volume; the empty string stands for the whole volume. */
    Scene bind(String destination, String source, String... options) {
        bundle.mount(destination, "bind", volume.resolve(source).toString(), options);
        return this;
    }

    Scene without(String destination) {
        bundle.removeMount(destination);
        return this;
    }

    Scene namespace(String type) {
        bundle.namespace(type, "");
        return this;
    }

    Scene removeNamespace(String type) {
        bundle.removeNamespace(type);
        return this;
    }

    /** Joins a namespace of the neighbour. */
    Scene joined(String type) {
        String link = type.equals("network") ? "net" : type;
        bundle.namespace(type, "/proc/" + (type.equals("user") ? userNeighbour : neighbour) + "/ns/" + link);
        return this;
    }

    /** Adds a user namespace with mappings, each given as container id, host id and size. */
    Scene mapped(long... mappings) {
        bundle.namespace("user", "");
        for (int i = 0; i < mappings.length; i += 3) {
            Object mapping = map("containerID", mappings[i], "hostID", mappings[i + 1], "size", mappings[i + 2]);
            bundle.add("/linux/uidMappings", mapping).add("/linux/gidMappings", mapping);
        }
        return this;
    }

    /** Sets the five capability sets, each given as names separated by commas. */
    Scene capabilities(String bounding, String permitted, String effective, String inheritable, String ambient) {
        return set(
                "/process/capabilities",
                map(
                        "bounding", names(bounding),
                        "permitted", names(permitted),
                        "effective", names(effective),
                        "inheritable", names(inheritable),
                        "ambient", names(ambient)));
    }

    private static List<String> names(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split(",", -1));
    }

    Scene file(String path, String text) {
        try {
            Path file = bundle.rootfs().resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Scene directory(String path) {
        try {
            Files.createDirectories(bundle.rootfs().resolve(path));
            return this;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Scene link(String path, String target) {
        try {
            Path link = bundle.rootfs().resolve(path);
            Files.createDirectories(link.getParent());
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, Path.of(target));
            return this;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Returns a JSON object from alternating names and values, in this order. */
    static Map<String, Object> map(Object... namesAndValues) {
        Map<String, Object> map = new java.util.LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }
}
