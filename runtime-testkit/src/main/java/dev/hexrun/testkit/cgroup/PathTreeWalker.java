package dev.hexrun.testkit.cgroup;

import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.port.cgroup.CgroupTreeWalker;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A walker for tests without the native program. It accesses cgroups by path, so it is only for trees that the test
 * itself has created, with names that a Java string can represent.
 */
public final class PathTreeWalker implements CgroupTreeWalker {

    /** Creates a walker. */
    public PathTreeWalker() {}

    @Override
    public List<Integer> processes(String directory) {
        List<Integer> pids = new ArrayList<>();
        for (Path cgroup : cgroups(directory)) {
            for (String line : lines(cgroup.resolve("cgroup.procs"))) {
                pids.add(Integer.valueOf(line));
            }
        }
        pids.sort(null);
        return pids;
    }

    @Override
    public void signal(String directory, int signal) {
        for (int pid : processes(directory)) {
            try {
                new ProcessBuilder("kill", "-" + signal, Integer.toString(pid))
                        .start()
                        .waitFor();
            } catch (IOException e) {
                throw new HostOperationException("signal process " + pid, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void thaw(String directory) {
        for (Path cgroup : cgroups(directory)) {
            thaw(cgroup.resolve("freezer.self_freezing"), cgroup.resolve("freezer.state"), "THAWED");
            thaw(cgroup.resolve("cgroup.freeze"), cgroup.resolve("cgroup.freeze"), "0");
        }
    }

    private static void thaw(Path stateFile, Path file, String value) {
        if (lines(stateFile).equals(List.of("1"))) {
            try {
                Files.writeString(file, value);
            } catch (IOException e) {
                throw new HostOperationException("thaw " + file, e);
            }
        }
    }

    @Override
    public boolean remove(String directory) {
        for (Path cgroup : cgroups(directory).reversed()) {
            try {
                Files.deleteIfExists(cgroup);
            } catch (FileSystemException busy) {
                return false;
            } catch (IOException e) {
                throw new HostOperationException("remove cgroup " + cgroup, e);
            }
        }
        return true;
    }

    /** Returns the cgroup and its descendants, parents before children. */
    private static List<Path> cgroups(String directory) {
        try (Stream<Path> all = Files.walk(Path.of(directory))) {
            return all.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        } catch (NoSuchFileException gone) {
            return List.of();
        } catch (IOException e) {
            throw new HostOperationException("list cgroup " + directory, new Errno(Errno.ENOENT));
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException none) {
            return List.of();
        }
    }
}
