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

/** The host's process table, as {@code /proc} shows it. */
final class Processes {

    /**
     * A row of it.
     *
     * @param pid the process
     * @param name its name, as in {@code /proc/PID/stat}
     * @param state one letter
     * @param parent its parent's pid
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

    /** All that descend from a process, whether alive or not yet reaped. */
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

    /** The lines {@code Name: value} of {@code /proc/PID/status}. */
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

    /** A file of {@code /proc/PID}; empty if the process is gone. */
    static String text(long pid, String file) {
        try {
            return new String(Files.readAllBytes(Path.of("/proc", Long.toString(pid), file)), StandardCharsets.UTF_8);
        } catch (IOException gone) {
            return "";
        }
    }

    /** The lines of a file, as of {@code cgroup.procs}; none if it is gone. */
    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException gone) {
            return List.of();
        }
    }

    /** Where a link of {@code /proc/PID} leads, as in {@code ns/pid} or {@code fd/1}. */
    static String link(long pid, String file) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), file))
                .toString();
    }

    /** Descriptor number to what it is. */
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

    /** This process's descendants, for a message. */
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
