package dev.hexrun.it;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The host's cgroups, read from the cgroup file systems. */
final class Cgroups {

    private static final Path TOP = Path.of("/sys/fs/cgroup");

    private Cgroups() {}

    /** Returns whether a v1 hierarchy with this controller is mounted. */
    static boolean v1(String controller) {
        return Mounts.ofHost().stream()
                .anyMatch(mount ->
                        mount.type().equals("cgroup") && mount.superOptions().contains(controller));
    }

    /** Returns whether the v2 hierarchy has this controller. */
    static boolean v2(String controller) {
        try {
            return Files.readString(TOP.resolve("cgroup.controllers"))
                    .strip()
                    .lines()
                    .flatMap(line -> List.of(line.split(" ", -1)).stream())
                    .anyMatch(controller::equals);
        } catch (IOException notUnified) {
            return false;
        }
    }

    /** Returns whether a v2 hierarchy is mounted, with or without controllers. */
    static boolean isV2Mounted() {
        return Mounts.ofHost().stream().anyMatch(mount -> mount.type().equals("cgroup2"));
    }

    /** Creates a cgroup at the top of the hierarchy that has the pids controller. */
    static Path createWithPids(String name) throws IOException {
        return Files.createDirectory((v1("pids") ? mountPoint("pids") : TOP).resolve(name));
    }

    /**
     * Returns the content of a file in a process's cgroup: the v1 file if the controller has a v1 hierarchy, else the
     * v2 file.
     */
    static String read(long pid, String controller, String v1File, String v2File) throws IOException {
        boolean v1 = v1(controller);
        return Files.readString(directory(pid, v1 ? controller : "").resolve(v1 ? v1File : v2File))
                .strip();
    }

    /**
     * Returns the directory of a process's cgroup in the hierarchy of a v1 controller, or in the v2 hierarchy if {@code
     * controller} is empty.
     */
    static Path directory(long pid, String controller) {
        for (String line : Processes.text(pid, "cgroup").split("\n", -1)) {
            String[] fields = line.split(":", 3);
            if (fields.length == 3 && List.of(fields[1].split(",", -1)).contains(controller)) {
                return mountPoint(controller).resolve(fields[2].substring(1));
            }
        }
        throw new AssertionError(pid + " is in no cgroup of " + controller + ": " + Processes.text(pid, "cgroup"));
    }

    /**
     * Returns the mount point of the hierarchy of a v1 controller, or of the v2 hierarchy if {@code controller} is
     * empty.
     */
    static Path mountPoint(String controller) {
        return Mounts.ofHost().stream()
                .filter(mount -> controller.isEmpty()
                        ? mount.type().equals("cgroup2")
                        : mount.type().equals("cgroup") && mount.superOptions().contains(controller))
                .map(mount -> Path.of(mount.target()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no cgroup file system of " + controller));
    }

    /** Returns all cgroup directories whose name contains a text. */
    static List<Path> named(String text) {
        List<Path> found = new ArrayList<>();
        collect(TOP.toFile(), text, found);
        return found;
    }

    private static void collect(File directory, String text, List<Path> found) {
        File[] children = directory.listFiles(child -> child.isDirectory() && !Files.isSymbolicLink(child.toPath()));
        for (File child : children == null ? new File[0] : children) {
            if (child.getName().contains(text)) {
                found.add(child.toPath());
            }
            collect(child, text, found);
        }
    }
}
