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
 * Configurations that somebody damaged, given to the real command: each is carried out or refused in one sentence, and
 * whatever happens nothing is left, and the host is as before. The seed is printed; {@code -Dhexrun.seed} sets it. Many
 * more are read, checked and planned in a test of {@code adapter-json}, which starts no process for each.
 */
@Requires({Need.ROOT, Need.BUSYBOX, Need.PROBE, Need.UNSHARE})
class ConfigurationFuzzIT {

    private static final int ROUNDS = Distribution.exhaustive() ? 2000 : 150;
    private static final Duration GONE = Duration.ofSeconds(5);

    @RegisterExtension
    final TestHost host = new TestHost();

    private final List<String> failures = new ArrayList<>();
    private int ran;
    private int refused;

    @Test
    void carriesOutOrRefusesAndLeavesNothing() throws IOException {
        long seed = Long.getLong("hexrun.seed", Distribution.exhaustive() ? System.nanoTime() : 1);
        System.out.println("configurations are damaged with seed " + seed);
        List<Scene> scenes = new ArrayList<>();
        List<Map<String, Object>> documents = new ArrayList<>();
        for (ComparedBundles.Compared compared : ComparedBundles.all()) {
            // What needs a neighbour is made of this process, whose namespaces are not given away: see harmless().
            Scene scene = Scene.in(host.folder().resolve("fuzzed-" + scenes.size()), host, 1, 1);
            compared.change().accept(scene);
            scenes.add(scene);
            documents.add(Json.readObject(Files.readString(scene.bundle().configFile())));
        }
        Mutations mutations = new Mutations(seed, documents);
        Map<String, String> before = look();
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
        assertThat(look()).isEqualTo(before);
        System.out.println(ROUNDS + " damaged configurations: " + ran + " ran, " + refused + " were refused");
        // Both have to happen, or the damage teaches nothing.
        assertThat(ran).isGreaterThan(ROUNDS / 10);
        assertThat(refused).isGreaterThan(ROUNDS / 10);
    }

    /** One damaged configuration, and what is looked at afterwards. */
    private final class Round implements AutoCloseable {

        private final long seed;
        private final int number;
        private final Scene scene;
        private final String id;
        /** Whether its cgroup is below one of that name, and is not that one. */
        private final boolean named;

        Round(long seed, int number, Scene scene, String id, boolean named) {
            this.named = named;
            this.seed = seed;
            this.number = number;
            this.scene = scene;
            this.id = id;
        }

        /** One command each, since starting them is what takes the time. */
        void command() {
            Outcome outcome = switch (number % 6) {
                case 0 -> run("validate", "--bundle");
                case 1 -> run("plan", "--bundle");
                case 2 -> run("create", "--bundle", id);
                default -> run("run", "--bundle", id);
            };
            if (number % 6 == 0 && outcome.status() == 1) {
                // Its result are the problems, a line for each.
                assertThat(outcome.out()).as(outcome.toString()).isNotEmpty();
                refused++;
            } else if (refusal(outcome).startsWith("hexrun: ")) {
                refused++;
                told(outcome);
            } else {
                ran++;
            }
            noTrace(outcome);
            if (number % 6 == 2 && outcome.status() == 0) {
                noTrace(host.hexrun("start", id));
                noTrace(host.hexrun("delete", "--force", id));
            }
        }

        private Outcome run(String command, String... rest) {
            List<String> arguments = new ArrayList<>(
                    List.of(command, rest[0], scene.bundle().folder().toString()));
            arguments.addAll(List.of(rest).subList(1, rest.length));
            return host.command(arguments.toArray(String[]::new))
                    .via("unshare", "--mount", "--propagation", "private")
                    .run();
        }

        /** Without the lines before that tell what is ignored. */
        private String refusal(Outcome outcome) {
            String rest = outcome.err();
            while (rest.startsWith("hexrun: warning: ") && rest.indexOf('\n') >= 0) {
                rest = rest.substring(rest.indexOf('\n') + 1);
            }
            return rest;
        }

        /** A refusal is one sentence, and the status is that of hexrun's own failures. */
        private void told(Outcome outcome) {
            String refusal = refusal(outcome);
            boolean sentence = refusal.startsWith("hexrun: ")
                    && refusal.endsWith("\n")
                    && refusal.lines().count() == 1;
            if (!sentence || outcome.status() != 1) {
                fail("not refused in one sentence: " + outcome);
            }
        }

        private void noTrace(Outcome outcome) {
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
            // The runtimes of later rounds shall find the image as it was, as far as it can be had cheaply.
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
                if ((mount.target() + mount.root()).contains(host.folder().toString())) {
                    found.add("mount: " + mount);
                }
            }
            found.addAll(host.stateFolders());
            for (Path cgroup : Cgroups.named(id)) {
                // What the configuration names above the container's own cgroup may stay.
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

    /** What a container must never change. */
    private static Map<String, String> look() throws IOException {
        Map<String, String> found = new TreeMap<>(HostFiles.of(Path.of("/etc")));
        for (String folder : List.of("/", "/dev", "/usr", "/var")) {
            String[] names = Path.of(folder).toFile().list();
            java.util.Arrays.sort(names == null ? new String[0] : names);
            found.put(folder, String.join(" ", names == null ? new String[0] : names));
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
     * Takes out what hexrun rightly carries out and would hurt the machine: hooks are harmless programs, cgroups are below
     * one of this test's, namespaces of the host's and folders outside of the test's are not given away. What hexrun has
     * to refuse stays.
     */
    private Map<String, Object> harmless(Map<String, Object> document, Scene scene, String id) {
        if (document.get("root") instanceof Map<?, ?> root && root.get("path") instanceof String path) {
            if (!Path.of("/x").resolve(path.replace("\0", "")).normalize().startsWith("/x/rootfs")) {
                Json.object(root).put("path", "rootfs");
            }
        }
        each(document.get("mounts"), mount -> {
            if (mount.get("source") instanceof String source
                    && Files.exists(scene.bundle().folder().resolve(source.replace("\0", "")))
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
