package dev.hexrun.adapter.systemd;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hexrun.domain.step.CgroupStep;
import dev.hexrun.domain.step.Step;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupDriverContext;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.cgroup.CgroupTreeWalker;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.HostProvider;
import dev.hexrun.testkit.cgroup.CgroupDriverContract;
import dev.hexrun.testkit.cgroup.PathTreeWalker;
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
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * The contract of the driver that the provider creates, with the host's systemd and in a slice whose name contains the
 * test's pid. On a host without systemd, such as a build machine, {@code ./check} runs this test with a systemd in
 * namespaces.
 */
class SystemdDriverContractTest extends CgroupDriverContract {

    private static final String SLICE = "hexruntest" + ProcessHandle.current().pid() + ".slice";
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final Map<Integer, Process> processes = new HashMap<>();
    private @Nullable CgroupDriver driver;

    @BeforeAll
    static void requireRootAndSystemd() throws IOException {
        assumeTrue(Files.isDirectory(Path.of("/run/systemd/system")), "skipped: systemd does not run this host");
        assumeTrue(
                Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")), "skipped: not root");
    }

    @AfterAll
    static void stopSlice() throws IOException, InterruptedException {
        if (Files.isDirectory(Path.of("/run/systemd/system"))) {
            new ProcessBuilder("systemctl", "stop", SLICE).start().waitFor();
        }
    }

    @BeforeEach
    void createDriver() {
        Host host =
                ServiceLoader.load(HostProvider.class).findFirst().orElseThrow().create();
        CgroupDriverContext context = new CgroupDriverContext() {
            @Override
            public Optional<String> variable(String name) {
                return Optional.empty();
            }

            @Override
            public CgroupTreeWalker treeWalker() {
                return new PathTreeWalker();
            }
        };
        driver = new SystemdDriverProvider().create(host, context);
    }

    @Override
    protected CgroupDriver driver() {
        return Objects.requireNonNull(driver);
    }

    @Override
    protected String cgroupsPath(String name) {
        return SLICE + ":it:" + name;
    }

    /** Excludes empty and busy cgroups: systemd creates a scope around a process, and ends the processes in it. */
    @Override
    protected boolean supports(Capability capability) {
        return switch (capability) {
            case EMPTY, BUSY -> false;
            case FREEZE -> onV1("freezer") || offers("memory");
            case PIDS -> onV1("pids") || offers("pids");
            case MEMORY -> onV1("memory") || offers("memory");
            case CPU -> onV1("cpu") || offers("cpu");
            case MONITOR -> true;
        };
    }

    private static boolean onV1(String controller) {
        return read(Path.of("/proc/self/cgroup"))
                .lines()
                .map(line -> line.split(":", 3)[1])
                .anyMatch(controllers -> List.of(controllers.split(",", -1)).contains(controller));
    }

    private static boolean offers(String controller) {
        Path controllers = Path.of("/sys/fs/cgroup/cgroup.controllers");
        return Files.exists(controllers)
                && List.of(read(controllers).strip().split(" ", -1)).contains(controller);
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
            ended(pid, DEADLINE);
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
            Files.writeString(Path.of(join.path(), "cgroup.procs"), Integer.toString(pid), StandardOpenOption.WRITE);
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
    protected OptionalLong pidsLimit(CgroupPaths paths) {
        return limit(paths, "pids", "pids.max", "pids.max");
    }

    @Override
    protected OptionalLong memoryLimit(CgroupPaths paths) {
        return limit(paths, "memory", "memory.limit_in_bytes", "memory.max");
    }

    @Override
    protected OptionalLong cpuQuota(CgroupPaths paths) {
        return limit(paths, "cpu", "cpu.cfs_quota_us", "cpu.max");
    }

    /** Reads a limit. {@code max}, -1 and values beyond the size of any machine mean no limit. */
    private static OptionalLong limit(CgroupPaths paths, String controller, String v1, String v2) {
        String folder = paths.saved().get(controller);
        Path file = folder == null ? Path.of(String.valueOf(paths.saved().get("")), v2) : Path.of(folder, v1);
        String first = read(file).strip().split(" ", -1)[0];
        long value = first.equals("max") ? -1 : Long.parseLong(first);
        return value < 0 || value > Long.MAX_VALUE / 2 ? OptionalLong.empty() : OptionalLong.of(value);
    }

    @Override
    protected CgroupPaths nest(CgroupPaths paths, String name) {
        Map<String, String> below = new LinkedHashMap<>();
        for (Map.Entry<String, String> path : paths.saved().entrySet()) {
            Path folder = Path.of(path.getValue(), name);
            try {
                if (!Files.isDirectory(folder)) {
                    Files.createDirectory(folder);
                }
                if (path.getKey().equals("cpuset")) {
                    for (String file : List.of("cpuset.cpus", "cpuset.mems")) {
                        Files.writeString(folder.resolve(file), read(Path.of(path.getValue(), file)));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            below.put(path.getKey(), folder.toString());
        }
        return CgroupPaths.of(paths.driver(), below);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
