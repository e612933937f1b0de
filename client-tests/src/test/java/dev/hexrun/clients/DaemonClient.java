package dev.hexrun.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A client whose daemon runs on a {@link PrivateHost}: one daemon for each runtime, with equal settings. The scenarios
 * are scripts with the functions of a file; its function {@code finish} removes everything that a script has created, and
 * {@code start_daemon} starts a daemon again that a script has killed.
 */
abstract class DaemonClient implements Client<ShellStage> {

    /**
     * A daemon for one runtime.
     *
     * @param host the private host
     * @param directory the directory of the daemon, with {@code start}, a script that starts it, and its {@code log}
     * @param environment the environment of the daemon and of its clients
     */
    record Daemon(PrivateHost host, Path directory, Map<String, String> environment) {

        Command command(String... line) {
            return host.command(List.of(line)).with(environment);
        }
    }

    private static final Duration INTERVAL = Duration.ofMillis(150);

    private final Path directory = Directories.create();
    private final Path archive = Image.archive(directory);
    private final Path functions;
    private final Map<Path, Daemon> daemons = new HashMap<>();

    /**
     * Creates the directory with the image.
     *
     * @param functions the name of the file with the functions of the scripts
     */
    DaemonClient(String functions) throws IOException {
        this.functions = Files.writeString(directory.resolve(functions), ShellScenario.resource(functions));
        Files.writeString(directory.resolve("terminal.py"), ShellScenario.resource("terminal.py"));
    }

    /**
     * Writes the configuration of a daemon, and returns the command line that starts it.
     *
     * @param daemon the daemon, whose environment may be changed
     */
    abstract String configure(Daemon daemon, OciRuntime runtime) throws IOException;

    /** Returns a command that succeeds as soon as the daemon is ready. */
    abstract Command probe(Daemon daemon);

    /** Imports the image. */
    abstract void importImage(Daemon daemon) throws IOException;

    /** Returns what is left of containers that do not exist any more, in addition to processes and cgroups. */
    abstract List<String> leftovers(Daemon daemon);

    /** Returns whether a process belongs to the daemon. */
    abstract boolean isOfDaemon(String commandLine);

    @Override
    public final Path directory() {
        return directory;
    }

    /** Returns an archive with the root file system of the image. */
    final Path archive() {
        return archive;
    }

    final Path rootfs() {
        return directory.resolve("rootfs");
    }

    @Override
    public final ShellStage stage(OciRuntime runtime, Path playDirectory) {
        Daemon daemon = daemons.computeIfAbsent(runtime.path(), _ -> start(runtime));
        Map<String, String> environment = new TreeMap<>(daemon.environment());
        environment.put("daemon_directory", daemon.directory().toString());
        environment.put("resources", directory.toString());
        environment.put("rootfs", rootfs().toString());
        environment.put("clients", Programs.directory().map(Path::toString).orElse(""));
        // The directories that a nested runtime needs: the distribution, or only the program.
        Path program = runtime.path();
        boolean distribution = program.endsWith("bin/hexrun");
        environment.put(
                "runtime_home", (distribution ? program.resolveSibling("").resolveSibling("") : program).toString());
        ShellStage stage = new ShellStage(runtime, playDirectory, daemon.host(), functions, environment);
        stage.normalize(daemon.host().cgroupParent(), "CGROUP");
        stage.normalize(daemon.directory().toString(), "DAEMON");
        return stage;
    }

    private Daemon start(OciRuntime runtime) {
        try {
            Path home = Files.createDirectory(directory.resolve(runtime.name()));
            Daemon daemon = new Daemon(PrivateHost.create(home), home, new TreeMap<>());
            daemon.environment().put("HOME", home.toString());
            daemon.environment().put("PATH", Programs.searchPath());
            String line = configure(daemon, runtime);
            Files.writeString(
                    home.resolve("start"),
                    "setsid " + line + " >>" + home + "/log 2>&1 </dev/null &\necho $! >" + home + "/started\n");
            daemon.command("sh", home.resolve("start").toString()).run().ok();
            if (!poll(Duration.ofSeconds(30), () -> probe(daemon).run().status() == 0)) {
                throw new AssertionError("a daemon does not start:\n" + Files.readString(home.resolve("log")));
            }
            importImage(daemon);
            return daemon;
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public final List<String> cleanUp(ShellStage stage) {
        Daemon daemon = daemons.get(stage.runtime().path());
        if (daemon == null) {
            return List.of();
        }
        stage.script("finish").run();
        return poll(Duration.ofSeconds(5), () -> left(daemon).isEmpty()) ? List.of() : left(daemon);
    }

    /** Returns whether a condition becomes true, which is checked less often than by {@link Await}, since it runs programs. */
    private static boolean poll(Duration deadline, BooleanSupplier condition) {
        AtomicLong last = new AtomicLong(System.nanoTime() - INTERVAL.toNanos());
        return Await.within(deadline, () -> {
            if (System.nanoTime() - last.get() < INTERVAL.toNanos()) {
                return false;
            }
            boolean result = condition.getAsBoolean();
            last.set(System.nanoTime());
            return result;
        });
    }

    private List<String> left(Daemon daemon) {
        List<String> left = new ArrayList<>(leftovers(daemon));
        daemon.host().processes().stream()
                .filter(line -> !isOfDaemon(line))
                .map(line -> "process " + line)
                .forEach(left::add);
        return left;
    }

    /** Returns the entries of a directory, or an empty list if it does not exist. */
    static List<Path> entries(Path parent) {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.toList();
        } catch (IOException removed) {
            return List.of();
        }
    }

    @Override
    public final void close() throws IOException {
        for (Daemon daemon : daemons.values()) {
            daemon.host().close();
        }
        Directories.delete(directory);
    }
}
