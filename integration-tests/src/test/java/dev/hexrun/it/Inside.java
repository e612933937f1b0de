package dev.hexrun.it;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The view of a container's program, printed in sections by one run of a script.
 *
 * @param sections the text of each section by its name
 */
record Inside(Map<String, String> sections) {

    private static final String SCRIPT = """
            section() { echo "=== $1"; }
            section status; cat /proc/self/status
            section mounts; cat /proc/self/mountinfo
            section environment; tr '\\0' '\\n' < /proc/1/environ
            section hostname; hostname
            section pid; echo $$
            section cwd; pwd
            section umask; umask
            section limits; cat /proc/self/limits
            section oom; cat /proc/self/oom_score_adj
            section groups; id -G
            section dev; ls -l /dev
            section descriptors; ls /proc/self/fd
            section cgroup; cat /proc/self/cgroup
            section user; id -u; id -g
            """;

    /** Returns the program that prints the sections. */
    static String[] program() {
        return new String[] {"sh", "-c", SCRIPT};
    }

    static Inside of(Outcome outcome) {
        Map<String, String> sections = new java.util.LinkedHashMap<>();
        for (String section : outcome.out().split("=== ", -1)) {
            int end = section.indexOf('\n');
            if (end > 0) {
                sections.put(section.substring(0, end), section.substring(end + 1));
            }
        }
        return new Inside(sections);
    }

    String text(String section) {
        return sections.getOrDefault(section, "").strip();
    }

    String status(String field) {
        return Processes.status(text("status")).getOrDefault(field, "");
    }

    /** Returns a capability set as a bit mask. */
    long capabilities(String set) {
        return Long.parseUnsignedLong(status(set), 16);
    }

    List<Mounts.Entry> mounts() {
        return Mounts.parse(text("mounts"));
    }

    Mounts.Entry mount(String target) {
        return Mounts.at(mounts(), target)
                .orElseThrow(() -> new AssertionError("no mount on " + target + ": " + text("mounts")));
    }

    /** Returns the soft and hard limit in the row of {@code /proc/PID/limits} that begins with {@code name}. */
    List<String> limit(String name) {
        return text("limits")
                .lines()
                .filter(line -> line.startsWith(name))
                .flatMap(line -> Stream.of(line.substring(name.length()).strip().split("\\s+", -1)))
                .limit(2)
                .toList();
    }

    List<String> lines(String section) {
        return text(section).isEmpty() ? List.of() : Arrays.asList(text(section).split("\n", -1));
    }
}
