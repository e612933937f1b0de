package dev.hexrun.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The cgroups of the host, of version 1 and 2. */
final class Cgroups {

    private static final Path MOUNTS = Path.of("/sys/fs/cgroup");

    /** Files with settings and the names of both versions. */
    private static final List<String> SETTINGS = List.of(
            "memory.limit_in_bytes",
            "memory.soft_limit_in_bytes",
            "memory.memsw.limit_in_bytes",
            "memory.max",
            "memory.swap.max",
            "memory.low",
            "memory.high",
            "memory.oom.group",
            "cpu.shares",
            "cpu.cfs_quota_us",
            "cpu.cfs_period_us",
            "cpu.max",
            "cpu.weight",
            "cpuset.cpus",
            "cpuset.mems",
            "pids.max",
            "devices.list");

    private Cgroups() {}

    /** Returns whether the memory controller is of version 1. */
    static boolean isVersion1() {
        return Files.exists(MOUNTS.resolve("memory/memory.limit_in_bytes"));
    }

    /** Returns the directories of a cgroup in all hierarchies. */
    static List<Path> directories(String path) {
        List<Path> found = new ArrayList<>();
        String relative = path.substring(1);
        for (Path mount : mounts()) {
            Path directory = mount.resolve(relative);
            if (!relative.isEmpty() && Files.isDirectory(directory)) {
                found.add(directory);
            }
        }
        return found;
    }

    /** Returns the cgroups directly below a directory of {@link #directories}. */
    static List<Path> children(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isDirectory).toList();
        } catch (IOException removed) {
            return List.of();
        }
    }

    /**
     * Returns the settings of a cgroup, from all hierarchies.
     *
     * @return contents by file name, with their lines sorted
     */
    static Map<String, String> settings(String path) {
        Map<String, String> settings = new TreeMap<>();
        for (Path directory : directories(path)) {
            for (String name : SETTINGS) {
                Path file = directory.resolve(name);
                if (Files.isReadable(file)) {
                    try {
                        try (Stream<String> lines = Files.lines(file)) {
                            settings.put(name, lines.sorted().collect(Collectors.joining("\n")));
                        }
                    } catch (IOException unsupported) {
                        settings.put(name, "not readable");
                    }
                }
            }
        }
        return settings;
    }

    /** Moves a process to a cgroup, which is created, in the hierarchies that account processor time and memory. */
    static void join(String path, long pid) throws IOException {
        for (Path mount : mounts()) {
            boolean accounts = Files.exists(mount.resolve("cpuacct.usage"))
                    || Files.exists(mount.resolve("memory.use_hierarchy"))
                    || Files.exists(mount.resolve("cgroup.controllers"));
            if (accounts) {
                Path cgroup = Files.createDirectories(mount.resolve(path.substring(1)));
                Files.writeString(cgroup.resolve("cgroup.procs"), Long.toString(pid));
            }
        }
    }

    /** Returns the first file of a cgroup that exists, from any hierarchy. */
    static Optional<Path> file(String path, String... names) {
        for (String name : names) {
            for (Path directory : directories(path)) {
                if (Files.exists(directory.resolve(name))) {
                    return Optional.of(directory.resolve(name));
                }
            }
        }
        return Optional.empty();
    }

    /** Returns a number in a file of a cgroup, or 0 without such a file. */
    static long number(String path, String... names) {
        return file(path, names)
                .map(file -> {
                    try {
                        return Long.parseLong(Files.readString(file).strip());
                    } catch (IOException failed) {
                        throw new UncheckedIOException(failed);
                    }
                })
                .orElse(0L);
    }

    /** Returns the number after a key in a file of a cgroup, or 0 without them. */
    static long entry(String path, String name, String key) {
        Optional<Path> file = file(path, name);
        if (file.isEmpty()) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(file.get())) {
            return lines.filter(line -> line.startsWith(key + " "))
                    .mapToLong(line -> Long.parseLong(line.substring(key.length() + 1)))
                    .findFirst()
                    .orElse(0L);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /**
     * Removes a cgroup from all hierarchies.
     *
     * @return the cgroups below it
     */
    static List<String> remove(String path) {
        List<String> left = new ArrayList<>();
        for (Path directory : directories(path)) {
            try (Stream<Path> tree = Files.walk(directory)) {
                for (Path each : tree.filter(Files::isDirectory)
                        .sorted(Comparator.reverseOrder())
                        .toList()) {
                    if (!each.equals(directory)) {
                        left.add("cgroup " + each);
                    }
                    Files.delete(each);
                }
            } catch (IOException failed) {
                left.add("cgroup " + failed.getMessage());
            }
        }
        return left;
    }

    private static List<Path> mounts() {
        List<Path> mounts = new ArrayList<>(List.of(MOUNTS));
        try (Stream<Path> entries = Files.list(MOUNTS)) {
            entries.filter(Files::isDirectory)
                    .filter(entry -> !Files.isSymbolicLink(entry))
                    .forEach(mounts::add);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return mounts;
    }
}
