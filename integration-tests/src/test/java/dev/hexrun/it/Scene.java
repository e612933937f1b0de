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
 * What one runtime is given: a bundle whose program is the probe, a folder of the host's to bind from, and a process whose
 * namespaces can be joined. Runtimes that are compared are given equal ones.
 *
 * @param bundle the bundle
 * @param volume the folder; {@code data}, {@code log} and {@code shm} are folders in it, {@code hosts}, {@code hostname},
 *     {@code resolv.conf} and {@code containerenv} files
 * @param neighbour the process, in new namespaces of all types but user and time
 * @param userNeighbour a process in a new user namespace where 0 is 100000, and in a network namespace of that
 * @param id the container's
 */
record Scene(Bundle bundle, Path volume, long neighbour, long userNeighbour, String id) {

    static final Path PROBE = Path.of("/probe");

    /** Makes one in a folder, which it creates. */
    static Scene in(Path folder, TestHost host, long neighbour, long userNeighbour) {
        try {
            Files.createDirectories(folder);
            Bundle bundle = new Bundle(folder.resolve("bundle"), host.busybox());
            Path probe = host.folder().resolve("probe");
            if (!Files.exists(probe)) {
                Files.copy(Distribution.probe(), probe, StandardCopyOption.COPY_ATTRIBUTES);
            }
            Files.createLink(bundle.rootfs().resolve("probe"), probe);
            Path volume = folder.resolve("volume");
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

    /** Takes the configuration that another program would write, from {@code configurations/NAME.json}. */
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

    /** Has the probe look at these paths too. */
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

    /** Binds something of the volume, the empty text being all of it. */
    Scene bind(String destination, String source, String... options) {
        bundle.mount(destination, "bind", volume.resolve(source).toString(), options);
        return this;
    }

    Scene without(String destination) {
        bundle.withoutMount(destination);
        return this;
    }

    Scene namespace(String type) {
        bundle.namespace(type, "");
        return this;
    }

    Scene withoutNamespace(String type) {
        bundle.withoutNamespace(type);
        return this;
    }

    /** Joins the neighbour's namespace. */
    Scene joined(String type) {
        String link = type.equals("network") ? "net" : type;
        bundle.namespace(type, "/proc/" + (type.equals("user") ? userNeighbour : neighbour) + "/ns/" + link);
        return this;
    }

    /** Makes a user namespace, in which ids are these: inside, outside, how many. */
    Scene mapped(long... mappings) {
        bundle.namespace("user", "");
        for (int i = 0; i < mappings.length; i += 3) {
            Object mapping = map("containerID", mappings[i], "hostID", mappings[i + 1], "size", mappings[i + 2]);
            bundle.add("/linux/uidMappings", mapping).add("/linux/gidMappings", mapping);
        }
        return this;
    }

    /** The five sets, each a list of names with commas between them. */
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

    Scene folder(String path) {
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

    /** A JSON object: names and values in turns, in this order. */
    static Map<String, Object> map(Object... namesAndValues) {
        Map<String, Object> map = new java.util.LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }
}
