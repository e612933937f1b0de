package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Many processes executed in one container concurrently, with and without a terminal: each one completes correctly, and
 * no resource leaks. With {@code -Dhexrun.long=true}, 500 processes, 20 at a time.
 */
@Requires({Need.ROOT, Need.BUSYBOX, Need.ATTACKER})
class ConcurrentExecIT {

    /** The number of ways to execute a process in this test. */
    private static final int VARIANTS = 5;

    /** The accepted growth of the container's memory in bytes; the kernel counts in batches for each CPU. */
    private static final long MEMORY = 1 << 20;

    @RegisterExtension
    final TestHost host = new TestHost();

    @Test
    void executesAllProcessesAndLeaksNothing() throws Exception {
        String id = host.start(host.bundle().args("sleep", "100000"));
        long init = host.pid(id);
        // The first processes create what exists once for each container, such as its keyring.
        run(id, 2 * VARIANTS, 4);
        Map<String, String> before = resources(id, init);
        long memory = memory(init);

        run(id, Distribution.exhaustive() ? 500 : 60, Distribution.exhaustive() ? 20 : 8);

        Map<String, String> after = new TreeMap<>();
        Await.within(Duration.ofSeconds(10), () -> {
            after.clear();
            after.putAll(resources(id, init));
            return after.equals(before);
        });
        assertThat(after).isEqualTo(before);
        assertThat(before).containsEntry("processes of the test", init + " sleep S\n");
        assertThat(before).containsEntry("terminals", "ptmx\n").containsEntry("processes of the cgroup", init + "\n");
        assertThat(Await.within(Duration.ofSeconds(10), () -> memory(init) - memory < MEMORY))
                .as("memory of the container: " + memory + " bytes before, " + memory(init) + " after")
                .isTrue();
    }

    private void run(String id, int count, int atATime) throws Exception {
        List<Future<?>> execs = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(atATime)) {
            for (int i = 0; i < count; i++) {
                int number = i;
                execs.add(threads.submit(() -> exec(id, number)));
            }
        }
        for (Future<?> exec : execs) {
            exec.get();
        }
    }

    private void exec(String id, int number) {
        int status = number * 7 % 256;
        String mark = "text of " + number;
        switch (number % VARIANTS) {
            case 0 -> {
                Outcome outcome = host.command(
                                "exec", id, "sh", "-c", "cat; echo " + mark + "; echo problem >&2; exit " + status)
                        .stdin("input " + number + "\n")
                        .run();
                assertThat(outcome.status()).as(outcome.toString()).isEqualTo(status);
                assertThat(outcome.out()).isEqualTo("input " + number + "\n" + mark + "\n");
                assertThat(outcome.err()).isEqualTo("problem\n");
            }
            case 1 -> {
                String script = "[ -t 0 ] && [ -t 1 ] && [ -t 2 ] && echo " + mark + "; exit " + status;
                Outcome outcome = host.command("exec", "-t", id, "sh", "-c", script)
                        .via(Attacker.terminal())
                        .run();
                assertThat(outcome.exits(status).out()).isEqualTo(mark + "\r\n");
            }
            case 2 -> consoleSocket(id, mark, status);
            case 3 -> {
                Path pidFile = host.directory().resolve("pid-" + mark);
                Path output = host.directory().resolve("out-" + mark);
                host.command("exec", "-d", "--pid-file", pidFile.toString(), id, "sh", "-c", script(mark, status))
                        .stdoutTo(output)
                        .run()
                        .ok();
                assertThat(host.exit(Long.parseLong(Attacker.text(pidFile)))).isEqualTo(status);
                assertThat(output).hasContent(mark);
                delete(pidFile, output);
            }
            default -> {
                Outcome outcome = host.hexrun(
                        "exec", "--user", "1000:1000", id, "sh", "-c", "id -u; echo " + mark + "; kill -TERM $$");
                assertThat(outcome.exits(143).out()).isEqualTo("1000\n" + mark + "\n");
            }
        }
    }

    private static String script(String mark, int status) {
        return "echo " + mark + "; exit " + status;
    }

    private void consoleSocket(String id, String mark, int status) {
        Path socket = host.directory().resolve("s" + mark.substring(mark.lastIndexOf(' ') + 1));
        Path pidFile = host.directory().resolve("pid-" + mark);
        Command.Running console = Attacker.console(host, socket);
        host.hexrun(
                        "exec",
                        "-d",
                        "-t",
                        "--console-socket",
                        socket.toString(),
                        "--pid-file",
                        pidFile.toString(),
                        id,
                        "sh",
                        "-c",
                        script(mark, status))
                .ok();
        assertThat(host.exit(Long.parseLong(Attacker.text(pidFile)))).isEqualTo(status);
        Outcome seen = console.await();
        assertThat(seen.status()).as(seen.toString()).isZero();
        assertThat(seen.out()).isEqualTo(mark + "\r\n");
        delete(pidFile, socket, host.directory().resolve(socket.getFileName() + ".log"));
    }

    private static void delete(Path... files) {
        for (Path file : files) {
            assertThat(file.toFile().delete()).as(file.toString()).isTrue();
        }
    }

    /** Returns all resources that could leak. */
    private Map<String, String> resources(String id, long init) {
        try {
            Map<String, String> found = new TreeMap<>();
            long self = ProcessHandle.current().pid();
            StringBuilder processes = new StringBuilder();
            for (Processes.Entry process : Processes.descendants(self)) {
                processes.append(process.pid() + " " + process.name() + " " + process.state() + "\n");
            }
            found.put("processes of the test", processes.toString());
            found.put(
                    "descriptors of the test",
                    Integer.toString(Processes.descriptors(self).size()));
            found.put("descriptors of init", Processes.descriptors(init).toString());
            found.put("mounts of init", Processes.text(init, "mountinfo"));
            found.put(
                    "mounts of the host",
                    Long.toString(Mounts.ofHost().stream()
                            .filter(mount ->
                                    mount.toString().contains(host.directory().toString()))
                            .count()));
            found.put("terminals", names(Path.of("/proc/" + init + "/root/dev/pts")));
            found.put("processes of the cgroup", Cgroups.read(init, "memory", "cgroup.procs", "cgroup.procs") + "\n");
            found.put("cgroups", names(Cgroups.directory(init, Cgroups.v1("memory") ? "memory" : "")));
            found.put("state", names(host.stateRoot().resolve(id)));
            found.put("directory", names(host.directory()));
            found.put("shared memory", named(Path.of("/dev/shm"), "hexrun"));
            found.put("temporary files", named(Path.of("/tmp"), id));
            found.put("keyrings", keyrings(id));
            return found;
        } catch (IOException failed) {
            return Map.of("failed", failed.toString());
        }
    }

    private static String names(Path directory) throws IOException {
        return named(directory, "");
    }

    private static String named(Path directory, String part) throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains(part))
                    .sorted()
                    .reduce("", (all, name) -> all + name + "\n");
        }
    }

    private static String keyrings(String id) throws IOException {
        Path keys = Path.of("/proc/keys");
        return Files.exists(keys)
                ? Long.toString(Files.readAllLines(keys).stream()
                        .filter(line -> line.contains("_ses." + id))
                        .count())
                : "";
    }

    /**
     * Returns the memory of the container's processes. Memory of the kernel is excluded, since some of it is freed
     * later.
     */
    private static long memory(long init) {
        try {
            String name = Cgroups.v1("memory") ? "rss" : "anon";
            long sum = 0;
            for (String line :
                    Cgroups.read(init, "memory", "memory.stat", "memory.stat").split("\n", -1)) {
                String[] words = line.split(" ", -1);
                if (words[0].equals(name) || words[0].equals("shmem")) {
                    sum += Long.parseLong(words[1]);
                }
            }
            return sum;
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }
}
