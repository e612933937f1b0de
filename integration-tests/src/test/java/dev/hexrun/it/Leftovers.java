package dev.hexrun.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What containers may leave on a host: processes (they are descendants of this one, which is a subreaper), mounts,
 * cgroups, state folders, temporary files.
 */
final class Leftovers {

    private Leftovers() {}

    /**
     * Looks for them.
     *
     * @param mark part of the names of the test's containers
     * @param folder the test's folder
     * @param stateRoot where the containers' state is
     */
    static List<String> find(String mark, Path folder, Path stateRoot) {
        List<String> found = new ArrayList<>();
        reapZombies();
        for (Processes.Entry process :
                Processes.descendants(ProcessHandle.current().pid())) {
            found.add("process: " + process + " "
                    + Processes.text(process.pid(), "cmdline").replace('\0', ' '));
        }
        for (Mounts.Entry mount : Mounts.ofHost()) {
            if (Path.of(mount.target()).startsWith(folder) || mount.root().contains(folder.toString())) {
                found.add("mount: " + mount);
            }
        }
        for (Path cgroup : Cgroups.named(mark)) {
            found.add("cgroup: " + cgroup);
        }
        list(stateRoot, found, "state: ");
        for (File bundle : listed(folder)) {
            if (bundle.getName().startsWith("bundle-")) {
                for (File file : listed(bundle.toPath())) {
                    if (!List.of("rootfs", "config.json").contains(file.getName())) {
                        found.add("file in the bundle: " + file);
                    }
                }
            }
        }
        for (String place : List.of("/tmp", "/dev/shm", "/run")) {
            for (File file : listed(Path.of(place))) {
                if (file.getName().contains(mark)) {
                    found.add("file: " + file);
                }
            }
        }
        return found;
    }

    /** Removes what a failed test left, so that the next one starts clean. */
    static void remove(String mark, Path folder) {
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
            if (Path.of(mount.target()).startsWith(folder)) {
                new Command(folder.resolve("output"), List.of("umount", "-l", mount.target())).run();
            }
        }
    }

    /** What a caller of a runtime has to do: collect the containers' first processes. */
    private static void reapZombies() {
        long self = ProcessHandle.current().pid();
        for (Processes.Entry process : Processes.all()) {
            if (process.parent() == self && process.zombie()) {
                Kernel.reap(process.pid());
            }
        }
    }

    private static void list(Path folder, List<String> found, String what) {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.newDirectoryStream(folder)) {
            files.forEach(file -> found.add(what + file));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static File[] listed(Path folder) {
        File[] files = folder.toFile().listFiles();
        return files == null ? new File[0] : files;
    }
}
