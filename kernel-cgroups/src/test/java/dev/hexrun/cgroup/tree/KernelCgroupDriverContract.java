package dev.hexrun.cgroup.tree;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hexrun.cgroup.KernelCgroupsFactory;
import dev.hexrun.domain.step.CgroupStep;
import dev.hexrun.domain.step.Step;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.HostCgroups.Hierarchy;
import dev.hexrun.port.host.Host;
import dev.hexrun.testkit.cgroup.CgroupDriverContract;
import dev.hexrun.testkit.cgroup.PathTreeWalker;
import dev.hexrun.testkit.host.FakeHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * The contract in the real cgroups of the host. All cgroups are below one cgroup whose name contains the test's pid,
 * and the test moves only processes that it has started.
 */
public abstract class KernelCgroupDriverContract extends CgroupDriverContract {

    private final Map<Integer, Process> processes = new HashMap<>();

    /** Returns the name of the cgroup that contains all cgroups of the test. */
    protected static String parent() {
        return "hexrun-test-" + ProcessHandle.current().pid();
    }

    /** Returns the real host; skips the test without root. */
    protected static FakeHost host() {
        assumeTrue(Integer.valueOf(0).equals(uid()), "skipped: making cgroups on the host needs root");
        return FakeHost.root().withMounts(lines("/proc/self/mountinfo")).withOwnCgroups(lines("/proc/self/cgroup"));
    }

    /** Creates the driver with a walker that needs no native program. */
    protected static CgroupDriver create(Host host) {
        return new KernelDriver(KernelCgroupsFactory.create(host, new PathTreeWalker()));
    }

    /** Creates the cgroup of the test, or skips the test. */
    protected static void createParent(List<Hierarchy> hierarchies) {
        for (Hierarchy hierarchy : hierarchies) {
            try {
                Files.createDirectories(Path.of(hierarchy.mountPoint(), parent()));
            } catch (IOException e) {
                assumeTrue(false, "skipped: " + hierarchy.mountPoint() + " cannot be written: " + e.getMessage());
            }
        }
    }

    /** Removes the cgroup of the test. */
    protected static void removeParent(List<Hierarchy> hierarchies) {
        for (Hierarchy hierarchy : hierarchies) {
            try {
                Files.deleteIfExists(Path.of(hierarchy.mountPoint(), parent()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    protected int startProcess() {
        try {
            Process process = new ProcessBuilder("sleep", "1000").start();
            int pid = Math.toIntExact(process.pid());
            processes.put(pid, process);
            return pid;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected void endProcess(int pid) {
        Process process = processes.get(pid);
        if (process != null) {
            process.destroyForcibly();
            ended(pid, Duration.ofSeconds(10));
        }
    }

    @Override
    protected boolean ended(int pid, Duration timeout) {
        Process process = processes.get(pid);
        try {
            return process == null || process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    protected void execute(Step step, int pid) {
        CgroupStep.JoinCgroup join = (CgroupStep.JoinCgroup) step;
        try {
            Files.writeString(Path.of(join.path(), CgroupTree.PROCS), Integer.toString(pid), StandardOpenOption.WRITE);
        } catch (IOException e) {
            if (!join.optional()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    protected List<String> existing(CgroupPaths paths) {
        return paths.directories().stream()
                .filter(path -> Files.isDirectory(Path.of(path)))
                .toList();
    }

    @Override
    protected CgroupPaths nest(CgroupPaths paths, String name) {
        Map<String, String> below = new LinkedHashMap<>();
        for (Map.Entry<String, String> path : paths.saved().entrySet()) {
            Path directory = Path.of(path.getValue(), name);
            try {
                if (!Files.isDirectory(directory)) {
                    Files.createDirectory(directory);
                }
                if (path.getKey().equals("cpuset")) {
                    for (String file : List.of("cpuset.cpus", "cpuset.mems")) {
                        Files.writeString(directory.resolve(file), Files.readString(Path.of(path.getValue(), file)));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            below.put(path.getKey(), directory.toString());
        }
        return CgroupPaths.of(paths.driver(), below);
    }

    /** Reads a limit. {@code max}, -1 and values beyond the size of any machine mean no limit. */
    protected static OptionalLong limit(CgroupPaths paths, String controller, String file) {
        try {
            String text = Files.readString(Path.of(String.valueOf(paths.saved().get(controller)), file));
            String first = text.strip().split(" ", -1)[0];
            long value = first.equals("max") ? -1 : Long.parseLong(first);
            return value < 0 || value > Long.MAX_VALUE / 2 ? OptionalLong.empty() : OptionalLong.of(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object uid() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String[] lines(String file) {
        try {
            return Files.readAllLines(Path.of(file)).toArray(String[]::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
