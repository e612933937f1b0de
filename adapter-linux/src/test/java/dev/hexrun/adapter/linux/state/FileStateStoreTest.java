package dev.hexrun.adapter.linux.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.state.ContainerExistsException;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.state.StateStore;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStateStoreTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final ContainerId WEB = ContainerId.of("web");
    private static final String NAME = "state.json";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init") // by createStore()
    private Path root;

    @SuppressWarnings("NullAway.Init") // by createStore()
    private FileStateStore store;

    @BeforeEach
    void createStore() {
        root = directory.resolve("run/hexrun");
        store = new FileStateStore(root);
    }

    @Test
    void refusesARelativeRoot() {
        assertThatThrownBy(() -> new FileStateStore(Path.of("run"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void twoStoresExcludeEachOther_evenThroughALink() throws Exception {
        store.create(WEB);
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("run"));
        FileStateStore other = new FileStateStore(link.resolve("hexrun"));
        try (StateStore.Lock lock = store.lock(WEB, LONG).orElseThrow()) {
            assertThat(other.lock(WEB, Duration.ofMillis(50))).isEmpty();
            assertThat(lock).isNotNull();
        }
        try (StateStore.Lock lock = other.lock(WEB, LONG).orElseThrow()) {
            assertThat(store.lock(WEB, Duration.ZERO)).isEmpty();
            assertThat(lock).isNotNull();
        }
    }

    @Test
    void refusesADocumentThatIsTooLarge() throws IOException {
        store.create(WEB);
        try (RandomAccessFile file =
                new RandomAccessFile(root.resolve("web/" + NAME).toFile(), "rw")) {
            file.setLength(3L * 1024 * 1024 * 1024);
        }
        Files.setAttribute(root.resolve("web/" + NAME), "unix:mode", 0600);

        assertThatThrownBy(() -> store.load(WEB, NAME))
                .hasMessage("read " + root.resolve("web/" + NAME) + ": file too large");
    }

    @Test
    void setsModesOfDirectoriesAndDocuments() throws IOException {
        store.create(WEB);
        store.save(WEB, NAME, bytes("x"));
        assertThat(mode(root)).isEqualTo(0700);
        assertThat(mode(root.resolve("web"))).isEqualTo(0711);
        assertThat(mode(root.resolve("web/state.json"))).isEqualTo(0600);
        assertThat(mode(root.resolve("web/lock"))).isEqualTo(0600);
    }

    @Test
    void keepsTheModeOfAnExistingRoot() throws IOException {
        Files.createDirectories(root);
        Files.setAttribute(root, "unix:mode", 0755);
        store.create(WEB);
        assertThat(mode(root)).isEqualTo(0755);
    }

    @Test
    void leavesNoTemporaryFile() throws IOException {
        store.create(WEB);
        for (int i = 0; i < 5; i++) {
            store.save(WEB, NAME, bytes("x".repeat(i)));
        }
        assertThat(names(root.resolve("web"))).containsExactlyInAnyOrder("lock", NAME);
    }

    @Test
    void listsOnlyDirectoriesWithValidNames() throws IOException {
        store.create(WEB);
        Files.createDirectory(root.resolve("a b"));
        Files.createDirectory(root.resolve("ü"));
        Files.writeString(root.resolve("file"), "");
        Files.createSymbolicLink(root.resolve("link"), root.resolve("web"));
        assertThat(store.list())
                .as("a link is listed, so that it can be reported")
                .containsExactly(ContainerId.of("link"), WEB);
        assertThat(store.exists(ContainerId.of("link"))).isFalse();
        assertThat(store.exists(ContainerId.of("file"))).isFalse();
    }

    @Test
    void refusesAContainerThatIsALink() throws IOException {
        store.create(WEB);
        Path outside = Files.createDirectories(directory.resolve("outside"));
        Files.writeString(outside.resolve(NAME), "forged");
        for (Path target : List.of(outside, root.resolve("web"), Path.of("/no/where"))) {
            ContainerId id = ContainerId.of("planted");
            Files.createSymbolicLink(root.resolve("planted"), target);
            String refusal = "state directory " + root.resolve("planted") + ": refused: it is a symbolic link";
            assertThatThrownBy(() -> store.load(id, NAME)).hasMessage(refusal);
            assertThatThrownBy(() -> store.lock(id, Duration.ZERO)).hasMessage(refusal);
            assertThatThrownBy(() -> store.save(id, NAME, bytes("x"))).hasMessage(refusal);
            assertThatThrownBy(() -> store.create(id)).isInstanceOf(ContainerExistsException.class);
            store.delete(id);
            assertThat(Files.exists(root.resolve("planted"), LinkOption.NOFOLLOW_LINKS))
                    .as("the link is removed, and not followed")
                    .isFalse();
        }
        assertThat(names(outside)).as("nothing was made behind the link").containsExactly(NAME);
        assertThat(outside.resolve(NAME)).hasContent("forged");
    }

    @Test
    void refusesARootThatIsALink() throws IOException {
        Path outside = Files.createDirectories(directory.resolve("outside"));
        Files.createDirectories(root.getParent());
        Files.createSymbolicLink(root, outside);
        String refusal = "state root " + root + ": refused: it is a symbolic link";
        assertThatThrownBy(store::list).hasMessage(refusal);
        assertThatThrownBy(() -> store.create(WEB)).hasMessage(refusal);
        assertThatThrownBy(() -> store.load(WEB, NAME)).hasMessage(refusal);
        assertThatThrownBy(() -> store.lock(WEB, Duration.ZERO)).hasMessage(refusal);
        assertThatThrownBy(() -> store.delete(WEB)).hasMessage(refusal);
        assertThat(names(outside)).isEmpty();
    }

    @Test
    void followsLinksThatLeadToTheRoot() throws IOException {
        Path real = Files.createDirectories(directory.resolve("real"));
        Files.createSymbolicLink(directory.resolve("run"), real);
        store.create(WEB);
        store.save(WEB, NAME, bytes("x"));
        assertThat(real.resolve("hexrun/web/" + NAME)).hasContent("x");
    }

    @Test
    void refusesDocumentsThatAreNotRegularFiles_withoutBlocking() throws Exception {
        store.create(WEB);
        Path document = root.resolve("web/" + NAME);
        makeFifo(document);
        assertThatThrownBy(() -> store.load(WEB, NAME))
                .hasMessage("state file " + document + ": refused: not a regular file");
        Files.delete(document);
        Files.writeString(directory.resolve("elsewhere"), "x");
        Files.createSymbolicLink(document, directory.resolve("elsewhere"));
        assertThatThrownBy(() -> store.load(WEB, NAME))
                .hasMessage("state file " + document + ": refused: it is a symbolic link");
        Path lock = root.resolve("web/lock");
        Files.delete(lock);
        makeFifo(lock);
        assertThatThrownBy(() -> store.lock(WEB, Duration.ZERO))
                .hasMessage("state file " + lock + ": refused: not a regular file");
        store.delete(WEB);
        assertThat(root.resolve("web")).doesNotExist();
    }

    @Test
    void refusesFilesAndDirectoriesWritableByOthers() throws IOException {
        store.create(WEB);
        store.save(WEB, NAME, bytes("x"));
        Path document = root.resolve("web/" + NAME);
        Files.setAttribute(document, "unix:mode", 0666);
        assertThatThrownBy(() -> store.load(WEB, NAME))
                .hasMessage("state file " + document + ": refused: other users can write to it (mode 0666); chmod go-w "
                        + document);
        Files.setAttribute(document, "unix:mode", 0644);
        assertThat(store.load(WEB, NAME)).isPresent();
        Files.setAttribute(root.resolve("web"), "unix:mode", 0777);
        assertThatThrownBy(() -> store.load(WEB, NAME)).hasMessageContaining("(mode 0777)");
        Files.setAttribute(root.resolve("web"), "unix:mode", 0711);
        Files.setAttribute(root, "unix:mode", 0777);
        FileStateStore next = new FileStateStore(root);
        assertThatThrownBy(next::list).hasMessageContaining("(mode 0777)");
        Files.setAttribute(root, "unix:mode", 01777);
        assertThat(next.list()).as("a sticky root").containsExactly(WEB);
    }

    private static void makeFifo(Path path) throws IOException, InterruptedException {
        Process mkfifo =
                new ProcessBuilder("mkfifo", path.toString()).inheritIO().start();
        assertThat(mkfifo.waitFor()).isZero();
    }

    @Test
    void reportsARootThatIsNotADirectory() throws IOException {
        Files.createDirectories(root.getParent());
        Files.writeString(root, "a file");
        assertThatThrownBy(store::list).hasMessage("list the state root " + root + ": not a directory");
        assertThatThrownBy(() -> store.create(WEB))
                .isInstanceOfSatisfying(
                        HostOperationException.class, e -> assertThat(e.errno()).contains(new Errno(20)))
                .hasMessage("create the state directory " + root.resolve("web") + ": not a directory");
        assertThat(store.load(WEB, NAME)).isEmpty();
        assertThat(store.lock(WEB, Duration.ZERO)).isEmpty();
    }

    @Test
    void reportsARootThatCannotBeCreated() {
        // Not even root may create a directory in procfs.
        FileStateStore unwritable = new FileStateStore(Path.of("/proc/sys/hexrun"));
        assertThatThrownBy(() -> unwritable.create(WEB))
                .isInstanceOf(HostOperationException.class)
                .hasMessageStartingWith("create the state directory /proc/sys/hexrun/web: ");
    }

    @Test
    void reportsADocumentThatCannotBeRead() throws IOException {
        store.create(WEB);
        Files.createDirectory(root.resolve("web/state.json"));
        assertThatThrownBy(() -> store.load(WEB, NAME))
                .isInstanceOf(HostOperationException.class)
                .hasMessage("read " + root.resolve("web/state.json") + ": is a directory");
    }

    @Test
    void reportsADocumentThatCannotBeWritten() throws IOException {
        store.create(WEB);
        Files.createDirectories(root.resolve("web/state.json/full"));
        assertThatThrownBy(() -> store.save(WEB, NAME, bytes("x")))
                .isInstanceOf(HostOperationException.class)
                .hasMessage("write " + root.resolve("web/state.json") + ": is a directory");
        assertThat(names(root.resolve("web"))).containsExactlyInAnyOrder("lock", NAME);
    }

    @Test
    void refusesAnIdThatIsTheNameOfAFile() throws IOException {
        Files.createDirectories(root);
        Files.writeString(root.resolve("web"), "");
        assertThatThrownBy(() -> store.create(WEB)).isInstanceOf(ContainerExistsException.class);
    }

    @Test
    void deletesATree_withoutFollowingLinks() throws IOException {
        Path outside = Files.createDirectories(directory.resolve("outside/deep"));
        store.create(WEB);
        Path folder = root.resolve("web");
        Files.createDirectories(folder.resolve("a/b/lock"));
        Files.writeString(folder.resolve("a/b/file"), "x");
        Files.createSymbolicLink(folder.resolve("a/link"), directory.resolve("outside"));
        Files.createSymbolicLink(folder.resolve("dangling"), Path.of("/no/where"));
        store.delete(WEB);
        assertThat(folder).doesNotExist();
        assertThat(outside).isDirectory();
    }

    @Test
    void deletesADirectoryDuringConcurrentWrites() throws Exception {
        store.create(WEB);
        Path folder = root.resolve("web");
        AtomicBoolean deleted = new AtomicBoolean();
        try (ExecutorService others = Executors.newSingleThreadExecutor()) {
            Future<?> writer = others.submit(() -> {
                for (int i = 0; !deleted.get(); i++) {
                    try {
                        Files.writeString(folder.resolve("file" + i % 50), "x");
                    } catch (IOException e) {
                        return;
                    }
                }
            });
            store.delete(WEB);
            deleted.set(true);
            writer.get(30, TimeUnit.SECONDS);
        }
        assertThat(folder).doesNotExist();
    }

    @Test
    void locksADirectoryWithoutLockFile() throws IOException {
        Files.createDirectories(root.resolve("web"));
        try (StateStore.Lock lock = store.lock(WEB, Duration.ZERO).orElseThrow()) {
            assertThat(lock).isNotNull();
            assertThat(root.resolve("web/lock")).exists();
        }
    }

    @Test
    void releasesTheLock_whenItsProcessEnds() throws Exception {
        store.create(WEB);
        Process holder = holder("web");
        try {
            assertThat(holder.getInputStream().read()).isEqualTo('L');
            assertThat(store.lock(WEB, Duration.ZERO)).isEmpty();
        } finally {
            holder.destroyForcibly();
        }
        assertThat(holder.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(store.lock(WEB, Duration.ZERO)).isPresent();
    }

    @Test
    void waitsForAnotherProcess() throws Exception {
        store.create(WEB);
        Process holder = holder("web");
        try (ExecutorService others = Executors.newSingleThreadExecutor()) {
            assertThat(holder.getInputStream().read()).isEqualTo('L');
            Future<Boolean> waiting = others.submit(() -> store.lock(WEB, LONG).isPresent());
            assertThatThrownBy(() -> waiting.get(30, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            holder.getOutputStream().close();
            assertThat(waiting.get(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void takesNoLockOfADirectoryThatWasReplacedWhileWaiting() throws Exception {
        store.create(WEB);
        StateStore.Lock old = store.lock(WEB, Duration.ZERO).orElseThrow();
        Process waiter = holder("web");
        try {
            awaitOpen(waiter, root.resolve("web/lock"));
            store.delete(WEB);
            store.create(WEB);
            old.close();
            assertThat(waiter.getInputStream().read()).isEqualTo('L');
            assertThat(store.lock(WEB, Duration.ZERO))
                    .as("the waiter has the lock of the new directory")
                    .isEmpty();
        } finally {
            waiter.destroyForcibly();
        }
    }

    /** Waits until a process has opened a file. */
    private static void awaitOpen(Process process, Path file) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LONG.toNanos();
        Path descriptors = Path.of("/proc/" + process.pid() + "/fd");
        while (System.nanoTime() < deadline) {
            try (var links = Files.list(descriptors)) {
                for (Path link : (Iterable<Path>) links::iterator) {
                    if (Files.isSymbolicLink(link)
                            && Files.readSymbolicLink(link).equals(file.toRealPath())) {
                        return;
                    }
                }
            } catch (NoSuchFileException e) {
                // The process has closed the descriptor meanwhile.
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        throw new AssertionError("process " + process.pid() + " did not open " + file);
    }

    private Process holder(String id) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home", ""), "bin/java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path", ""),
                        LockHolder.class.getName(),
                        root.toString(),
                        id))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static List<String> names(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }

    private static int mode(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
