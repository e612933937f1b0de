package dev.hexrun.it;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The host's cgroups, as the cgroup file systems show them. */
final class Cgroups {

    private static final Path TOP = Path.of("/sys/fs/cgroup");

    private Cgroups() {}

    /** Whether a v1 hierarchy with this controller is mounted. */
    static boolean v1(String controller) {
        return Mounts.ofHost().stream()
                .anyMatch(mount ->
                        mount.type().equals("cgroup") && mount.superOptions().contains(controller));
    }

    /** Whether the unified hierarchy offers this controller. */
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

    /** Whether the unified hierarchy is mounted, with controllers or without. */
    static boolean unifiedMounted() {
        return Mounts.ofHost().stream().anyMatch(mount -> mount.type().equals("cgroup2"));
    }

    /** Makes a cgroup at the top of the hierarchy that limits the number of processes. */
    static Path withPids(String name) throws IOException {
        return Files.createDirectory((v1("pids") ? mountPoint("pids") : TOP).resolve(name));
    }

    /** The file of a process's cgroup: the v1 one where the controller has a hierarchy of its own, else the v2 one. */
    static String read(long pid, String controller, String v1File, String v2File) throws IOException {
        boolean v1 = v1(controller);
        return Files.readString(folder(pid, v1 ? controller : "").resolve(v1 ? v1File : v2File))
                .strip();
    }

    /** A process's cgroup folder in the hierarchy of a v1 controller, or in the unified one if that is empty. */
    static Path folder(long pid, String controller) {
        for (String line : Processes.text(pid, "cgroup").split("\n", -1)) {
            String[] fields = line.split(":", 3);
            if (fields.length == 3 && List.of(fields[1].split(",", -1)).contains(controller)) {
                return mountPoint(controller).resolve(fields[2].substring(1));
            }
        }
        throw new AssertionError(pid + " is in no cgroup of " + controller + ": " + Processes.text(pid, "cgroup"));
    }

    /** Where the hierarchy of a v1 controller is mounted, or the unified one if that is empty. */
    static Path mountPoint(String controller) {
        return Mounts.ofHost().stream()
                .filter(mount -> controller.isEmpty()
                        ? mount.type().equals("cgroup2")
                        : mount.type().equals("cgroup") && mount.superOptions().contains(controller))
                .map(mount -> Path.of(mount.target()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no cgroup file system of " + controller));
    }

    /** All cgroup folders whose name holds this text. */
    static List<Path> named(String text) {
        List<Path> found = new ArrayList<>();
        collect(TOP.toFile(), text, found);
        return found;
    }

    private static void collect(File folder, String text, List<Path> found) {
        File[] children = folder.listFiles(child -> child.isDirectory() && !Files.isSymbolicLink(child.toPath()));
        for (File child : children == null ? new File[0] : children) {
            if (child.getName().contains(text)) {
                found.add(child.toPath());
            }
            collect(child, text, found);
        }
    }
}
