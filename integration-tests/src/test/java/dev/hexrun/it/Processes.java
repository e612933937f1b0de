package dev.hexrun.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The process table of the host, read from {@code /proc}. */
final class Processes {

    /**
     * A process.
     *
     * @param pid the process id
     * @param name the name in {@code /proc/PID/stat}
     * @param state the state as one letter
     * @param parent the pid of the parent
     */
    record Entry(long pid, String name, char state, long parent) {

        boolean zombie() {
            return state == 'Z' || state == 'X';
        }
    }

    private Processes() {}

    static List<Entry> all() {
        List<Entry> entries = new ArrayList<>();
        String[] names = Path.of("/proc").toFile().list();
        for (String name : names == null ? new String[0] : names) {
            if (Character.isDigit(name.charAt(0))) {
                find(Long.parseLong(name)).ifPresent(entries::add);
            }
        }
        return entries;
    }

    static Optional<Entry> find(long pid) {
        String stat = text(pid, "stat");
        int open = stat.indexOf('(');
        int close = stat.lastIndexOf(')');
        if (open < 0 || close < 0) {
            return Optional.empty();
        }
        String[] fields = stat.substring(close + 2).split(" ", -1);
        return Optional.of(
                new Entry(pid, stat.substring(open + 1, close), fields[0].charAt(0), Long.parseLong(fields[1])));
    }

    static boolean alive(long pid) {
        return find(pid).filter(entry -> !entry.zombie()).isPresent();
    }

    /** Returns all descendants of a process, including those that are not reaped. */
    static List<Entry> descendants(long ancestor) {
        List<Entry> all = all();
        List<Entry> found = new ArrayList<>();
        List<Long> parents = new ArrayList<>(List.of(ancestor));
        for (int i = 0; i < parents.size(); i++) {
            for (Entry entry : all) {
                if (entry.parent() == parents.get(i)) {
                    found.add(entry);
                    parents.add(entry.pid());
                }
            }
        }
        return found;
    }

    /** Returns the lines {@code Name: value} of {@code /proc/PID/status}. */
    static Map<String, String> status(long pid) {
        return status(text(pid, "status"));
    }

    static Map<String, String> status(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line : text.split("\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).trim());
            }
        }
        return fields;
    }

    /** Returns the content of a file in {@code /proc/PID}, or an empty string if the process does not exist. */
    static String text(long pid, String file) {
        try {
            return new String(Files.readAllBytes(Path.of("/proc", Long.toString(pid), file)), StandardCharsets.UTF_8);
        } catch (IOException gone) {
            return "";
        }
    }

    /** Returns the lines of a file such as {@code cgroup.procs}, or none if it does not exist. */
    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException gone) {
            return List.of();
        }
    }

    /** Returns the target of a link in {@code /proc/PID}, such as {@code ns/pid} or {@code fd/1}. */
    static String link(long pid, String file) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), file))
                .toString();
    }

    /** Returns the number and target of each open descriptor. */
    static Map<String, String> descriptors(long pid) throws IOException {
        Map<String, String> found = new LinkedHashMap<>();
        try (var files = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path file : files) {
                found.put(
                        file.getFileName().toString(),
                        Files.readSymbolicLink(file).toString());
            }
        }
        return found;
    }

    /** Returns a description of the descendants of this process, for messages. */
    static String describe() {
        StringBuilder text = new StringBuilder("descendants:\n");
        for (Entry entry : descendants(ProcessHandle.current().pid())) {
            text.append("  ")
                    .append(entry)
                    .append(' ')
                    .append(text(entry.pid(), "cmdline").replace('\0', ' '))
                    .append(" wchan ")
                    .append(text(entry.pid(), "wchan"))
                    .append('\n');
        }
        return text.toString();
    }
}
