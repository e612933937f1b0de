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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Randomly damaged configurations, run by the real command: each one is executed or rejected with a one-line error. In
 * both cases nothing is left, and the host is unchanged. The seed is printed; {@code -Dhexrun.seed} sets it. A test of
 * {@code adapter-json} parses, validates and plans many more, since it starts no process for each.
 */
@Requires({Need.ROOT, Need.BUSYBOX, Need.PROBE, Need.UNSHARE})
class ConfigurationFuzzIT {

    private static final int ROUNDS = Distribution.exhaustive() ? 2000 : 150;
    private static final Duration GONE = Duration.ofSeconds(5);

    @RegisterExtension
    final TestHost host = new TestHost();

    private final List<String> failures = new ArrayList<>();
    private int ran;
    private int rejected;

    @Test
    void runsOrRejectsDamagedConfigurationsAndLeavesNothing() throws IOException {
        long seed = Long.getLong("hexrun.seed", Distribution.exhaustive() ? System.nanoTime() : 1);
        System.out.println("seed of the damaged configurations: " + seed);
        List<Scene> scenes = new ArrayList<>();
        List<Map<String, Object>> documents = new ArrayList<>();
        for (ComparedBundles.Compared compared : ComparedBundles.all()) {
            // This process serves as the neighbour. Its namespaces are not joined: see harmless().
            Scene scene = Scene.in(host.directory().resolve("fuzzed-" + scenes.size()), host, 1, 1);
            compared.change().accept(scene);
            scenes.add(scene);
            documents.add(Json.readObject(Files.readString(scene.bundle().configFile())));
        }
        Mutations mutations = new Mutations(seed, documents);
        Map<String, String> before = hostState();
        for (int round = 0; round < ROUNDS && failures.size() < 10; round++) {
            int chosen = new java.util.Random(seed + round).nextInt(scenes.size());
            Scene scene = scenes.get(chosen);
            String id = host.newId();
            Map<String, Object> document = harmless(mutations.next(chosen), scene, id);
            scene.bundle().text(Json.write(document));
            boolean named =
                    document.get("linux") instanceof Map<?, ?> linux && linux.get("cgroupsPath") instanceof String;
            try (var scope = new Round(seed, round, scene, id, named)) {
                scope.command();
            }
        }
        assertThat(String.join("\n\n", failures)).isEmpty();
        assertThat(hostState()).isEqualTo(before);
        System.out.println(ROUNDS + " damaged configurations: " + ran + " ran, " + rejected + " were rejected");
        // Without both outcomes, the test would show nothing.
        assertThat(ran).isGreaterThan(ROUNDS / 10);
        assertThat(rejected).isGreaterThan(ROUNDS / 10);
    }

    /** One damaged configuration and the checks after it. */
    private final class Round implements AutoCloseable {

        private final long seed;
        private final int number;
        private final Scene scene;
        private final String id;
        /**
         * True if {@code cgroupsPath} is set, so that the container's cgroup is below a cgroup with the id as its name.
         */
        private final boolean named;

        Round(long seed, int number, Scene scene, String id, boolean named) {
            this.named = named;
            this.seed = seed;
            this.number = number;
            this.scene = scene;
            this.id = id;
        }

        /** Runs one of several commands, since most of the time is spent starting commands. */
        void command() {
            Outcome outcome = switch (number % 6) {
                case 0 -> run("validate", "--bundle");
                case 1 -> run("plan", "--bundle");
                case 2 -> run("create", "--bundle", id);
                default -> run("run", "--bundle", id);
            };
            if (number % 6 == 0 && outcome.status() == 1) {
                // validate prints one line for each problem to standard output.
                assertThat(outcome.out()).as(outcome.toString()).isNotEmpty();
                rejected++;
            } else if (errorOf(outcome).startsWith("hexrun: ")) {
                rejected++;
                assertRejectedInOneLine(outcome);
            } else {
                ran++;
            }
            assertNoStackTrace(outcome);
            if (number % 6 == 2 && outcome.status() == 0) {
                assertNoStackTrace(host.hexrun("start", id));
                assertNoStackTrace(host.hexrun("delete", "--force", id));
            }
        }

        private Outcome run(String command, String... rest) {
            List<String> arguments = new ArrayList<>(
                    List.of(command, rest[0], scene.bundle().directory().toString()));
            arguments.addAll(List.of(rest).subList(1, rest.length));
            return host.command(arguments.toArray(String[]::new))
                    .via("unshare", "--mount", "--propagation", "private")
                    .run();
        }

        /** Returns the error output without leading warnings. */
        private String errorOf(Outcome outcome) {
            String rest = outcome.err();
            while (rest.startsWith("hexrun: warning: ") && rest.indexOf('\n') >= 0) {
                rest = rest.substring(rest.indexOf('\n') + 1);
            }
            return rest;
        }

        /** Checks that the error is a single line, and that the exit status is 1. */
        private void assertRejectedInOneLine(Outcome outcome) {
            String error = errorOf(outcome);
            boolean oneLine = error.startsWith("hexrun: ")
                    && error.endsWith("\n")
                    && error.lines().count() == 1;
            if (!oneLine || outcome.status() != 1) {
                fail("not rejected with a one-line error: " + outcome);
            }
        }

        private void assertNoStackTrace(Outcome outcome) {
            if (outcome.err().contains("Exception")
                    || outcome.err().contains("\tat ")
                    || outcome.err().contains("Error:")) {
                fail("a stack trace: " + outcome);
            }
        }

        @Override
        public void close() throws IOException {
            List<String> found = new ArrayList<>();
            Await.within(GONE, () -> {
                found.clear();
                found.addAll(left());
                return found.isEmpty();
            });
            if (!found.isEmpty()) {
                fail("left: " + found);
                host.hexrun("delete", "--force", id);
                for (Processes.Entry process :
                        Processes.descendants(ProcessHandle.current().pid())) {
                    Kernel.kill(process.pid(), 9);
                }
            }
            for (Path cgroup : Cgroups.named(id).reversed()) {
                cgroup.toFile().delete();
            }
            // Restores the image for later rounds, as far as that is cheap.
            Files.deleteIfExists(scene.bundle().rootfs().resolve("file"));
        }

        private List<String> left() {
            List<String> found = new ArrayList<>();
            long self = ProcessHandle.current().pid();
            for (Processes.Entry process : Processes.descendants(self)) {
                if (process.zombie() && process.parent() == self) {
                    Kernel.reap(process.pid());
                } else {
                    found.add(process + " "
                            + Processes.text(process.pid(), "cmdline").replace('\0', ' '));
                }
            }
            for (Mounts.Entry mount : Mounts.ofHost()) {
                if ((mount.target() + mount.root()).contains(host.directory().toString())) {
                    found.add("mount: " + mount);
                }
            }
            found.addAll(host.stateDirectories());
            for (Path cgroup : Cgroups.named(id)) {
                // Cgroups that the configuration names above the container's own may remain.
                if (!Processes.lines(cgroup.resolve("cgroup.procs")).isEmpty()
                        || cgroup.endsWith(id) != named
                        || cgroup.toString().endsWith("leaf")) {
                    found.add(cgroup.toString());
                }
            }
            return found;
        }

        private void fail(String what) {
            try {
                failures.add("seed " + seed + ", round " + number + ": " + what + "\nconfiguration: "
                        + Files.readString(scene.bundle().configFile()));
            } catch (IOException failed) {
                throw new java.io.UncheckedIOException(failed);
            }
        }
    }

    /** Returns the state of the host that a container must never change. */
    private static Map<String, String> hostState() throws IOException {
        Map<String, String> found = new TreeMap<>(HostFiles.of(Path.of("/etc")));
        for (String directory : List.of("/", "/dev", "/usr", "/var")) {
            String[] names = Path.of(directory).toFile().list();
            java.util.Arrays.sort(names == null ? new String[0] : names);
            found.put(directory, String.join(" ", names == null ? new String[0] : names));
        }
        for (String file : List.of("hostname", "domainname", "core_pattern", "panic", "msgmax", "shmmni", "sem")) {
            found.put(file, Files.readString(Path.of("/proc/sys/kernel", file)));
        }
        found.put("ip_forward", Files.readString(Path.of("/proc/sys/net/ipv4/ip_forward")));
        found.put(
                "/dev/null",
                Files.readAttributes(Path.of("/dev/null"), "unix:mode,uid,gid,rdev,ino")
                        .toString());
        return found;
    }

    /**
     * Replaces settings that hexrun rightly executes and that would harm the machine: hooks become harmless programs,
     * cgroups are created below one of this test, and namespaces of the host and directories outside of the test are
     * not used. Settings that hexrun must reject are kept.
     */
    private Map<String, Object> harmless(Map<String, Object> document, Scene scene, String id) {
        if (document.get("root") instanceof Map<?, ?> root && root.get("path") instanceof String path) {
            if (!Path.of("/x").resolve(path.replace("\0", "")).normalize().startsWith("/x/rootfs")) {
                Json.object(root).put("path", "rootfs");
            }
        }
        each(document.get("mounts"), mount -> {
            if (mount.get("source") instanceof String source
                    && Files.exists(scene.bundle().directory().resolve(source.replace("\0", "")))
                    && !source.startsWith(scene.volume().toString())) {
                mount.put("source", scene.volume().resolve("data").toString());
            }
        });
        if (document.get("hooks") instanceof Map<?, ?> hooks) {
            for (Object kind : Json.object(hooks).values()) {
                each(kind, hook -> {
                    if (hook.get("path") instanceof String) {
                        hook.put("path", "/bin/true");
                    }
                });
            }
        }
        if (document.get("process") instanceof Map<?, ?> process
                && process.get("oomScoreAdj") instanceof Long score
                && score < 0) {
            Json.object(process).put("oomScoreAdj", -score);
        }
        if (document.get("linux") instanceof Map<?, ?> any) {
            Map<String, Object> linux = Json.object(any);
            if (linux.get("cgroupsPath") instanceof String path) {
                linux.put("cgroupsPath", "/" + id + "/" + path.replaceAll("[^a-z]", "") + "leaf");
            }
            linux.remove("netDevices");
            linux.remove("intelRdt");
            each(linux.get("namespaces"), namespace -> {
                if (namespace.get("path") instanceof String path && !path.isEmpty()) {
                    namespace.put("path", path.contains("/ns/") ? "/not/there" : path);
                }
            });
        }
        return document;
    }

    private static void each(@Nullable Object list, java.util.function.Consumer<Map<String, Object>> change) {
        if (list instanceof List<?> elements) {
            for (Object element : elements) {
                if (element instanceof Map<?, ?> map) {
                    change.accept(Json.object(map));
                }
            }
        }
    }
}
