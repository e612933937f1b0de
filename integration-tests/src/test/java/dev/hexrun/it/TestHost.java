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
 * The resources of one test on the host: a directory, a state root in it, and unique ids. After the test, it deletes
 * all containers with {@code delete --force}, and asserts that nothing is left (see {@link Leftovers}).
 */
final class TestHost implements BeforeEachCallback, AfterEachCallback {

    /** A part of all ids, and thus of the names of cgroups, that is unique on the machine. */
    private static final String MARK = "hxit" + ProcessHandle.current().pid() + "-";

    /** Additional global flags for all commands, separated by spaces, to run the whole suite with them. */
    private static final List<String> FLAGS = List.of(
                    System.getProperty("hexrun.flags", "").split(" ", -1))
            .stream()
            .filter(flag -> !flag.isEmpty())
            .toList();

    private static final AtomicInteger COUNT = new AtomicInteger();

    private Path directory = Path.of("/nonexistent");
    private Path program = Path.of("/nonexistent");
    private String mark = MARK;

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        Kernel.becomeSubreaper();
        directory = Files.createTempDirectory("hexrun-it");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectory(directory.resolve("output"));
        program = Distribution.program();
        mark = MARK + COUNT.incrementAndGet() + "-";
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        List<String> found = new ArrayList<>();
        boolean passed = context.getExecutionException().isEmpty();
        try {
            for (String id : stateDirectories()) {
                Outcome deleted = command("delete", "--force", id).run();
                if (deleted.status() != 0 || !deleted.err().isEmpty()) {
                    found.add(deleted.toString());
                }
            }
            found.addAll(leftovers());
        } finally {
            Leftovers.remove(mark, directory);
            deleteDirectory();
        }
        if (passed) {
            assertThat(found).as("left on the host").isEmpty();
        }
    }

    /** Returns a part of the ids of this test that is unique on the machine. */
    String mark() {
        return mark;
    }

    /** Returns a directory for the test, which is deleted after it. */
    Path directory() {
        return directory;
    }

    Path stateRoot() {
        return directory.resolve("state");
    }

    List<String> stateDirectories() {
        String[] names = stateRoot().toFile().list();
        return names == null ? List.of() : Arrays.asList(names);
    }

    /** Returns a new id. */
    String newId() {
        return mark + COUNT.incrementAndGet();
    }

    Bundle bundle() {
        return new Bundle(directory.resolve("bundle-" + COUNT.incrementAndGet()), busybox());
    }

    /** Returns a copy of busybox that is shared by root file systems. */
    Path busybox() {
        Path copy = directory.resolve("busybox");
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

    /** Returns a command of hexrun with this test's state root. */
    Command command(String... arguments) {
        List<String> line = new ArrayList<>(
                List.of(program.toString(), "--root", stateRoot().toString()));
        line.addAll(FLAGS);
        line.addAll(Arrays.asList(arguments));
        return program(line);
    }

    /** Returns a command that runs a program. */
    Command program(List<String> line) {
        return new Command(directory.resolve("output"), line);
    }

    Outcome hexrun(String... arguments) {
        return command(arguments).run();
    }

    /** Runs a bundle and waits for its end. */
    Outcome run(Bundle bundle, String... flags) {
        return runCommand(bundle, flags).run();
    }

    Command runCommand(Bundle bundle, String... flags) {
        List<String> arguments =
                new ArrayList<>(List.of("run", "--bundle", bundle.directory().toString()));
        arguments.addAll(Arrays.asList(flags));
        arguments.add(newId());
        return command(arguments.toArray(String[]::new));
    }

    /** Runs a bundle and returns the output of its program. */
    String output(Bundle bundle, String... flags) {
        return run(bundle, flags).ok().out();
    }

    /** Creates a container and returns its id. */
    String create(Bundle bundle, String... flags) {
        String id = newId();
        createCommand(bundle, id, flags).run().ok();
        return id;
    }

    Command createCommand(Bundle bundle, String id, String... flags) {
        List<String> arguments =
                new ArrayList<>(List.of("create", "--bundle", bundle.directory().toString()));
        arguments.addAll(Arrays.asList(flags));
        arguments.add(id);
        return command(arguments.toArray(String[]::new));
    }

    /** Creates and starts a container and returns its id. */
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

    /** Waits for the end of a container's init, which must be a child of this process, and returns its exit status. */
    int exit(long init) {
        int[] status = {-1};
        Await.until("the end of process " + init, () -> {
            OptionalInt ended = Kernel.reap(init);
            ended.ifPresent(value -> status[0] = value);
            return ended.isPresent();
        });
        return status[0];
    }

    /** Asserts that a failed command left nothing. */
    void assertNothingLeft() {
        assertThat(leftovers()).as("left on the host").isEmpty();
    }

    private List<String> leftovers() {
        List<String> found = new ArrayList<>();
        // A killed process takes a moment to disappear.
        Await.within(Duration.ofSeconds(3), () -> {
            found.clear();
            found.addAll(Leftovers.find(mark, directory, stateRoot()));
            return found.isEmpty();
        });
        return found;
    }

    private void deleteDirectory() throws IOException {
        if (Mounts.ofHost().stream().anyMatch(mount -> Path.of(mount.target()).startsWith(directory))) {
            throw new IllegalStateException("not deleted, something is still mounted there: " + directory);
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
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
