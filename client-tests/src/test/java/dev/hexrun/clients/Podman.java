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

/** Podman as root, with private storage, configuration and locks, and an image with busybox. */
final class Podman implements Client<Podman.PodmanStage> {

    /** The name of the image. */
    static final String IMAGE = "localhost/busybox";

    private static final Path STATE_ROOTS = Path.of("/run");

    private final Path directory;
    private final String title;
    private final Map<String, String> environment = new TreeMap<>();

    private Podman(Path directory) throws IOException {
        this.directory = directory;
        this.title = Programs.firstLine(Programs.path("podman").toString(), "--version")
                .replace("podman version", "Podman");
        writeConfiguration();
        Path archive = Image.archive(directory);
        podman(OciRuntime.runc(), List.of("import", "--quiet", archive.toString(), IMAGE))
                .run()
                .ok();
    }

    static Podman open() throws IOException {
        return new Podman(Directories.create());
    }

    /**
     * Writes containers.conf. Podman asks a runtime for errors as JSON only if its name is listed there. Locks in files
     * are private, while those in shared memory are shared with all other Podmans of the host. The default limits of
     * Podman are higher than those of the host in many sandboxes, where root may not raise them.
     */
    private void writeConfiguration() throws IOException {
        Path configuration = directory.resolve("containers.conf");
        Files.writeString(configuration, """
                [engine]
                cgroup_manager = "cgroupfs"
                events_logger = "file"
                lock_type = "file"
                runtime_supports_json = ["crun", "runc", "hexrun"]
                runtime_supports_nocgroups = ["crun", "hexrun"]
                [network]
                network_config_dir = "%s"
                [containers]
                default_ulimits = ["nofile=1024:4096", "nproc=4096:4096"]
                """.formatted(Files.createDirectory(directory.resolve("networks"))));
        // Other versions may need a configuration of their own, for example the paths of their helpers.
        environment.put("CONTAINERS_CONF_OVERRIDE", configuration.toString());
        Programs.directory()
                .map(found -> found.resolve("containers.conf"))
                .filter(Files::exists)
                .ifPresentOrElse(
                        found -> environment.put("CONTAINERS_CONF", found.toString()),
                        () -> environment.put("CONTAINERS_CONF", configuration.toString()));
        Path storage = directory.resolve("storage.conf");
        Files.writeString(storage, """
                [storage]
                driver = "overlay"
                graphroot = "%s"
                runroot = "%s"
                """.formatted(directory.resolve("root"), directory.resolve("run")));
        environment.put("CONTAINERS_STORAGE_CONF", storage.toString());
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
        List<String> line = new ArrayList<>(List.of(
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
        List<String> ids = lines(runtime, "ps", "--all", "--quiet", "--no-trunc", "--filter", "name=" + stage.mark());
        lines(runtime, "pod", "ps", "--quiet", "--filter", "name=" + stage.mark())
                .forEach(pod -> remove(runtime, left, "pod", "rm", "--force", "--time", "0", pod));
        for (String id : lines(runtime, "ps", "--all", "--quiet", "--filter", "name=" + stage.mark())) {
            remove(runtime, left, "rm", "--force", "--time", "0", "--volumes", id);
        }
        for (String volume : lines(runtime, "volume", "ls", "--quiet", "--filter", "name=" + stage.mark())) {
            remove(runtime, left, "volume", "rm", "--force", volume);
        }
        for (String id : ids) {
            stateDirectory(runtime, id).ifPresent(path -> left.add("state directory " + path));
        }
        if (!Await.within(Duration.ofSeconds(5), () -> processes(stage.mark()).isEmpty())) {
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

    private static Optional<Path> stateDirectory(OciRuntime runtime, String id) {
        return Optional.of(STATE_ROOTS.resolve(runtime.name()).resolve(id)).filter(Files::exists);
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
        // Podman mounts its storage on itself.
        new Command(List.of("umount", directory.resolve("root/overlay").toString())).run();
        Directories.delete(directory);
    }

    /** A play with Podman. */
    static final class PodmanStage extends Stage {

        private final Podman podman;

        PodmanStage(Podman podman, OciRuntime runtime, Path directory) {
            super(runtime, directory);
            this.podman = podman;
        }

        /** Returns a command, which is not recorded unless it is passed to {@code record}. */
        Command podman(String... arguments) {
            return podman.podman(runtime(), Arrays.asList(arguments));
        }

        /** Runs a command and records its result. */
        Outcome run(String... arguments) {
            return record(arguments, podman(arguments));
        }

        /** Runs a prepared command and records its result. */
        Outcome record(String[] arguments, Command command) {
            Outcome outcome = command.run();
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
