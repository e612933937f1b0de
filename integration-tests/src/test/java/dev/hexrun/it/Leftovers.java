package dev.hexrun.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Objects that containers may leave on a host: processes (descendants of this process, which is a subreaper), mounts,
 * cgroups, state directories and temporary files.
 */
final class Leftovers {

    private Leftovers() {}

    /**
     * Returns descriptions of the objects that are left.
     *
     * @param mark a part of the names of the test's containers
     * @param directory the test's directory
     * @param stateRoot the state root of the containers
     */
    static List<String> find(String mark, Path directory, Path stateRoot) {
        List<String> found = new ArrayList<>();
        reapZombies();
        for (Processes.Entry process :
                Processes.descendants(ProcessHandle.current().pid())) {
            found.add("process: " + process + " "
                    + Processes.text(process.pid(), "cmdline").replace('\0', ' '));
        }
        for (Mounts.Entry mount : Mounts.ofHost()) {
            if (Path.of(mount.target()).startsWith(directory) || mount.root().contains(directory.toString())) {
                found.add("mount: " + mount);
            }
        }
        for (Path cgroup : Cgroups.named(mark)) {
            found.add("cgroup: " + cgroup);
        }
        list(stateRoot, found, "state: ");
        for (File bundle : listed(directory)) {
            if (bundle.getName().startsWith("bundle-")) {
                for (File file : listed(bundle.toPath())) {
                    if (!List.of("rootfs", "config.json").contains(file.getName())) {
                        found.add("file in the bundle: " + file);
                    }
                }
            }
        }
        for (String temporary : List.of("/tmp", "/dev/shm", "/run")) {
            for (File file : listed(Path.of(temporary))) {
                if (file.getName().contains(mark)) {
                    found.add("file: " + file);
                }
            }
        }
        return found;
    }

    /** Removes the objects that a failed test left, so that the next one starts clean. */
    static void remove(String mark, Path directory) {
        for (Processes.Entry process :
                Processes.descendants(ProcessHandle.current().pid())) {
            Kernel.kill(process.pid(), 9);
        }
        Await.within(java.time.Duration.ofSeconds(5), () -> {
            reapZombies();
            return Processes.descendants(ProcessHandle.current().pid()).isEmpty();
        });
        for (Path cgroup : Cgroups.named(mark).reversed()) {
            cgroup.toFile().delete();
        }
        for (Mounts.Entry mount : Mounts.ofHost().reversed()) {
            if (Path.of(mount.target()).startsWith(directory)) {
                new Command(directory.resolve("output"), List.of("umount", "-l", mount.target())).run();
            }
        }
    }

    /** Reaps ended init processes of containers, as a caller of a runtime must do. */
    private static void reapZombies() {
        long self = ProcessHandle.current().pid();
        for (Processes.Entry process : Processes.all()) {
            if (process.parent() == self && process.zombie()) {
                Kernel.reap(process.pid());
            }
        }
    }

    private static void list(Path directory, List<String> found, String what) {
        if (!Files.exists(directory)) {
            return;
        }
        try (var files = Files.newDirectoryStream(directory)) {
            files.forEach(file -> found.add(what + file));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static File[] listed(Path directory) {
        File[] files = directory.toFile().listFiles();
        return files == null ? new File[0] : files;
    }
}
