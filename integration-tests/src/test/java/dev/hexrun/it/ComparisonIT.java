package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Compares containers of hexrun and runc with the same configuration, as their programs see them. */
@Requires({
    Need.ROOT,
    Need.BUSYBOX,
    Need.PROBE,
    Need.ATTACKER,
    Need.UNSHARE,
    Need.SETPRIV,
    Need.USER_NAMESPACE,
    Need.RUNC_1_1_5
})
class ComparisonIT {

    private static final String USER = "65533";

    @RegisterExtension
    final TestHost host = new TestHost();

    private final List<Long> neighbours = new ArrayList<>();

    @AfterEach
    void killNeighbours() {
        neighbours.forEach(pid -> Kernel.kill(pid, 9));
    }

    /** Compares containers of an unprivileged user, with the configuration that {@code spec --rootless} writes. */
    @Test
    @Requires({Need.UNPRIVILEGED_USER_NAMESPACE, Need.READABLE_DISTRIBUTION})
    void rootlessContainersEqualThoseOfRunc() throws IOException {
        Path runtimeDirectory = Files.createDirectory(host.directory().resolve("runtime"));
        own(runtimeDirectory);
        Differences differences = new Differences(KnownDifferences.USER);
        for (ComparedBundles.Compared compared : ComparedBundles.ofUnprivilegedUser()) {
            Path directory = host.directory().resolve("compared-" + differences.count());
            Scene ours = rootless(compared, directory.resolve("ours"), runtimeDirectory);
            Scene theirs = rootless(compared, directory.resolve("their"), runtimeDirectory);
            Command.Running runs = asUser(
                            runtimeDirectory, Distribution.program().toString(), "run", ours)
                    .start();
            Outcome their =
                    asUser(runtimeDirectory, "runc", "run", theirs).start().await();
            Outcome our = runs.await();
            differences.add(compared, our, view(our, ours), their, view(their, theirs));
        }
        System.out.println(differences.count() + " rootless bundles compared with runc");
        differences.assertOnlyKnown();
    }

    private Scene rootless(ComparedBundles.Compared compared, Path directory, Path runtimeDirectory)
            throws IOException {
        Scene scene = Scene.in(directory, host, 0, 0);
        Files.delete(scene.bundle().configFile());
        own(directory);
        host.program(List.of(
                        "setpriv",
                        "--reuid=" + USER,
                        "--regid=" + USER,
                        "--clear-groups",
                        Distribution.program().toString(),
                        "spec",
                        "--rootless",
                        "--bundle",
                        scene.bundle().directory().toString()))
                .with("XDG_RUNTIME_DIR", runtimeDirectory.toString())
                .run()
                .ok();
        scene.bundle().load();
        scene.set("/process/terminal", false).probe();
        compared.change().accept(scene);
        own(directory);
        return scene;
    }

    private Command asUser(Path runtimeDirectory, String runtime, String command, Scene scene) {
        return host.program(List.of(
                        "setpriv",
                        "--reuid=" + USER,
                        "--regid=" + USER,
                        "--clear-groups",
                        "--inh-caps=-all",
                        runtime,
                        command,
                        "--bundle",
                        scene.bundle().directory().toString(),
                        scene.id()))
                .with("XDG_RUNTIME_DIR", runtimeDirectory.toString());
    }

    private void own(Path path) {
        host.program(List.of("chown", "-R", "-h", USER + ":" + USER, path.toString()))
                .run()
                .ok();
    }

    @Test
    void containersEqualThoseOfRunc() throws IOException {
        long neighbour = neighbour("unshare", "--mount", "--net", "--ipc", "--uts", "--cgroup", "--pid", "--fork");
        long userNeighbour = neighbour("unshare", "--user", "--net", "--fork");
        for (String map : List.of("uid_map", "gid_map")) {
            Files.writeString(Path.of("/proc/" + userNeighbour, map), "0 100000 65536\n");
        }
        Differences differences = new Differences(KnownDifferences.ROOT);
        List<ComparedBundles.Compared> all = ComparedBundles.all();
        for (ComparedBundles.Compared compared : all) {
            Path directory = host.directory().resolve("compared-" + differences.count());
            Scene ours = scene(compared, directory.resolve("ours"), neighbour, userNeighbour);
            Scene theirs = scene(compared, directory.resolve("their"), neighbour, userNeighbour);
            Command.Running runs =
                    command(compared, ours, Distribution.program().toString()).start();
            Outcome their = command(compared, theirs, "runc").start().await();
            Outcome our = runs.await();
            differences.add(compared, our, view(our, ours), their, view(their, theirs));
        }
        System.out.println(differences.count() + " bundles compared with runc");
        assertThat(differences.count()).isGreaterThanOrEqualTo(60);
        differences.assertOnlyKnown();
        removeParentCgroups();
    }

    private Scene scene(ComparedBundles.Compared compared, Path directory, long neighbour, long userNeighbour) {
        Scene scene = Scene.in(directory, host, neighbour, userNeighbour);
        compared.change().accept(scene);
        return scene;
    }

    /** Starts a process that sleeps in its own namespaces, and returns its pid. */
    private long neighbour(String... command) {
        List<String> line = new ArrayList<>(Arrays.asList(command));
        line.addAll(List.of("sleep", "100000"));
        long outer = host.program(line).start().pid();
        Await.until(
                "the process in other namespaces",
                () -> Processes.descendants(outer).stream()
                        .anyMatch(entry -> entry.name().equals("sleep")));
        long inner = Processes.descendants(outer).getFirst().pid();
        neighbours.add(inner);
        return inner;
    }

    private Command command(ComparedBundles.Compared compared, Scene scene, String runtime) {
        Command command = host.program(List.of(
                runtime,
                "--root",
                host.stateRoot() + (runtime.equals("runc") ? "-runc" : ""),
                "run",
                "--bundle",
                scene.bundle().directory().toString(),
                scene.id()));
        for (ComparedBundles.Condition condition : compared.conditions()) {
            switch (condition) {
                case TERMINAL -> command.via(Attacker.terminal());
                case UNUSUAL_CALLER ->
                    command.via(
                            "setpriv",
                            "--groups",
                            "7,8",
                            "bash",
                            "-c",
                            "umask 077; ulimit -S -n 555; ulimit -c 7; trap '' HUP USR1; cd /tmp; \"$@\"",
                            "bash");
                case SHARED_HOST, NESTED_MOUNT, REJECTED -> {}
            }
        }
        boolean nested = compared.conditions().contains(ComparedBundles.Condition.NESTED_MOUNT);
        boolean shared = compared.conditions().contains(ComparedBundles.Condition.SHARED_HOST);
        if (nested || shared) {
            String mount = nested
                    ? "mount -t tmpfs -o nosuid,noexec,size=64k nested "
                            + scene.volume().resolve("data/sub") + " && "
                    : "";
            command.via(
                    "unshare",
                    "--mount",
                    "--propagation",
                    shared ? "shared" : "private",
                    "sh",
                    "-c",
                    mount + "exec \"$@\"",
                    "sh");
        }
        return command;
    }

    private static View view(Outcome outcome, Scene scene) throws IOException {
        if (outcome.status() != 0) {
            return View.failed();
        }
        Map<String, String> names = new LinkedHashMap<>();
        names.put(scene.bundle().directory().toString(), "$BUNDLE");
        names.put(scene.volume().toString(), "$VOLUME");
        // mountinfo shows the root of a bind mount relative to the root of its file system.
        names.put(scene.bundle().directory().toString().substring("/tmp".length()), "$BUNDLE");
        names.put(scene.volume().toString().substring("/tmp".length()), "$VOLUME");
        names.put(scene.id(), "$ID");
        for (String type : List.of("cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts")) {
            names.put(Processes.link(ProcessHandle.current().pid(), "ns/" + type), "the host's");
            if (scene.neighbour() > 0 && !type.equals("user") && !type.equals("time")) {
                names.put(Processes.link(scene.neighbour(), "ns/" + type), "the neighbour's");
                names.put(Processes.link(scene.userNeighbour(), "ns/" + type), "the user neighbour's");
            } else if (scene.neighbour() > 0) {
                names.put(Processes.link(scene.userNeighbour(), "ns/" + type), "the user neighbour's");
            }
        }
        return View.of(outcome.out(), names);
    }

    /** Removes the parent directories of the configured cgroup, which neither runtime removes. */
    private void removeParentCgroups() {
        for (Path cgroup : Cgroups.named(host.mark()).reversed()) {
            cgroup.toFile().delete();
        }
    }
}
