package dev.hexrun.domain.plan;

import dev.hexrun.domain.config.Process;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The environment of a process, taken from its configuration only. */
final class ProcessEnvironment {

    private ProcessEnvironment() {}

    static List<String> of(Process process) {
        return of(process, List.of());
    }

    /** Returns the environment. The last of several values for a name is used; the entries of {@code more} are last. */
    static List<String> of(Process process, List<String> more) {
        Map<String, String> byName = new LinkedHashMap<>();
        add(byName, process.env());
        add(byName, more);
        if (value(new ArrayList<>(byName.values()), "HOME").isEmpty()) {
            byName.remove("HOME");
            byName.put("HOME", "HOME"); // an entry without a value: LookUpHome determines it in the container
        }
        return new ArrayList<>(byName.values());
    }

    private static void add(Map<String, String> byName, List<String> entries) {
        for (String entry : entries) {
            int equals = entry.indexOf('=');
            String name = equals < 0 ? entry : entry.substring(0, equals);
            byName.remove(name);
            byName.put(name, entry);
        }
    }

    /** Returns the value of a variable, or an empty string. */
    static String value(List<String> environment, String name) {
        for (String entry : environment) {
            if (entry.length() > name.length() && entry.startsWith(name) && entry.charAt(name.length()) == '=') {
                return entry.substring(name.length() + 1);
            }
        }
        return "";
    }

    /** Returns the directories of {@code PATH}; an empty one is the working directory, as in {@code execvp(3)}. */
    static List<String> path(List<String> environment) {
        String path = value(environment, "PATH");
        List<String> directories = new ArrayList<>();
        if (path.isEmpty()) {
            return directories;
        }
        int start = 0;
        for (int colon = path.indexOf(':'); colon >= 0; colon = path.indexOf(':', start)) {
            directories.add(colon == start ? "." : path.substring(start, colon));
            start = colon + 1;
        }
        directories.add(start == path.length() ? "." : path.substring(start));
        return directories;
    }
}
