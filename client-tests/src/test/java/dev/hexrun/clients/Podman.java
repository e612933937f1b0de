package dev.hexrun.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Podman with private storage, configuration and locks, and an image with busybox; as root, or as an ordinary user. */
final class Podman implements Client<Podman.PodmanStage> {

    /** The name of the image. */
    static final String IMAGE = "localhost/busybox";

    private static final Path EXAMPLE = Path.of("../packaging/examples/podman/hexrun.conf");

    private static final String LABEL = "hexrun.play";

    /** The user of rootless Podman, who exists only in the mount namespaces of the commands. */
    private static final int USER = 58231;

    private final Path directory;
    private final boolean rootless;
    private final Path stateRoots;
    private final String title;
    private final Map<String, String> environment = new TreeMap<>();

    private Podman(Path directory, boolean rootless) throws IOException {
        this.directory = directory;
        this.rootless = rootless;
        this.stateRoots = rootless ? directory.resolve("xdg") : Path.of("/run");
        this.title = Programs.firstLine(Programs.path("podman").toString(), "--version")
                        .replace("podman version", "Podman")
                + (rootless ? ", rootless" : "");
        writeConfiguration();
        if (rootless) {
            createUser();
        }
        Path archive = Image.archive(directory);
        podman(OciRuntime.runc(), List.of("import", "--quiet", archive.toString(), IMAGE))
                .run()
                .ok();
    }

    static Podman open() throws IOException {
        return open(false);
    }

    static Podman openRootless() throws IOException {
        return open(true);
    }

    private static Podman open(boolean rootless) throws IOException {
        Path directory = Directories.create();
        try {
            return new Podman(directory, rootless);
        } catch (IOException | RuntimeException | AssertionError failed) {
            Directories.deleteStorage(directory);
            throw failed;
        }
    }

    /** Creates the files of /etc that contain the user, and gives the directory to the user. */
    private void createUser() throws IOException {
        Files.createDirectory(directory.resolve("etc"));
        for (String file : List.of("passwd", "group", "subuid", "subgid")) {
            Path host = Path.of("/etc", file);
            String line = switch (file) {
                case "passwd" -> "hxuser:x:%d:%d::%s:/bin/sh\n".formatted(USER, USER, environment.get("HOME"));
                case "group" -> "hxuser:x:%d:\n".formatted(USER);
                default -> "hxuser:600000:65536\n";
            };
            Files.writeString(
                    directory.resolve("etc").resolve(file), (Files.exists(host) ? Files.readString(host) : "") + line);
        }
        environment.put(
                "XDG_RUNTIME_DIR",
                Files.createDirectory(directory.resolve("xdg")).toString());
        new Command(List.of("chown", "-R", USER + ":" + USER, directory.toString()))
                .run()
                .ok();
    }

    /** Returns a command that runs another command as the user, with the files of /etc that contain the user. */
    private List<String> asUser() {
        StringBuilder script = new StringBuilder();
        for (String file : List.of("passwd", "group", "subuid", "subgid")) {
            script.append("mount --bind ")
                    .append(directory.resolve("etc").resolve(file))
                    .append(" /etc/")
                    .append(file)
                    .append(" && ");
        }
        script.append("exec setpriv --reuid ").append(USER).append(" --regid ").append(USER);
        script.append(" --groups ").append(USER).append(",4243 --inh-caps=-all \"$@\"");
        return List.of("unshare", "--mount", "--propagation", "slave", "sh", "-c", script.toString(), "sh");
    }

    /**
     * Writes containers.conf: the example of the documentation, and settings for private directories. Locks in files are
     * private, while those in shared memory are shared with all other Podmans of the host. The default limits of Podman
     * are higher than those of the host in many sandboxes, where root may not raise them.
     */
    private void writeConfiguration() throws IOException {
        Path configuration = directory.resolve("containers.conf");
        String example = Files.readString(EXAMPLE);
        String table = "[engine]\n";
        assertThat(example).containsOnlyOnce(table);
        Files.writeString(
                configuration,
                example.replace(table, table + """
                cgroup_manager = "cgroupfs"
                events_logger = "file"
                lock_type = "file"
                """)
                        + """
                [network]
                network_config_dir = "%s"
                [containers]
                default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
                """.formatted(Files.createDirectory(directory.resolve("networks"))));
        environment.putAll(Programs.configuration(configuration));
        Path storage = directory.resolve("storage.conf");
        Files.writeString(storage, """
                [storage]
                driver = "overlay"
                graphroot = "%s"
                runroot = "%s"
                """.formatted(directory.resolve("root"), directory.resolve("run")));
        environment.put("CONTAINERS_STORAGE_CONF", storage.toString());
        environment.put("PODMAN_IGNORE_CGROUPSV1_WARNING", "true");
        environment.put("HOME", Files.createDirectory(directory.resolve("home")).toString());
        environment.put(
                "TMPDIR", Files.createDirectory(directory.resolve("tmp")).toString());
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public List<AcceptedDifference> accepted() {
        return PodmanDifferences.ALL;
    }

    @Override
    public PodmanStage stage(OciRuntime runtime, Path playDirectory) {
        return new PodmanStage(this, runtime, playDirectory);
    }

    /** Returns a command of Podman. */
    Command podman(OciRuntime runtime, List<String> arguments) {
        List<String> line = new ArrayList<>(rootless ? asUser() : List.of());
        line.addAll(List.of(
                Programs.path("podman").toString(),
                "--runtime",
                runtime.path().toString(),
                "--root",
                directory.resolve("root").toString(),
                "--runroot",
                directory.resolve("run").toString(),
                "--tmpdir",
                directory.resolve("libpod").toString(),
                "--cgroup-manager",
                "cgroupfs"));
        line.addAll(arguments);
        return new Command(line).with(environment);
    }

    @Override
    public List<String> cleanUp(PodmanStage stage) {
        OciRuntime runtime = stage.runtime();
        List<String> left = new ArrayList<>();
        String filter = "name=" + stage.mark();
        String label = "label=" + LABEL + "=" + stage.mark();
        List<String> ids = lines(runtime, "ps", "--all", "--quiet", "--no-trunc", "--filter", label);
        if (stage.hasPods()) {
            for (String pod : lines(runtime, "pod", "ps", "--quiet", "--filter", filter)) {
                remove(runtime, left, "pod", "rm", "--force", "--time", "0", pod);
            }
        }
        for (String id : stage.hasPods() ? lines(runtime, "ps", "--all", "--quiet", "--filter", label) : ids) {
            remove(runtime, left, "rm", "--force", "--time", "0", "--volumes", id);
        }
        if (stage.hasVolumes()) {
            for (String volume : lines(runtime, "volume", "ls", "--quiet", "--filter", filter)) {
                remove(runtime, left, "volume", "rm", "--force", volume);
            }
        }
        for (String id : ids) {
            stateDirectory(runtime, id).ifPresent(path -> left.add("state directory " + path));
        }
        if (!Await.within(Duration.ofSeconds(20), () -> processes(stage.mark()).isEmpty())) {
            left.addAll(processes(stage.mark()));
        }
        return left;
    }

    private List<String> lines(OciRuntime runtime, String... arguments) {
        return podman(runtime, Arrays.asList(arguments))
                .run()
                .ok()
                .out()
                .lines()
                .toList();
    }

    private void remove(OciRuntime runtime, List<String> left, String... arguments) {
        Outcome outcome = podman(runtime, Arrays.asList(arguments)).run();
        if (outcome.status() != 0) {
            left.add(outcome.toString());
        }
    }

    private Optional<Path> stateDirectory(OciRuntime runtime, String id) {
        return Optional.of(stateRoots.resolve(runtime.name()).resolve(id)).filter(Files::exists);
    }

    /** Returns the processes whose command line contains a text. */
    private static List<String> processes(String text) {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.filter(process -> process.info().commandLine().orElse("").contains(text))
                    .map(process ->
                            process.pid() + " " + process.info().commandLine().orElse(""))
                    .toList();
        }
    }

    @Override
    public void close() throws IOException {
        podman(OciRuntime.runc(), List.of("rm", "--all", "--force", "--time", "0"))
                .run();
        podman(OciRuntime.runc(), List.of("rmi", "--all", "--force")).run();
        if (rootless) {
            // Podman keeps a process that holds its namespaces.
            try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
                all.filter(process -> isOfUser(process.pid())).forEach(ProcessHandle::destroyForcibly);
            }
        }
        Directories.deleteStorage(directory);
    }

    private static boolean isOfUser(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))
                    .contains("Uid:\t%d\t%d\t%d\t%d".formatted(USER, USER, USER, USER));
        } catch (IOException ended) {
            return false;
        }
    }

    /** A play with Podman. */
    static final class PodmanStage extends Stage {

        private final Podman podman;
        private boolean pods;
        private boolean volumes;

        PodmanStage(Podman podman, OciRuntime runtime, Path directory) {
            super(runtime, directory);
            this.podman = podman;
        }

        boolean hasPods() {
            return pods;
        }

        boolean hasVolumes() {
            return volumes;
        }

        /** Returns a command, which is not recorded unless it is passed to {@code record}. */
        Command podman(String... arguments) {
            List<String> words = Arrays.asList(arguments);
            pods |= words.contains("pod") || words.contains("kube") || words.contains("play");
            volumes |= words.contains("volume");
            return podman.podman(runtime(), labelled(words));
        }

        /** Adds a label to {@code run} and {@code create}, by which the containers are found and removed. */
        private List<String> labelled(List<String> words) {
            List<String> line = new ArrayList<>(words);
            for (String command : List.of("run", "create")) {
                int place = line.indexOf(command);
                if (place == 0 || (place == 2 && line.get(0).startsWith("--"))) {
                    line.addAll(place + 1, List.of("--label", LABEL + "=" + mark()));
                }
            }
            return line;
        }

        /** Runs a command and records its result. */
        Outcome run(String... arguments) {
            return record(arguments, podman(arguments));
        }

        /** Runs a prepared command and records its result. */
        Outcome record(String[] arguments, Command command) {
            return record(arguments, command.run());
        }

        /** Records the result of a command. */
        Outcome record(String[] arguments, Outcome outcome) {
            transcript().add("podman " + String.join(" ", arguments), outcome);
            return outcome;
        }

        /** Runs a container without a network in the foreground, removes it, and records the result. */
        Outcome container(String... arguments) {
            return run(prepend(arguments, "run", "--rm", "--network", "none"));
        }

        /** Runs a shell script in a container, with options for {@code podman run}, and records the result. */
        Outcome script(String script, String... options) {
            List<String> line = new ArrayList<>(Arrays.asList(options));
            line.addAll(List.of(IMAGE, "sh", "-c", script));
            return container(line.toArray(String[]::new));
        }

        /**
         * Starts a container without a network in the background, and returns its name.
         *
         * @param label the last part of its name
         * @param arguments options, image and command
         */
        String start(String label, String... arguments) {
            String name = name(label);
            quietly(prepend(arguments, "run", "--detach", "--network", "none", "--name", name));
            return name;
        }

        /** Returns the standard output of a command that succeeds, which is not recorded. */
        String quietly(String... arguments) {
            return podman(arguments).run().ok().text();
        }

        /** Returns a field of a container, which is not recorded. */
        String inspect(String container, String format) {
            Outcome outcome = podman("inspect", "--format", format, container).run();
            assertThat(outcome.status()).as(outcome.toString()).isZero();
            return outcome.text();
        }

        /** Waits until a container is in a state. */
        void awaitStatus(String container, String status) {
            await(
                    container + " is " + status,
                    () -> podman("inspect", "--format", "{{.State.Status}}", container)
                            .run()
                            .text()
                            .equals(status));
        }

        /** Runs a command of Podman as {@code "$@"} of a shell script. */
        Outcome shell(String script, Command command) {
            List<String> line = new ArrayList<>(List.of("sh", "-c", script, "sh"));
            line.addAll(command.arguments());
            return new Command(line).with(podman.environment).run();
        }

        /** Runs a command of the runtime with its default state root. */
        Outcome runtimeCommand(String... arguments) {
            return program(prepend(arguments, runtime().path().toString()));
        }

        private static String[] prepend(String[] arguments, String... first) {
            return Stream.concat(Arrays.stream(first), Arrays.stream(arguments)).toArray(String[]::new);
        }

        /** Creates a file in the directory of the play. */
        Path file(String name, String content) {
            try {
                return Files.writeString(directory().resolve(name), content);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}
