package dev.hexrun.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Mount, pid, network, ipc and uts namespaces in which a daemon runs as on a host of its own: with its bridges and
 * ports, an empty {@code /run}, and an {@code /etc} whose changes are not kept. When it is closed, or when the tests are
 * killed, the kernel kills all of its processes and removes its mounts and networks. Cgroups are those of the host; a
 * daemon has to create them below {@link #cgroupParent}.
 */
final class PrivateHost implements AutoCloseable {

    private static final String PREPARATION = """
            mount --make-rshared /
            mount -t tmpfs -o mode=755 tmpfs /run
            mkdir -p "$1/etc" "$1/work"
            mount -t overlay -o "lowerdir=/etc,upperdir=$1/etc,workdir=$1/work" overlay /etc
            ip link set lo up
            echo ready
            cat >/dev/null
            :
            """;
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    private final Path directory;
    private final Process holder;
    private final long pid;

    private PrivateHost(Path directory, Process holder, long pid) {
        this.directory = directory;
        this.holder = holder;
        this.pid = pid;
    }

    /**
     * Creates the namespaces.
     *
     * @param directory an empty directory, which exists in these namespaces too
     */
    static PrivateHost create(Path directory) throws IOException {
        Path output = directory.resolve("host.log");
        Process holder = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "--net",
                        "--pid",
                        "--ipc",
                        "--uts",
                        "--fork",
                        "--kill-child",
                        "--mount-proc",
                        "--propagation",
                        "slave",
                        // The first process; a bash, since it also reaps processes that it has not started.
                        "bash",
                        "-c",
                        PREPARATION,
                        "bash",
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        Await.until("a private host, see " + output, () -> read(output).contains("ready\n"));
        long pid = holder.toHandle().children().findFirst().orElseThrow().pid();
        return new PrivateHost(directory, holder, pid);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            return "";
        }
    }

    /** Returns a command in these namespaces. */
    Command command(List<String> arguments) {
        List<String> line = new ArrayList<>(List.of(
                "nsenter", "--target", Long.toString(pid), "--mount", "--net", "--pid", "--ipc", "--uts", "--"));
        line.addAll(arguments);
        return new Command(line);
    }

    /** Returns the path of a cgroup in all hierarchies of the host that no other test uses. */
    String cgroupParent() {
        int names = directory.getNameCount();
        return "/hexrun-clients-" + directory.getName(names - 2) + "-" + directory.getName(names - 1);
    }

    /** Returns the cgroups below the parent. */
    List<Path> cgroups() {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> hierarchies = Files.list(CGROUPS)) {
            List<Path> roots =
                    new ArrayList<>(hierarchies.filter(Files::isDirectory).toList());
            roots.add(CGROUPS);
            for (Path root : roots) {
                Path parent = root.resolve(cgroupParent().substring(1));
                if (Files.isDirectory(parent)) {
                    try (Stream<Path> all = Files.walk(parent)) {
                        all.filter(Files::isDirectory)
                                .filter(path -> !path.equals(parent))
                                .forEach(found::add);
                    }
                }
            }
        } catch (IOException | java.io.UncheckedIOException removed) {
            return cgroups();
        }
        return found;
    }

    /** Returns the command lines of the processes of these namespaces, without those that belong to the host itself. */
    List<String> processes() {
        return command(List.of("ps", "-e", "-o", "pid=,args="))
                .run()
                .ok()
                .out()
                .lines()
                .map(String::strip)
                .filter(line -> !line.startsWith("1 ") && !line.endsWith(" cat") && !line.contains(" ps -e -o pid"))
                .toList();
    }

    @Override
    public void close() throws IOException {
        holder.getOutputStream().close();
        try {
            if (!Await.endsWithin(holder, Duration.ofSeconds(20))) {
                throw new IllegalStateException("the private host does not end, see " + directory);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        for (Path cgroup : cgroups().reversed()) {
            Files.deleteIfExists(cgroup);
        }
        try (Stream<Path> hierarchies = Files.list(CGROUPS)) {
            for (Path hierarchy : hierarchies.toList()) {
                Path parent = hierarchy.resolve(cgroupParent().substring(1));
                if (Files.isDirectory(parent)) {
                    Files.deleteIfExists(parent);
                }
            }
        }
        Files.deleteIfExists(CGROUPS.resolve(cgroupParent().substring(1)));
    }
}
