package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Files that another user has placed in paths that a command reads or writes. */
@Requires({Need.ROOT, Need.BUSYBOX})
class StateTrustIT {

    private static final int ATTACKER = 12_345;

    /** All commands that read the state of a container, with ID in place of the id. */
    private static final List<List<String>> COMMANDS = List.of(
            List.of("state", "ID"),
            List.of("start", "ID"),
            List.of("kill", "ID", "KILL"),
            List.of("kill", "--all", "ID", "KILL"),
            List.of("delete", "ID"),
            List.of("delete", "--force", "ID"),
            List.of("exec", "ID", "true"),
            List.of("ps", "ID"),
            List.of("pause", "ID"),
            List.of("resume", "ID"),
            List.of("update", "--pids-limit", "10", "ID"),
            List.of("events", "--stats", "ID"),
            List.of("stats", "--no-stream", "ID"));

    @RegisterExtension
    final TestHost host = new TestHost();

    private static String[] command(List<String> template, String id) {
        return template.stream().map(word -> word.equals("ID") ? id : word).toArray(String[]::new);
    }

    /**
     * Asserts that a command failed without output and returns the error line. {@code exec} fails with a different
     * status.
     */
    private static String errorOf(Outcome outcome) {
        assertThat(outcome.status()).as(outcome.toString()).isIn(1, 255);
        assertThat(outcome.out()).as(outcome.toString()).isEmpty();
        assertThat(outcome.err().lines().count()).as(outcome.toString()).isEqualTo(1);
        return outcome.err();
    }

    private Outcome runWithRoot(Path root, String... arguments) {
        List<String> line = new ArrayList<>(List.of(Distribution.program().toString(), "--root", root.toString()));
        line.addAll(List.of(arguments));
        return host.program(line).run();
    }

    private void mkfifo(Path path) {
        host.program(List.of("mkfifo", path.toString())).run().ok();
    }

    @Test
    void replacesLinksAndFifosInPlaceOfAPidFile() throws IOException {
        Path directory = Files.createDirectory(host.directory().resolve("pids"));
        Path victim = Files.writeString(host.directory().resolve("victim"), "untouched");
        Path file = directory.resolve("c.pid");
        Bundle bundle = host.bundle().args("sleep", "100000");
        String id = host.create(bundle);
        host.hexrun("start", id).ok();
        for (boolean fifo : new boolean[] {false, true}) {
            for (Path planted : List.of(directory.resolve(".c.pid"), file)) {
                Files.deleteIfExists(planted);
                if (fifo) {
                    mkfifo(planted);
                } else {
                    Files.createSymbolicLink(planted, victim);
                }
            }
            host.hexrun("exec", "--pid-file", file.toString(), id, "true").ok();
            assertThat(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).isTrue();
            assertThat(Files.readString(file)).containsOnlyDigits();
            String created = host.create(bundle, "--pid-file", file.toString());
            assertThat(Files.readString(file)).isEqualTo(Long.toString(host.pid(created)));
            host.hexrun("delete", "--force", created).ok();
        }
        assertThat(victim).hasContent("untouched");
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("c.pid", ".c.pid");
        Path subdirectory = Files.createDirectory(directory.resolve("directory"));
        assertThat(host.createCommand(bundle, host.newId(), "--pid-file", subdirectory.toString())
                        .run()
                        .failure())
                .contains("write pid file " + subdirectory + ": is a directory");
    }

    @Test
    void rejectsAStateDirectoryThatIsALink() throws IOException {
        String id = host.create(host.bundle().args("sleep", "100000"));
        Path target = Files.createDirectory(host.directory().resolve("target"));
        Path planted = host.stateRoot().resolve("planted");
        for (Path linked : List.of(target, host.stateRoot().resolve(id))) {
            Files.createSymbolicLink(planted, linked);
            for (List<String> command : COMMANDS) {
                if (!command.contains("--force")) {
                    assertThat(errorOf(host.hexrun(command(command, "planted"))))
                            .contains("state directory " + planted + ": refused: it is a symbolic link");
                }
            }
            assertThat(host.hexrun("list", "--quiet").ok().out()).isEqualTo(id + "\n");
            Outcome list = host.hexrun("list");
            assertThat(list.out()).contains(id).doesNotContain("planted");
            assertThat(list.err())
                    .isEqualTo("hexrun: list: state directory " + planted + ": refused: it is a symbolic link\n");
            host.hexrun("delete", "--force", "planted").ok();
            assertThat(planted).doesNotExist();
            assertThat(Files.isSymbolicLink(planted)).isFalse();
        }
        assertThat(target.toFile().list()).isEmpty();
        assertThat(host.state(id).status()).isEqualTo("created");
    }

    /** A user who can write to a directory above the state root could replace the state root. */
    @Test
    void createsDirectoriesAboveTheStateRootWithoutWritePermissionForOthers() throws IOException {
        Path above = host.directory().resolve("new");
        Path root = above.resolve("state/root");
        String id = host.newId();
        Bundle bundle = host.bundle().args("true");
        host.command(
                        "--root",
                        root.toString(),
                        "run",
                        "--bundle",
                        bundle.directory().toString(),
                        id)
                .via("sh", "-c", "umask 0; exec \"$@\"", "sh")
                .run()
                .ok();
        for (Path directory : List.of(above, above.resolve("state"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                    .isEqualTo("rwxr-xr-x");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
                .isEqualTo("rwx------");
    }

    @Test
    void rejectsAStateRootThatIsALinkButNotOneBelowALink() throws IOException {
        Path target = Files.createDirectory(host.directory().resolve("target"));
        Path link = Files.createSymbolicLink(host.directory().resolve("link"), target);
        Bundle bundle = host.bundle().args("true");
        String error = "state root " + link + ": refused: it is a symbolic link";
        assertThat(runWithRoot(link, "list").failure()).contains(error);
        assertThat(runWithRoot(link, "run", "--bundle", bundle.directory().toString(), host.newId())
                        .failure())
                .contains(error);
        assertThat(target.toFile().list()).isEmpty();
        runWithRoot(link.resolve("below"), "run", "--bundle", bundle.directory().toString(), host.newId())
                .ok();
    }

    @Test
    void neitherKillsNorRunsAnythingForAForgedState() throws IOException {
        Path canary = host.directory().resolve("hooked");
        String id = host.create(host.bundle().args("sleep", "100000").hook("poststop", "echo x > " + canary));
        Path root = Files.createDirectory(host.directory().resolve("forged"));
        Path forged = Files.createDirectory(root.resolve("evil"));
        for (String name : List.of("state.json", "config.json", "lock")) {
            Files.copy(
                    host.stateRoot().resolve(id).resolve(name),
                    forged.resolve(name),
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
        Files.setPosixFilePermissions(forged, PosixFilePermissions.fromString("rwx--x--x"));
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));

        // The whole state root belongs to another user, then one state directory, then one file.
        for (Path owned : List.of(root, forged, forged.resolve("state.json"))) {
            Files.setAttribute(owned, "unix:uid", ATTACKER);
            String error = owned + ": refused: owned by user " + ATTACKER + "; it must belong to the caller (user 0)";
            for (List<String> command : COMMANDS) {
                if (!owned.endsWith("state.json") || !command.contains("--force")) {
                    assertThat(errorOf(runWithRoot(root, command(command, "evil"))))
                            .contains(error);
                }
            }
            Outcome list = runWithRoot(root, "list");
            assertThat(list.err()).contains(error);
            assertThat(list.status()).isEqualTo(owned.equals(root) ? 1 : 0);
            Files.setAttribute(owned, "unix:uid", 0);
        }
        // The same for files and directories that other users can write to.
        for (Path written : List.of(root, forged, forged.resolve("state.json"))) {
            var before = Files.getPosixFilePermissions(written);
            Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("rwxrwxrwx"));
            assertThat(runWithRoot(root, "kill", "evil", "KILL").failure())
                    .contains(written + ": refused: other users can write to it (mode 0777)");
            Files.setPosixFilePermissions(written, before);
        }
        // A state directory of root without a usable state is only removed.
        Files.setAttribute(forged.resolve("state.json"), "unix:uid", ATTACKER);
        runWithRoot(root, "delete", "--force", "evil").ok();
        assertThat(root).isEmptyDirectory();
        assertThat(host.state(id).status()).isEqualTo("created");
        assertThat(canary).doesNotExist();
    }

    @Test
    void doesNotBlockOnAFifo() throws IOException {
        String id = host.create(host.bundle().args("sleep", "100000"));
        Path fifo = host.stateRoot().resolve("fifo");
        Files.createDirectory(fifo);
        Files.setPosixFilePermissions(fifo, PosixFilePermissions.fromString("rwx--x--x"));
        mkfifo(fifo.resolve("state.json"));
        mkfifo(fifo.resolve("lock"));
        for (List<String> command : COMMANDS) {
            assertThat(errorOf(host.hexrun(command(command, "fifo")))).contains(": refused: not a regular file");
        }
        assertThat(host.hexrun("list").out()).contains(id).doesNotContain("fifo");
        host.program(List.of("rm", "-r", fifo.toString())).run().ok();

        Path any = host.directory().resolve("any.fifo");
        mkfifo(any);
        assertThat(host.hexrun("--log", any.toString(), "list").failure())
                .contains("open log " + any + ": refused: not a regular file");
        assertThat(errorOf(host.hexrun("exec", "--process", any.toString(), id)))
                .contains(any + " is not a regular file");
        assertThat(host.hexrun("update", "--resources", any.toString(), id).failure())
                .contains(any + " is not a regular file");
        Bundle joining = host.bundle().namespace("network", any.toString());
        assertThat(host.createCommand(joining, host.newId()).run().failure()).contains("namespace is of another type");
        Bundle unreadable = host.bundle();
        Files.delete(unreadable.configFile());
        mkfifo(unreadable.configFile());
        assertThat(host.createCommand(unreadable, host.newId()).run().failure()).contains("is not a regular file");
    }

    @Test
    void rejectsALogThatIsALink() throws IOException {
        Path victim = Files.writeString(host.directory().resolve("victim"), "untouched");
        Path log = Files.createSymbolicLink(host.directory().resolve("log"), victim);
        assertThat(host.hexrun("--log", log.toString(), "state", "none").failure())
                .contains("open log " + log + ": refused: it is a symbolic link");
        assertThat(victim).hasContent("untouched");
        assertThat(host.hexrun("--log", "/dev/null", "state", "none").failure()).contains("does not exist");
    }

    @Test
    void readsAStateWithUnknownMembers() throws IOException {
        String id = host.create(host.bundle().args("sleep", "100000"));
        Path file = host.stateRoot().resolve(id).resolve("state.json");
        String state = Files.readString(file);
        Files.writeString(file, "{\"later\": {\"members\": [1, null]}, " + state.substring(1));
        host.hexrun("start", id).ok();
        assertThat(host.state(id).status()).isEqualTo("running");
        assertThat(Map.copyOf(host.state(id).fields())).containsEntry("id", id);
        host.hexrun("delete", "--force", id).ok();
    }
}
