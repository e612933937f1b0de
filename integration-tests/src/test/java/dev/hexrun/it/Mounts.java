package dev.hexrun.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A mount table, read from the text of {@code /proc/PID/mountinfo} (proc(5)). */
final class Mounts {

    /**
     * A mount.
     *
     * @param root the part of the file system that is mounted
     * @param target where
     * @param options of this mount
     * @param propagation the optional fields: {@code shared:1 master:2}; empty if private
     * @param type the file system's type
     * @param source what was mounted
     * @param superOptions of the file system
     */
    record Entry(
            String root,
            String target,
            List<String> options,
            String propagation,
            String type,
            String source,
            List<String> superOptions) {}

    private Mounts() {}

    static List<Entry> parse(String mountinfo) {
        List<Entry> entries = new ArrayList<>();
        for (String line : mountinfo.split("\n", -1)) {
            int dash = line.indexOf(" - ");
            if (dash < 0) {
                continue;
            }
            String[] left = line.substring(0, dash).split(" ", 7);
            String[] right = line.substring(dash + 3).split(" ", -1);
            entries.add(new Entry(
                    left[3],
                    left[4].replace("\\040", " "),
                    List.of(left[5].split(",", -1)),
                    left.length > 6 ? left[6] : "",
                    right[0],
                    right[1],
                    List.of(right[2].split(",", -1))));
        }
        return entries;
    }

    /** The host's, as this process sees it. */
    static List<Entry> ofHost() {
        return parse(Processes.text(ProcessHandle.current().pid(), "mountinfo"));
    }

    /** The topmost mount at a place. */
    static Optional<Entry> at(List<Entry> entries, String target) {
        return entries.stream().filter(entry -> entry.target().equals(target)).reduce((first, second) -> second);
    }
}
