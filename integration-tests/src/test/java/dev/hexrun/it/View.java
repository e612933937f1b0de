package dev.hexrun.it;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The parsed output of the probe, without values that differ between runs: numbers of mounts, devices and namespaces,
 * and names of directories and containers.
 *
 * @param lines the observed values by name, in the order of the probe
 */
record View(Map<String, String> lines) {

    /** A value that differs between the runtimes. */
    record Difference(String bundle, String key, String ours, String theirs) {

        @Override
        public String toString() {
            return bundle + " | " + key + "\n    hexrun: " + ours + "\n    runc:   " + theirs;
        }
    }

    private static final String NONE = "(absent)";

    /** Returns the view of a container in which the probe did not run to its end. */
    static View failed() {
        return new View(Map.of("status", "failed"));
    }

    /**
     * Parses the output of the probe.
     *
     * @param output the standard output of the probe
     * @param names texts to replace, with their replacements; longer texts first
     */
    static View of(String output, Map<String, String> names) {
        Map<String, String> lines = new LinkedHashMap<>();
        Map<String, Integer> mounts = new HashMap<>();
        for (String line : output.replace("\r", "").split("\n", -1)) {
            for (Map.Entry<String, String> name : names.entrySet()) {
                line = line.replace(name.getKey(), name.getValue());
            }
            int tab = line.indexOf('\t');
            if (tab < 0) {
                if (!line.isEmpty()) {
                    lines.put("unexpected " + line, line);
                }
                continue;
            }
            String key = line.substring(0, tab);
            String value = line.substring(tab + 1);
            if (key.startsWith("mountinfo ") && value.contains(" - ")) {
                Mounts.Entry mount = Mounts.parse(value).getFirst();
                int count = mounts.merge(mount.target(), 1, Integer::sum);
                lines.put("mount " + mount.target() + (count > 1 ? " #" + count : ""), text(mount));
            } else if (key.startsWith("cgroup ") && value.contains(":")) {
                String[] fields = value.split(":", 3);
                lines.put("cgroup " + fields[1], fields[2]);
            } else {
                lines.put(key, normalized(key, value));
            }
        }
        lines.put("status", "ran");
        return new View(lines);
    }

    private static String text(Mounts.Entry mount) {
        return mount.type() + " of " + mount.source() + " at " + mount.root() + " "
                + String.join(",", new TreeSet<>(mount.options())) + " ["
                + mount.propagation().replaceAll(":\\d+", "").replaceAll(" ?propagate_from", "") + "] "
                + String.join(",", mount.superOptions());
    }

    private static String normalized(String key, String value) {
        return switch (key) {
            // In a joined namespace, the number is arbitrary.
            case "pid" -> value.equals("1") ? value : "another";
            case "ppid" -> value.equals("0") ? value : "another";
            default ->
                key.startsWith("namespace ") && value.endsWith("]")
                        ? "own"
                        : value.replaceAll("^ +", "").replaceAll(" +", " ");
        };
    }

    /** Returns all differences, in the order of hexrun's view. */
    List<Difference> differences(String bundle, View theirs) {
        List<Difference> found = new ArrayList<>();
        for (Map.Entry<String, String> line : lines.entrySet()) {
            String other = theirs.lines.getOrDefault(line.getKey(), NONE);
            if (!other.equals(line.getValue())) {
                found.add(new Difference(bundle, line.getKey(), line.getValue(), other));
            }
        }
        for (Map.Entry<String, String> line : theirs.lines.entrySet()) {
            if (!lines.containsKey(line.getKey())) {
                found.add(new Difference(bundle, line.getKey(), NONE, line.getValue()));
            }
        }
        // If only one of the two ran, the missing values are not listed individually.
        String ours = lines.getOrDefault("status", "");
        if (!ours.equals(theirs.lines.getOrDefault("status", ""))) {
            found.removeIf(difference -> !difference.key().equals("status"));
        }
        return found;
    }

    boolean ran() {
        return lines.getOrDefault("status", "").equals("ran");
    }
}
