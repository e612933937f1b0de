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
 * Another process continuously exchanges directories of images and of shared volumes with links to the host while
 * containers are created from them. Independently of which of the two a step sees, nothing outside of the container changes.
 *
 * <p>Each race must be won and lost at least once. {@code -Dhexrun.long=true} runs each race for minutes.
 */
@Requires({Need.ROOT, Need.BUSYBOX, Need.ATTACKER})
class MountRaceIT {

    private static final Duration TIME = Duration.ofSeconds(Distribution.exhaustive() ? 180 : 6);
    private static final Path CORE_PATTERN = Path.of("/proc/sys/kernel/core_pattern");
    private static final String SECRET = "the host's secret";
    private static final int SIGTERM = 15;

    /** The exchanged path, and the class of vulnerability that runtimes have had there. */
    enum Race {
        /**
         * CVE-2021-30465, CVE-2024-45310: mount points in a volume, both existing ones and ones that must be created.
         */
        MOUNT_POINTS_IN_A_VOLUME,
        /** CVE-2021-30465, CVE-2024-45310: mount points in the image. */
        MOUNT_POINTS_IN_THE_IMAGE,
        /** CVE-2026-41579: the directory in which devices are created. */
        DEVICES,
        /**
         * CVE-2019-19921, CVE-2023-27561, CVE-2025-52881: the mount point of procfs, below which sysctls are written.
         */
        PROC,
        /** CVE-2025-31133: the null device of the image, which could be used for masking. */
        NULL_DEVICE,
        /** CVE-2025-31133, CVE-2019-19921: masked and read-only paths. */
        MASKED_PATHS,
        /** CVE-2025-52565: the terminals and the console of the image. */
        CONSOLE,
        /** CVE-2024-21626: the working directory. */
        WORKING_DIRECTORY,
        /** CVE-2024-45310: the source of tmpcopyup, which the runtime copies. */
        COPIED_UP
    }

    @RegisterExtension
    final TestHost host = new TestHost();

    private final List<Command.Running> swappers = new ArrayList<>();
    private Path decoy = Path.of("/nonexistent");
    private Path volume = Path.of("/nonexistent");

    @BeforeEach
    void createDecoy() throws IOException {
        decoy = Files.createDirectories(host.directory().resolve("decoy"));
        for (String name : List.of("mounts", "pts", "null", "fs", "sys/net/ipv4", "self")) {
            Files.createDirectories(decoy.resolve(name));
        }
        for (String name : List.of("secret", "file", "console", "sys/net/ipv4/ip_forward", "shadow")) {
            Files.writeString(decoy.resolve(name), SECRET);
        }
        volume = Files.createDirectories(host.directory().resolve("volume"));
    }

    @AfterEach
    void killSwappers() {
        swappers.stream().filter(Command.Running::alive).forEach(swapper -> Kernel.kill(swapper.pid(), 9));
    }

    /**
     * Shows that the exchanges are effective: code that uses paths is soon redirected to the host, even if it first
     * checks the path.
     */
    @Test
    void redirectsCodeThatUsesPaths() throws IOException {
        Files.createDirectories(volume.resolve("dir"));
        Command.Running swapper = swap(volume.resolve("dir"), decoy);
        int inVolume = 0;
        int inDecoy = 0;
        long end = System.nanoTime() + Await.scaled(Duration.ofSeconds(20)).toNanos();
        for (int i = 0; (inVolume == 0 || inDecoy == 0) && System.nanoTime() < end; i++) {
            Path made = volume.resolve("dir").resolve("made" + i);
            // As in vulnerable runtimes: check that it is a directory and not a link, then create something in it.
            if (Files.isDirectory(volume.resolve("dir"), LinkOption.NOFOLLOW_LINKS)) {
                try {
                    Files.createDirectory(made);
                } catch (IOException inBetween) {
                    continue;
                }
                if (Files.exists(decoy.resolve("made" + i))) {
                    inDecoy++;
                } else {
                    inVolume++;
                }
            }
        }
        assertThat(stopAndCount(swapper)).isPositive();
        assertThat(inVolume).as("directories created in the volume").isPositive();
        assertThat(inDecoy).as("directories created in the decoy").isPositive();
    }

    @ParameterizedTest
    @EnumSource(Race.class)
    void changesNothingOutsideOfTheContainer(Race race) throws IOException {
        Bundle bundle = host.bundle().set("/root/readonly", false);
        Command.Running swapper = prepare(race, bundle);
        Map<String, String> before = hostState();
        List<Mounts.Entry> mounts = Mounts.ofHost();
        Map<String, Integer> outcomes = new TreeMap<>();
        int rounds = 0;
        long end = System.nanoTime() + TIME.toNanos();
        // On a busy machine, it takes longer until both outcomes occurred.
        long last = end + TIME.multipliedBy(5).toNanos();
        while (System.nanoTime() < end || (outcomes.size() < 2 && System.nanoTime() < last)) {
            outcomes.merge(round(race, bundle, rounds++), 1, Integer::sum);
        }
        long exchanges = stopAndCount(swapper);
        System.out.println(race + ": " + rounds + " containers, " + exchanges + " exchanges, " + outcomes);
        assertThat(hostState()).isEqualTo(before);
        assertThat(Mounts.ofHost()).isEqualTo(mounts);
        assertThat(exchanges).isGreaterThan(100);
        assertThat(outcomes).as("different outcomes of the race").hasSizeGreaterThan(1);
        host.assertNothingLeft();
    }

    /** Creates one container and returns the outcome. */
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
            return "rejected: " + all.strip().replaceAll("hxit[-\\d]+", "ID").replaceAll("made\\d+", "made");
        }
        Path inside = bundle.rootfs().resolve(decoy.toString().substring(1));
        boolean redirected = List.of(name, name + "-file").stream()
                .anyMatch(made -> Files.exists(inside.resolve(made), LinkOption.NOFOLLOW_LINKS));
        return redirected
                ? "in the decoy's path in the container"
                : "ran: " + outcome.out().strip();
    }

    private Command.Running prepare(Race race, Bundle bundle) throws IOException {
        Path root = bundle.rootfs();
        // The target of the link inside the container, so that following it is not an error by itself.
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
                removeDevMounts(bundle);
                yield swap(root.resolve("dev"), decoy);
            }
            case PROC -> {
                bundle.set("/linux/sysctl", Map.of("net.ipv4.ip_forward", "1"))
                        .set("/process/oomScoreAdj", 5)
                        .script("{ cat /proc/sys/net/ipv4/ip_forward; } 2>/dev/null; true");
                yield swap(root.resolve("proc"), decoy);
            }
            case NULL_DEVICE -> {
                removeDevMounts(bundle);
                Files.writeString(root.resolve("masked"), "masked content");
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
                removeDevMounts(bundle);
                bundle.set("/process/terminal", true).script("[ -t 0 ] && readlink /proc/self/fd/0");
                bundle.mount("/dev/pts", "devpts", "devpts", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5");
                Files.createDirectories(root.resolve("dev/pts"));
                Files.writeString(root.resolve("dev/console"), "");
                Path link =
                        Files.createSymbolicLink(host.directory().resolve("link-console"), decoy.resolve("console"));
                Path ptmx = Files.createSymbolicLink(host.directory().resolve("link-pts"), decoy.resolve("pts"));
                yield startSwapper(List.of(
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

    private static void removeDevMounts(Bundle bundle) {
        bundle.removeMount("/dev/pts")
                .removeMount("/dev/shm")
                .removeMount("/dev/mqueue")
                .removeMount("/dev");
    }

    /** Continuously exchanges a path with a link to a target on the host. */
    private Command.Running swap(Path path, Path target) throws IOException {
        Path link = path.resolveSibling(path.getFileName() + "-link");
        Files.createSymbolicLink(link, target);
        return startSwapper(List.of(path.toString(), link.toString()));
    }

    private Command.Running startSwapper(List<String> paths) {
        List<String> line = new ArrayList<>(List.of(Distribution.attacker().toString(), "swap"));
        line.addAll(paths);
        Command.Running swapper = host.program(line).start();
        swappers.add(swapper);
        Await.until("the exchanges", () -> swapper.out().startsWith("swapping\n"));
        return swapper;
    }

    /** Ends a swapper and returns the number of exchanges. */
    private static long stopAndCount(Command.Running swapper) {
        Kernel.kill(swapper.pid(), SIGTERM);
        String out = swapper.await().ok().out();
        return Long.parseLong(out.substring(out.lastIndexOf(' ') + 1).strip());
    }

    private Map<String, String> hostState() throws IOException {
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
