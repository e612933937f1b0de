package dev.hexrun.it;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a container's program sees, from one run of a script that prints it all in sections.
 *
 * @param sections their text by name
 */
record Inside(Map<String, String> sections) {

    private static final String LOOK = """
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

    /** The program that looks. */
    static String[] program() {
        return new String[] {"sh", "-c", LOOK};
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

    /** One capability set, as a mask. */
    long capabilities(String set) {
        return Long.parseUnsignedLong(status(set), 16);
    }

    List<Mounts.Entry> mounts() {
        return Mounts.parse(text("mounts"));
    }

    Mounts.Entry mount(String target) {
        return Mounts.at(mounts(), target)
                .orElseThrow(() -> new AssertionError("nothing is mounted on " + target + ": " + text("mounts")));
    }

    /** The soft and hard limit in the row of {@code /proc/PID/limits} that begins with a name. */
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
