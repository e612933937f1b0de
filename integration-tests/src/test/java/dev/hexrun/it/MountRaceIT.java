package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Folders of images and of shared volumes that somebody exchanges with links to the host, all the while containers are
 * created from them. Whichever of the two a step meets, nothing happens outside of the container.
 *
 * <p>Each race has to be one: what was exchanged has to be met both ways. {@code -Dhexrun.long=true} races for minutes.
 */
@Requires({Need.ROOT, Need.BUSYBOX, Need.ATTACKER})
class MountRaceIT {

    private static final Duration TIME = Duration.ofSeconds(Distribution.exhaustive() ? 180 : 6);
    private static final Path CORE_PATTERN = Path.of("/proc/sys/kernel/core_pattern");
    private static final String SECRET = "the host's secret";
    private static final int SIGTERM = 15;

    /** What is exchanged, and the class of flaw that runtimes had there. */
    enum Race {
        /** CVE-2021-30465, CVE-2024-45310: mount points in a volume, existing and to be made. */
        MOUNT_POINTS_IN_A_VOLUME,
        /** The same in the image. */
        MOUNT_POINTS_IN_THE_IMAGE,
        /** CVE-2026-41579: the folder in which devices are made. */
        DEVICES,
        /** CVE-2019-19921, CVE-2023-27561, CVE-2025-52881: where procfs is mounted, and sysctls are thought to be. */
        PROC,
        /** CVE-2025-31133: the null device of the image, with which one might mask. */
        NULL_DEVICE,
        /** CVE-2025-31133, CVE-2019-19921: what is masked, and made read-only. */
        MASKED_PATHS,
        /** CVE-2025-52565: the terminals and the console of the image. */
        CONSOLE,
        /** CVE-2024-21626: the working directory. */
        WORKING_DIRECTORY,
        /** CVE-2024-45310: the source of tmpcopyup, which is copied by the runtime. */
        COPIED_UP
    }

    @RegisterExtension
    final TestHost host = new TestHost();

    private final List<Command.Running> swappers = new ArrayList<>();
    private Path decoy = Path.of("/nonexistent");
    private Path volume = Path.of("/nonexistent");

    @BeforeEach
    void lure() throws IOException {
        decoy = Files.createDirectories(host.folder().resolve("decoy"));
        for (String name : List.of("mounts", "pts", "null", "fs", "sys/net/ipv4", "self")) {
            Files.createDirectories(decoy.resolve(name));
        }
        for (String name : List.of("secret", "file", "console", "sys/net/ipv4/ip_forward", "shadow")) {
            Files.writeString(decoy.resolve(name), SECRET);
        }
        volume = Files.createDirectories(host.folder().resolve("volume"));
    }

    @AfterEach
    void endSwappers() {
        swappers.stream().filter(Command.Running::alive).forEach(swapper -> Kernel.kill(swapper.pid(), 9));
    }

    /** That the exchanges can bite: who goes by names is led to the host soon, and who looks first as well. */
    @Test
    void leadsAstrayWhoGoesByNames() throws IOException {
        Files.createDirectories(volume.resolve("dir"));
        Command.Running swapper = swap(volume.resolve("dir"), decoy);
        int here = 0;
        int there = 0;
        long end = System.nanoTime() + Await.patient(Duration.ofSeconds(20)).toNanos();
        for (int i = 0; (here == 0 || there == 0) && System.nanoTime() < end; i++) {
            Path made = volume.resolve("dir").resolve("made" + i);
            // As runtimes did: it is a folder, no link, so let us make something in it.
            if (Files.isDirectory(volume.resolve("dir"), LinkOption.NOFOLLOW_LINKS)) {
                try {
                    Files.createDirectory(made);
                } catch (IOException inBetween) {
                    continue;
                }
                if (Files.exists(decoy.resolve("made" + i))) {
                    there++;
                } else {
                    here++;
                }
            }
        }
        assertThat(swapped(swapper)).isPositive();
        assertThat(here).as("stayed").isPositive();
        assertThat(there).as("led astray").isPositive();
    }

    @ParameterizedTest
    @EnumSource(Race.class)
    void staysInTheContainer(Race race) throws IOException {
        Bundle bundle = host.bundle().set("/root/readonly", false);
        Command.Running swapper = prepare(race, bundle);
        Map<String, String> before = look();
        List<Mounts.Entry> mounts = Mounts.ofHost();
        Map<String, Integer> ways = new TreeMap<>();
        int rounds = 0;
        long end = System.nanoTime() + TIME.toNanos();
        // On a machine that is busy it takes longer until both ways were met.
        long last = end + TIME.multipliedBy(5).toNanos();
        while (System.nanoTime() < end || (ways.size() < 2 && System.nanoTime() < last)) {
            ways.merge(round(race, bundle, rounds++), 1, Integer::sum);
        }
        long swapped = swapped(swapper);
        System.out.println(race + ": " + rounds + " containers, " + swapped + " exchanges, " + ways);
        assertThat(look()).isEqualTo(before);
        assertThat(Mounts.ofHost()).isEqualTo(mounts);
        assertThat(swapped).isGreaterThan(100);
        assertThat(ways).as("a race has two ways").hasSizeGreaterThan(1);
        host.assertNothingLeft();
    }

    /** One container; which way it went. */
    private String round(Race race, Bundle bundle, int number) throws IOException {
        String name = "made" + number;
        switch (race) {
            case MOUNT_POINTS_IN_A_VOLUME, MOUNT_POINTS_IN_THE_IMAGE -> {
                String parent = race == Race.MOUNT_POINTS_IN_A_VOLUME ? "/vol/dir/" : "/dir/";
                Object all = bundle.get("/mounts");
                Json.array(all)
                        .removeIf(mount -> String.valueOf(Json.object(mount).get("destination"))
                                .startsWith(parent));
                bundle.mount(parent + name + "/deep", "tmpfs", "tmpfs");
                bundle.mount(parent + name + "-file", "bind", "/etc/hostname", "bind", "ro");
                bundle.mount(parent + "mounts", "tmpfs", "tmpfs");
            }
            case DEVICES ->
                bundle.set(
                        "/linux/devices",
                        List.of(Map.of("path", "/dev/" + name, "type", "c", "major", 1, "minor", 3, "uid", 7)));
            case WORKING_DIRECTORY -> bundle.set("/process/cwd", "/dir/" + name);
            default -> {}
        }
        Command command = host.runCommand(bundle);
        Outcome outcome =
                race == Race.CONSOLE ? command.via(Attacker.terminal()).run() : command.run();
        String all = outcome.out() + outcome.err();
        assertThat(all).doesNotContain(SECRET).doesNotContain("Exception").doesNotContain("\tat ");
        if (outcome.status() != 0) {
            assertThat(all.strip().lines().count()).as(outcome.toString()).isEqualTo(1);
            assertThat(all).as(outcome.toString()).startsWith("hexrun: ");
            return "refused: " + all.strip().replaceAll("hxit[-\\d]+", "ID").replaceAll("made\\d+", "made");
        }
        Path inside = bundle.rootfs().resolve(decoy.toString().substring(1));
        boolean led = List.of(name, name + "-file").stream()
                .anyMatch(made -> Files.exists(inside.resolve(made), LinkOption.NOFOLLOW_LINKS));
        return led
                ? "to the decoy's place in the container"
                : "ran: " + outcome.out().strip();
    }

    private Command.Running prepare(Race race, Bundle bundle) throws IOException {
        Path root = bundle.rootfs();
        // Where the link leads inside of the container, so that following it is no failure by itself.
        Path inside = root.resolve(decoy.toString().substring(1));
        for (String name : List.of("mounts", "pts", "fs", "self")) {
            Files.createDirectories(inside.resolve(name));
        }
        bundle.script("true");
        return switch (race) {
            case MOUNT_POINTS_IN_A_VOLUME -> {
                Files.createDirectories(volume.resolve("dir/mounts"));
                bundle.mount("/vol", "bind", volume.toString(), "rbind");
                yield swap(volume.resolve("dir"), decoy);
            }
            case MOUNT_POINTS_IN_THE_IMAGE -> {
                Files.createDirectories(root.resolve("dir/mounts"));
                yield swap(root.resolve("dir"), decoy);
            }
            case DEVICES -> {
                withoutDev(bundle);
                yield swap(root.resolve("dev"), decoy);
            }
            case PROC -> {
                bundle.set("/linux/sysctl", Map.of("net.ipv4.ip_forward", "1"))
                        .set("/process/oomScoreAdj", 5)
                        .script("{ cat /proc/sys/net/ipv4/ip_forward; } 2>/dev/null; true");
                yield swap(root.resolve("proc"), decoy);
            }
            case NULL_DEVICE -> {
                withoutDev(bundle);
                Files.writeString(root.resolve("masked"), "to be masked");
                bundle.set("/linux/maskedPaths", List.of("/masked", "/proc/keys"))
                        .script("{ cat /masked /proc/keys; echo -n x > /masked; cat /proc/keys; } 2>/dev/null; true");
                host.program(List.of("mknod", root.resolve("dev/null").toString(), "c", "1", "3"))
                        .run()
                        .ok();
                yield swap(root.resolve("dev/null"), CORE_PATTERN);
            }
            case MASKED_PATHS -> {
                Files.createDirectories(volume.resolve("dir/fs"));
                Files.writeString(volume.resolve("dir/secret"), "x");
                bundle.mount("/vol", "bind", volume.toString(), "rbind")
                        .set("/linux/maskedPaths", List.of("/vol/dir/secret", "/vol/dir/fs", "/vol/dir"))
                        .set("/linux/readonlyPaths", List.of("/vol/dir/fs", "/vol/dir/secret"))
                        .script("ls -A /vol/dir/; true");
                yield swap(volume.resolve("dir"), decoy);
            }
            case CONSOLE -> {
                withoutDev(bundle);
                bundle.set("/process/terminal", true).script("[ -t 0 ] && readlink /proc/self/fd/0");
                bundle.mount("/dev/pts", "devpts", "devpts", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5");
                Files.createDirectories(root.resolve("dev/pts"));
                Files.writeString(root.resolve("dev/console"), "");
                Path link = Files.createSymbolicLink(host.folder().resolve("link-console"), decoy.resolve("console"));
                Path ptmx = Files.createSymbolicLink(host.folder().resolve("link-pts"), decoy.resolve("pts"));
                yield swapper(List.of(
                        root.resolve("dev/console").toString(), link.toString(),
                        root.resolve("dev/pts").toString(), ptmx.toString()));
            }
            case WORKING_DIRECTORY -> {
                Files.createDirectories(root.resolve("dir"));
                bundle.script("cat secret ../secret ../../../../.." + decoy + "/secret 2>/dev/null; true");
                yield swap(root.resolve("dir"), decoy);
            }
            case COPIED_UP -> {
                Files.createDirectories(root.resolve("dir"));
                Files.writeString(root.resolve("dir/own"), "own");
                bundle.mount("/dir", "tmpfs", "tmpfs", "tmpcopyup")
                        .script("{ cat /dir/*; ls -A /dir; } 2>/dev/null; true");
                yield swap(root.resolve("dir"), decoy);
            }
        };
    }

    private static void withoutDev(Bundle bundle) {
        bundle.withoutMount("/dev/pts")
                .withoutMount("/dev/shm")
                .withoutMount("/dev/mqueue")
                .withoutMount("/dev");
    }

    /** Exchanges something, again and again, with a link to a place on the host. */
    private Command.Running swap(Path path, Path target) throws IOException {
        Path link = path.resolveSibling(path.getFileName() + "-link");
        Files.createSymbolicLink(link, target);
        return swapper(List.of(path.toString(), link.toString()));
    }

    private Command.Running swapper(List<String> paths) {
        List<String> line = new ArrayList<>(List.of(Distribution.attacker().toString(), "swap"));
        line.addAll(paths);
        Command.Running swapper = host.program(line).start();
        swappers.add(swapper);
        Await.until("the exchanges", () -> swapper.out().startsWith("swapping\n"));
        return swapper;
    }

    /** Ends it; how often it exchanged. */
    private static long swapped(Command.Running swapper) {
        Kernel.kill(swapper.pid(), SIGTERM);
        String out = swapper.await().ok().out();
        return Long.parseLong(out.substring(out.lastIndexOf(' ') + 1).strip());
    }

    private Map<String, String> look() throws IOException {
        Map<String, String> found = new TreeMap<>(HostFiles.of(Path.of("/etc")));
        found.putAll(HostFiles.of(decoy));
        for (String file : List.of("secret", "file", "console", "sys/net/ipv4/ip_forward", "shadow")) {
            found.put("content of " + file, Files.readString(decoy.resolve(file)));
        }
        for (Path file :
                List.of(CORE_PATTERN, Path.of("/proc/sys/net/ipv4/ip_forward"), Path.of("/proc/sys/kernel/hostname"))) {
            found.put(file.toString(), Files.readString(file));
        }
        for (String node : List.of("/dev/null", "/dev/console", "/dev/ptmx", "/dev/pts")) {
            if (Files.exists(Path.of(node))) {
                found.put(
                        node,
                        Files.readAttributes(Path.of(node), "unix:mode,uid,gid,rdev,ino")
                                .toString());
            }
        }
        String[] names = Path.of("/").toFile().list();
        java.util.Arrays.sort(names == null ? new String[0] : names);
        found.put("/", String.join(" ", names == null ? new String[0] : names));
        return found;
    }
}
