package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One test's part of the host: a folder, a state root in it, ids that occur nowhere else. After the test it deletes all
 * containers with {@code delete --force}, and then nothing may be left (see {@link Leftovers}).
 */
final class TestHost implements BeforeEachCallback, AfterEachCallback {

    /** Part of every id, and so of every cgroup's name: other things on the machine do not have it. */
    private static final String MARK = "hxit" + ProcessHandle.current().pid() + "-";

    /** Global flags for every command, separated by spaces: what else the whole suite is to be run with. */
    private static final List<String> FLAGS = List.of(
                    System.getProperty("hexrun.flags", "").split(" ", -1))
            .stream()
            .filter(flag -> !flag.isEmpty())
            .toList();

    private static final AtomicInteger COUNT = new AtomicInteger();

    private Path folder = Path.of("/nonexistent");
    private Path program = Path.of("/nonexistent");
    private String mark = MARK;

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        Kernel.becomeSubreaper();
        folder = Files.createTempDirectory("hexrun-it");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectory(folder.resolve("output"));
        program = Distribution.program();
        mark = MARK + COUNT.incrementAndGet() + "-";
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        List<String> found = new ArrayList<>();
        boolean passed = context.getExecutionException().isEmpty();
        try {
            for (String id : stateFolders()) {
                Outcome deleted = command("delete", "--force", id).run();
                if (deleted.status() != 0 || !deleted.err().isEmpty()) {
                    found.add(deleted.toString());
                }
            }
            found.addAll(leftovers());
        } finally {
            Leftovers.remove(mark, folder);
            removeFolder();
        }
        if (passed) {
            assertThat(found).as("left on the host").isEmpty();
        }
    }

    /** A folder for whatever the test needs; gone afterwards. */
    Path folder() {
        return folder;
    }

    Path stateRoot() {
        return folder.resolve("state");
    }

    List<String> stateFolders() {
        String[] names = stateRoot().toFile().list();
        return names == null ? List.of() : Arrays.asList(names);
    }

    /** An id that was not used before. */
    String newId() {
        return mark + COUNT.incrementAndGet();
    }

    Bundle bundle() {
        return new Bundle(folder.resolve("bundle-" + COUNT.incrementAndGet()), busybox());
    }

    /** A copy of busybox that root file systems share. */
    Path busybox() {
        Path copy = folder.resolve("busybox");
        if (!Files.exists(copy)) {
            try {
                Files.copy(Image.BUSYBOX, copy, StandardCopyOption.COPY_ATTRIBUTES);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
        return copy;
    }

    /** Uses the commands of another distribution from now on. */
    void use(Path home) {
        program = home.resolve("bin/hexrun");
    }

    /** A command of hexrun with this test's state root. */
    Command command(String... arguments) {
        List<String> line = new ArrayList<>(
                List.of(program.toString(), "--root", stateRoot().toString()));
        line.addAll(FLAGS);
        line.addAll(Arrays.asList(arguments));
        return program(line);
    }

    /** Any program. */
    Command program(List<String> line) {
        return new Command(folder.resolve("output"), line);
    }

    Outcome hexrun(String... arguments) {
        return command(arguments).run();
    }

    /** Runs a bundle to its end. */
    Outcome run(Bundle bundle, String... flags) {
        return runCommand(bundle, flags).run();
    }

    Command runCommand(Bundle bundle, String... flags) {
        List<String> arguments =
                new ArrayList<>(List.of("run", "--bundle", bundle.folder().toString()));
        arguments.addAll(Arrays.asList(flags));
        arguments.add(newId());
        return command(arguments.toArray(String[]::new));
    }

    /** Runs a bundle, and gives what its program wrote. */
    String output(Bundle bundle, String... flags) {
        return run(bundle, flags).ok().out();
    }

    /** Creates a container; its id. */
    String create(Bundle bundle, String... flags) {
        String id = newId();
        createCommand(bundle, id, flags).run().ok();
        return id;
    }

    Command createCommand(Bundle bundle, String id, String... flags) {
        List<String> arguments =
                new ArrayList<>(List.of("create", "--bundle", bundle.folder().toString()));
        arguments.addAll(Arrays.asList(flags));
        arguments.add(id);
        return command(arguments.toArray(String[]::new));
    }

    /** Creates and starts a container; its id. */
    String start(Bundle bundle, String... flags) {
        String id = create(bundle, flags);
        hexrun("start", id).ok();
        return id;
    }

    State state(String id) {
        return State.of(hexrun("state", id).ok());
    }

    long pid(String id) {
        return state(id).pid();
    }

    /** Waits for the end of a container's first process, which has to be a child of this one by now; its exit status. */
    int exit(long init) {
        int[] status = {-1};
        Await.until("end of process " + init, () -> {
            OptionalInt ended = Kernel.reap(init);
            ended.ifPresent(value -> status[0] = value);
            return ended.isPresent();
        });
        return status[0];
    }

    /** Asserts that a command that failed left nothing. */
    void assertNothingLeft() {
        assertThat(leftovers()).as("left on the host").isEmpty();
    }

    private List<String> leftovers() {
        List<String> found = new ArrayList<>();
        // A process that was killed is gone soon, not at once.
        Await.within(Duration.ofSeconds(3), () -> {
            found.clear();
            found.addAll(Leftovers.find(mark, folder, stateRoot()));
            return found.isEmpty();
        });
        return found;
    }

    private void removeFolder() throws IOException {
        if (Mounts.ofHost().stream().anyMatch(mount -> Path.of(mount.target()).startsWith(folder))) {
            throw new IllegalStateException("not deleted, something is still mounted there: " + folder);
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path visited, @org.jspecify.annotations.Nullable IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
