package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Containers with a user namespace inside another user namespace, as rootless container engines create them. The caller
 * is root in its namespace and has some ids of the host; the kernel alone decides which of them it may map.
 */
@Requires({
    Need.ROOT,
    Need.BUSYBOX,
    Need.SETPRIV,
    Need.UNSHARE,
    Need.UNPRIVILEGED_USER_NAMESPACE,
    Need.READABLE_DISTRIBUTION
})
class NestedUserNamespaceIT {

    private static final String USER = "65533";

    /** The mappings of an engine: the id of a user and its range in /etc/subuid. */
    private static final String ENGINE = "0 65533 1\n1 300000 65536\n";

    /**
     * Runs a command as root in a new user namespace: {@code FIFO-PREFIX SETGROUPS UID-MAP GID-MAP COMMAND...}. The
     * maps are written from outside.
     */
    private static final String RUN_IN_USER_NAMESPACE = """
            set -e
            f=$1 setgroups=$2 uids=$3 gids=$4
            shift 4
            rm -f "$f.made" "$f.mapped"
            mkfifo -m 666 "$f.made" "$f.mapped"
            unshare --user sh -c 'f=$1; shift; echo > "$f.made"; read x < "$f.mapped"; exec "$@"' sh "$f" "$@" &
            read x < "$f.made"
            printf %s "$setgroups" > /proc/$!/setgroups
            printf %s "$uids" > /proc/$!/uid_map
            printf %s "$gids" > /proc/$!/gid_map
            echo > "$f.mapped"
            wait $!
            """;

    @RegisterExtension
    final TestHost host = new TestHost();

    private Path runtimeDirectory = Path.of("/nonexistent");
    private Path helpers = Path.of("/nonexistent");

    @BeforeEach
    void prepareDirectories() throws IOException {
        runtimeDirectory = Files.createDirectory(host.directory().resolve("runtime"));
        own(runtimeDirectory, USER);
        Files.setPosixFilePermissions(
                Files.createDirectory(host.directory().resolve("fifos")), PosixFilePermissions.fromString("rwxrwxrwx"));
        helpers = Files.createDirectory(host.directory().resolve("helpers"));
    }

    private void own(Path path, String user) {
        host.program(List.of("chown", "-R", "-h", user + ":" + user, path.toString()))
                .run()
                .ok();
    }

    /** Puts helpers into PATH that record each call and fail. */
    private void addFailingHelpers() throws IOException {
        Path called = host.directory().resolve("fifos/called");
        for (String name : List.of("newuidmap", "newgidmap")) {
            Path helper =
                    Files.writeString(helpers.resolve(name), "#!/bin/sh\necho \"$0 $*\" >>" + called + "\nexit 1\n");
            Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private void assertHelpersNotCalled() {
        assertThat(host.directory().resolve("fifos/called")).doesNotExist();
    }

    /** Creates a bundle whose files belong to a user of the host. */
    private Bundle bundle(String owner, List<Map<String, Integer>> mappings) throws IOException {
        Bundle bundle = host.bundle();
        Files.delete(bundle.configFile());
        own(bundle.directory(), USER);
        host.program(List.of(
                        "setpriv",
                        "--reuid=" + USER,
                        "--regid=" + USER,
                        "--clear-groups",
                        Distribution.program().toString(),
                        "spec",
                        "--rootless",
                        "--bundle",
                        bundle.directory().toString()))
                .run()
                .ok();
        own(bundle.rootfs(), owner);
        return bundle.load()
                .set("/process/terminal", false)
                .set("/linux/uidMappings", mappings)
                .set("/linux/gidMappings", mappings);
    }

    private static Map<String, Integer> range(int containerId, int hostId, int size) {
        return Map.of("containerID", containerId, "hostID", hostId, "size", size);
    }

    private List<String> runInUserNamespace(
            String name, String setgroups, String uids, String gids, List<String> command) {
        List<String> line = new ArrayList<>(List.of(
                "sh",
                "-c",
                RUN_IN_USER_NAMESPACE,
                "sh",
                host.directory().resolve("fifos/" + name).toString(),
                setgroups,
                uids,
                gids));
        line.addAll(command);
        return line;
    }

    /** Returns a command that runs as the user, in a user namespace whose maps are written by root of the host. */
    private Command engine(String setgroups, String map, String... command) {
        // Root writes the maps, and unshare(1) must run as the user.
        List<String> line = runInUserNamespace("engine", setgroups, map, map, List.of(command));
        line.set(
                2,
                RUN_IN_USER_NAMESPACE.replace(
                        "unshare --user",
                        "setpriv --reuid=" + USER + " --regid=" + USER + " --clear-groups unshare --user"));
        return host.program(line)
                .with("XDG_RUNTIME_DIR", runtimeDirectory.toString())
                .with("PATH", helpers + ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    }

    private String[] run(Bundle bundle) {
        return new String[] {
            Distribution.program().toString(),
            "run",
            "--bundle",
            bundle.directory().toString(),
            host.newId()
        };
    }

    private static List<String> lines(Outcome outcome) {
        return outcome.ok()
                .out()
                .lines()
                .map(line -> line.strip().replaceAll(" +", " "))
                .toList();
    }

    private static final String SHOW = "cat /proc/self/uid_map /proc/self/gid_map /proc/self/setgroups; id -u; id -g";

    /** The user's own id between others: {@code podman run --userns=keep-id}. */
    @Test
    void mapTheUsersId() throws IOException {
        addFailingHelpers();
        Bundle bundle = bundle("300000", List.of(range(0, 1, 1000), range(1000, 0, 1), range(1001, 1001, 64536)))
                .set("/process/user", Map.of("uid", 1000, "gid", 1000))
                .script(SHOW);
        List<String> map = List.of("0 1 1000", "1000 0 1", "1001 1001 64536");
        List<String> expected = new ArrayList<>(map);
        expected.addAll(map);
        expected.addAll(List.of("allow", "1000", "1000"));
        assertThat(lines(engine("allow", ENGINE, run(bundle)).run())).isEqualTo(expected);
        assertHelpersNotCalled();
        host.assertNothingLeft();
    }

    /** {@code --userns=nomap}: all ids except the user's. */
    @Test
    void mapAllIdsExceptTheUsers() throws IOException {
        addFailingHelpers();
        Bundle bundle = bundle("300000", List.of(range(0, 1, 65536))).script(SHOW);
        assertThat(lines(engine("allow", ENGINE, run(bundle)).run()))
                .containsExactly("0 1 65536", "0 1 65536", "allow", "0", "0");
        assertHelpersNotCalled();
        host.assertNothingLeft();
    }

    /** The maximum number of ranges, each with a single id. */
    @Test
    void mapManyRanges() throws IOException {
        Bundle bundle = bundle(
                        "300000",
                        IntStream.range(0, 340)
                                .mapToObj(id -> range(id, 1 + id * 3, 1))
                                .toList())
                .script("wc -l < /proc/self/uid_map; tail -n 1 /proc/self/gid_map");
        assertThat(lines(engine("allow", ENGINE, run(bundle)).run())).containsExactly("340", "339 1018 1");
        host.assertNothingLeft();
    }

    /** An engine inside a container of another engine. */
    @Test
    void mapIdsInANestedEngine() throws IOException {
        addFailingHelpers();
        String inner = "0 0 1\n1 501 500\n501 1 500\n";
        Bundle bundle = bundle("300506", List.of(range(0, 7, 100), range(100, 0, 1), range(101, 501, 400)))
                .script(SHOW);
        List<String> map = List.of("0 7 100", "100 0 1", "101 501 400");
        List<String> expected = new ArrayList<>(map);
        expected.addAll(map);
        expected.addAll(List.of("allow", "0", "0"));
        assertThat(lines(engine(
                                "allow",
                                ENGINE,
                                runInUserNamespace("inner", "allow", inner, inner, List.of(run(bundle)))
                                        .toArray(String[]::new))
                        .run()))
                .isEqualTo(expected);
        assertHelpersNotCalled();
        host.assertNothingLeft();
    }

    @Test
    void createExecuteKillAndDelete() throws IOException {
        Bundle bundle = bundle("300000", List.of(range(0, 1, 1000), range(1000, 0, 1)))
                .set("/process/user", Map.of("uid", 1000, "gid", 1000))
                .args("sleep", "100000");
        String script = """
                hexrun() { '%s' "$@"; }
                hexrun create --bundle '%s' "$1" >/dev/null && hexrun start "$1" && hexrun exec "$1" id -u
                hexrun exec --user 0:0 --additional-gids 5 "$1" id -G
                hexrun kill "$1" KILL; hexrun delete --force "$1"
                """.formatted(Distribution.program(), bundle.directory());
        assertThat(lines(engine("allow", ENGINE, "sh", "-c", script, "sh", host.newId())
                        .run()))
                .containsExactly("1000", "0 5");
        assertThat(runtimeDirectory.resolve("hexrun")).isEmptyDirectory();
        host.assertNothingLeft();
    }

    /** The user has no range in /etc/subuid, so the engine's namespace has a single id and denies setgroups(2). */
    @Test
    void mapASingleId() throws IOException {
        Bundle bundle = bundle(USER, List.of(range(0, 0, 1)))
                .set("/process/user", Map.of("uid", 0, "gid", 0, "additionalGids", List.of(0)))
                .script(SHOW);
        assertThat(lines(engine("deny", "0 65533 1", run(bundle)).run()))
                .containsExactly("0 0 1", "0 0 1", "deny", "0", "0");
        host.assertNothingLeft();
    }

    /** A caller that maps only its own group and has no CAP_SETGID must deny setgroups(2). */
    @Test
    void mapTheCallersIdsWithoutCapabilities() throws IOException {
        Bundle bundle = bundle(USER, List.of(range(0, 0, 1))).script(SHOW);
        List<String> command = new ArrayList<>(List.of("setpriv", "--bounding-set=-setgid,-setuid"));
        command.addAll(List.of(run(bundle)));
        assertThat(lines(engine("allow", ENGINE, command.toArray(String[]::new)).run()))
                .containsExactly("0 0 1", "0 0 1", "deny", "0", "0");
        host.assertNothingLeft();
    }

    @Test
    void reportTheMissingCapability() throws IOException {
        Bundle bundle = bundle("300000", List.of(range(0, 1, 1000))).args("true");
        for (String id : List.of("uid", "gid")) {
            List<String> command = new ArrayList<>(List.of("setpriv", "--bounding-set=-set" + id));
            command.addAll(List.of(run(bundle)));
            assertThat(engine("allow", ENGINE, command.toArray(String[]::new))
                            .run()
                            .failure())
                    .contains("operation not permitted")
                    .contains(id + "_map; this takes CAP_SET" + (id.equals("uid") ? "UID" : "GID"));
        }
        host.assertNothingLeft();
    }

    @Test
    void reportTheAvailableIds() throws IOException {
        addFailingHelpers();
        Bundle bundle = bundle("300000", List.of(range(0, 0, 1000))).args("true");
        assertThat(engine("allow", ENGINE, run(bundle)).run().failure())
                .contains("/linux/uidMappings/0: host ids 0-999 are not in one range of the caller's user namespace,"
                        + " which has 0, 1-65536");
        assertHelpersNotCalled();
        host.assertNothingLeft();
    }
}
