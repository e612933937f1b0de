package dev.hexrun.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A mount table, parsed from {@code /proc/PID/mountinfo} (proc(5)). */
final class Mounts {

    /**
     * A mount.
     *
     * @param root the mounted subtree of the file system
     * @param target the mount point
     * @param options the options of the mount
     * @param propagation the optional fields, as {@code shared:1 master:2}; empty if private
     * @param type the type of the file system
     * @param source the mounted device or other source
     * @param superOptions the options of the file system
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

    /** Returns the mounts of the host, as this process sees them. */
    static List<Entry> ofHost() {
        return parse(Processes.text(ProcessHandle.current().pid(), "mountinfo"));
    }

    /** Returns the topmost mount on a mount point. */
    static Optional<Entry> at(List<Entry> entries, String target) {
        return entries.stream().filter(entry -> entry.target().equals(target)).reduce((first, second) -> second);
    }
}
