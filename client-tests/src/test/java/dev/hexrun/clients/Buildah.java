package dev.hexrun.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Buildah with private storage and an image with busybox. */
final class Buildah implements Client<Buildah.BuildahStage> {

    private static final String IMAGE = "localhost/busybox";

    private final Path directory;
    private final String title;
    private final Map<String, String> environment = new TreeMap<>();

    private Buildah(Path directory) throws IOException {
        this.directory = directory;
        this.title = Programs.firstLine(Programs.path("buildah").toString(), "--version")
                .replaceAll("buildah version ([^ ]+).*", "Buildah $1");
        Path storage = directory.resolve("storage.conf");
        Files.writeString(storage, """
                [storage]
                driver = "overlay"
                graphroot = "%s"
                runroot = "%s"
                """.formatted(directory.resolve("root"), directory.resolve("run")));
        Path configuration = directory.resolve("containers.conf");
        Files.writeString(configuration, """
                [engine]
                cgroup_manager = "cgroupfs"
                [containers]
                default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
                """);
        environment.put("CONTAINERS_STORAGE_CONF", storage.toString());
        environment.putAll(Programs.configuration(configuration));
        environment.put("HOME", Files.createDirectory(directory.resolve("home")).toString());
        environment.put(
                "TMPDIR", Files.createDirectory(directory.resolve("tmp")).toString());
        Path policy = directory.resolve("policy.json");
        Files.writeString(policy, "{\"default\": [{\"type\": \"insecureAcceptAnything\"}]}");
        Image.archive(directory);
        Files.writeString(directory.resolve("Containerfile"), "FROM scratch\nADD busybox.tar /\nCMD [\"/bin/sh\"]\n");
        buildah("build", "--quiet", "--tag", IMAGE, directory.toString()).run().ok();
    }

    static Buildah open() throws IOException {
        Path directory = Directories.create();
        try {
            return new Buildah(directory);
        } catch (IOException | RuntimeException | AssertionError failed) {
            Directories.deleteStorage(directory);
            throw failed;
        }
    }

    private Command buildah(String... arguments) {
        List<String> line = new ArrayList<>(List.of(Programs.path("buildah").toString()));
        line.addAll(Arrays.asList(arguments));
        return new Command(line).with(environment).in(directory);
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
        return PodmanDifferences.BUILDAH;
    }

    @Override
    public BuildahStage stage(OciRuntime runtime, Path playDirectory) {
        return new BuildahStage(this, runtime, playDirectory);
    }

    @Override
    public List<String> cleanUp(BuildahStage stage) {
        List<String> left = new ArrayList<>();
        buildah("rm", "--all").run();
        buildah("rmi", "--force", "localhost/" + stage.mark()).run();
        Path roots = Path.of("/run", stage.runtime().name());
        try (Stream<Path> containers = Files.exists(roots) ? Files.list(roots) : Stream.<Path>empty()) {
            containers
                    .filter(path -> path.getFileName().toString().startsWith("buildah-"))
                    .forEach(path -> left.add("state directory " + path));
        } catch (IOException failed) {
            left.add(failed.toString());
        }
        return left;
    }

    @Override
    public void close() throws IOException {
        buildah("rm", "--all").run();
        buildah("rmi", "--all", "--force").run();
        Directories.deleteStorage(directory);
    }

    /** A play with Buildah. */
    static final class BuildahStage extends Stage {

        private final Buildah buildah;

        BuildahStage(Buildah buildah, OciRuntime runtime, Path directory) {
            super(runtime, directory);
            this.buildah = buildah;
            normalize("buildah-buildah\\d+", "CONTAINER");
            normalize("/tmp/buildah\\d+", "BUNDLE");
            normalize("--> [0-9a-f]{11}\\b", "--> ID");
            // Buildah lists all capabilities as ambient and none as inheritable; the scenario warnsOfCapabilities shows
            // it.
            normalize("(?m)^.*can't raise ambient capabilit.*\\R", "");
        }

        Command buildah(String... arguments) {
            List<String> line = new ArrayList<>(Arrays.asList(arguments));
            if (line.get(0).equals("run") || line.get(0).equals("build")) {
                line.addAll(1, List.of("--runtime", runtime().path().toString()));
            }
            return buildah.buildah(line.toArray(String[]::new)).within(Duration.ofMinutes(2));
        }

        /** Creates a working container and returns its name. */
        String from() {
            return quietly("from", "--pull=never", "--name", name("working"), IMAGE);
        }

        String quietly(String... arguments) {
            return buildah(arguments).run().ok().text();
        }

        /** Runs a command and records its result. */
        Outcome record(String... arguments) {
            Outcome outcome = buildah(arguments).run();
            transcript().add("buildah " + String.join(" ", arguments), outcome);
            return outcome;
        }

        /** Runs a command in a working container and records its result. */
        Outcome execute(String container, String... command) {
            List<String> line = new ArrayList<>(List.of("run", "--isolation", "oci", container, "--"));
            line.addAll(Arrays.asList(command));
            return record(line.toArray(String[]::new));
        }

        /**
         * Builds an image and records the result.
         *
         * @param file the Containerfile, with {@code %s} for the base image
         * @param options options of {@code buildah build}
         */
        Outcome build(String file, String... options) throws IOException {
            Path context = Files.createDirectories(directory().resolve("context"));
            Files.writeString(context.resolve("Containerfile"), file.formatted(IMAGE));
            Files.writeString(context.resolve("file"), "copied\n");
            List<String> line = new ArrayList<>(List.of(
                    "build", "--isolation", "oci", "--no-cache", "--pull=never", "--tag", "localhost/" + mark()));
            line.addAll(Arrays.asList(options));
            line.add(context.toString());
            return record(line.toArray(String[]::new));
        }
    }
}
