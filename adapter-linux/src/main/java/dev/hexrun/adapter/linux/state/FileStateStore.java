package dev.hexrun.adapter.linux.state;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.state.ContainerExistsException;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.state.NoSuchContainerException;
import dev.hexrun.port.state.StateStore;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A store of state in files: {@code ROOT/ID/NAME}. The store writes a document under another name in the same directory
 * and renames it, so that a reader gets either the old or the new document as a whole. The store does not force data to
 * disk, because a state root describes processes of the current boot only.
 *
 * <p>Thread-safe.
 */
final class FileStateStore implements StateStore {

    /** The maximum size of a document in bytes, which is that of a Java array. A configuration has the same limit. */
    private static final int MAX_DOCUMENT_BYTES = Integer.MAX_VALUE - 16;

    private static final int EFBIG = 27;

    private static final String MODE = "unix:mode";

    /**
     * The mode with which the user of a container can reach the fifo in the directory, but cannot list the directory.
     */
    private static final int DIRECTORY_MODE = 0711;

    /** The maximum number of attempts to empty a directory into which another command writes at the same time. */
    private static final int ATTEMPTS = 100;

    private final Path root;
    private final DirectoryLocks locks = new DirectoryLocks();
    private @Nullable Trust trust;
    private boolean rootPassed;

    FileStateStore(Path root) {
        if (!root.isAbsolute()) {
            throw new IllegalArgumentException("the state root is not absolute: " + root);
        }
        this.root = root;
    }

    @Override
    public Path root() {
        return root;
    }

    /** Returns the names of symbolic links, too, so that a command for such an id reports why the store refuses it. */
    @Override
    public List<ContainerId> list() {
        List<ContainerId> ids = new ArrayList<>();
        try {
            checkRoot();
            for (Path entry : entries(root)) {
                ContainerId id = id(entry.getFileName().toString());
                if (id != null && (isDirectory(entry) || Files.isSymbolicLink(entry))) {
                    ids.add(id);
                }
            }
        } catch (IOException e) {
            throw HostOperationException.of("list the state root " + root, e);
        }
        Collections.sort(ids);
        return ids;
    }

    private synchronized Trust trust() throws IOException {
        Trust rule = trust;
        if (rule == null) {
            rule = Trust.ofThisProcess();
            trust = rule;
        }
        return rule;
    }

    /** Checks the state root unless it has passed before; {@code false} if it does not exist. */
    private synchronized boolean checkRoot() throws IOException {
        if (!rootPassed) {
            rootPassed = trust().isRoot(root);
        }
        return rootPassed;
    }

    /** Checks the root and the directory of a container; {@code false} if one of them does not exist. */
    private boolean checkDirectory(Path directory) throws IOException {
        return checkRoot() && trust().isDirectory(directory);
    }

    private static @Nullable ContainerId id(String name) {
        try {
            return new ContainerId(name);
        } catch (ContainerException e) {
            return null;
        }
    }

    @Override
    public boolean exists(ContainerId id) {
        return isDirectory(directory(id));
    }

    private static boolean isDirectory(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    private Path directory(ContainerId id) {
        return root.resolve(id.value());
    }

    @Override
    public String path(ContainerId id, String name) {
        return directory(id).resolve(name).toString();
    }

    @Override
    public boolean contains(ContainerId id, String name) {
        return new File(path(id, name)).exists();
    }

    @Override
    public void create(ContainerId id) {
        Path directory = directory(id);
        try {
            createRoot();
            Files.createDirectory(directory, OwnerOnly.DIRECTORY);
        } catch (FileAlreadyExistsException e) {
            throw new ContainerExistsException(id);
        } catch (IOException e) {
            throw HostOperationException.of("create the state directory " + directory, e);
        }
        try {
            // Set after the creation, because the umask would change the mode at creation.
            Files.setAttribute(directory, MODE, DIRECTORY_MODE, LinkOption.NOFOLLOW_LINKS);
            DirectoryLocks.createLockFile(directory);
        } catch (IOException e) {
            HostOperationException failure = HostOperationException.of("create the state directory " + directory, e);
            try {
                delete(id);
            } catch (HostOperationException undo) {
                failure.addSuppressed(undo);
            }
            throw failure;
        }
    }

    private void createRoot() throws IOException {
        if (checkRoot()) {
            return;
        }
        Path parent = root.getParent();
        if (parent != null) {
            // Other users get no write permission, whatever the umask: with it they could replace the state root.
            Files.createDirectories(parent, OwnerOnly.PARENT);
        }
        try {
            Files.createDirectory(root, OwnerOnly.DIRECTORY);
        } catch (FileAlreadyExistsException e) {
            if (!checkRoot()) {
                throw new NotDirectoryException(root.toString());
            }
        }
    }

    @Override
    public Optional<byte[]> load(ContainerId id, String name) {
        Path directory = directory(id);
        Path file = directory.resolve(name);
        try {
            if (!checkDirectory(directory) || !trust().isFile(file)) {
                return Optional.empty();
            }
            // java.io, because every JVM has already loaded its classes.
            File opened = new File(file.toString());
            if (opened.length() > MAX_DOCUMENT_BYTES) {
                throw new HostOperationException("read " + file, new Errno(EFBIG));
            }
            try (FileInputStream in = new FileInputStream(opened)) {
                byte[] document = in.readNBytes(MAX_DOCUMENT_BYTES + 1);
                if (document.length > MAX_DOCUMENT_BYTES) {
                    throw new HostOperationException("read " + file, new Errno(EFBIG));
                }
                return Optional.of(document);
            }
        } catch (IOException e) {
            if (isMissing(file)) {
                return Optional.empty();
            }
            throw HostOperationException.of("read " + file, e);
        }
    }

    /** Returns whether a file has been removed since it was checked. */
    private static boolean isMissing(Path file) {
        return Files.notExists(file, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void save(ContainerId id, String name, byte[] document) {
        Path directory = directory(id);
        Path target = directory.resolve(name);
        Path temporary = directory.resolve("." + name + "." + Long.toHexString(System.nanoTime()));
        boolean complete = false;
        try {
            if (!checkDirectory(directory)) {
                throw new NoSuchContainerException(id);
            }
            write(temporary, document);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            complete = true;
        } catch (NoSuchFileException e) {
            throw new NoSuchContainerException(id);
        } catch (IOException e) {
            throw HostOperationException.of("write " + target, e);
        } finally {
            if (!complete) {
                discard(temporary);
            }
        }
    }

    static void write(Path temporary, byte[] document) throws IOException {
        try (FileChannel channel = FileChannel.open(
                temporary,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS),
                OwnerOnly.FILE)) {
            ByteBuffer rest = ByteBuffer.wrap(document);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        }
    }

    static void discard(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // The caller reports the original failure; delete() also removes drafts from the directory.
        }
    }

    @Override
    public void delete(ContainerId id) {
        Path directory = directory(id);
        try {
            // A symbolic link is removed without following it.
            if (checkRoot() && !Files.isSymbolicLink(directory)) {
                trust().isDirectory(directory);
            }
            for (int attempt = 1; !tryDelete(directory, attempt == ATTEMPTS); attempt++) {
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            throw HostOperationException.of("delete the state directory " + directory, e);
        }
    }

    /** Deletes a file, or a directory with its content; {@code false} if another command added an entry meanwhile. */
    private static boolean tryDelete(Path path, boolean last) throws IOException {
        if (isDirectory(path)) {
            deleteEntries(path);
        }
        try {
            Files.deleteIfExists(path);
            return true;
        } catch (DirectoryNotEmptyException e) {
            if (last) {
                throw e;
            }
            return false;
        }
    }

    private static void deleteEntries(Path directory) throws IOException {
        Path lock = null;
        for (Path entry : entries(directory)) {
            if (entry.endsWith(DirectoryLocks.NAME)) {
                lock = entry;
            } else {
                tryDelete(entry, false);
            }
        }
        // The lock file is last, so that a command that waits for the lock waits until the directory is empty.
        if (lock != null) {
            tryDelete(lock, false);
        }
    }

    /** Returns the entries of a directory; none if it does not exist. */
    static List<Path> entries(Path directory) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path entry : stream) {
                entries.add(entry);
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw new IOException(e.getMessage(), e);
        }
        return entries;
    }

    @Override
    public Optional<Lock> lock(ContainerId id, Duration timeout) {
        Path directory = directory(id);
        try {
            return checkDirectory(directory) ? locks.lock(id, directory, timeout, trust()) : Optional.empty();
        } catch (IOException e) {
            throw HostOperationException.of("lock " + directory, e);
        }
    }

    @Override
    public int owner(ContainerId id) {
        try {
            return (int) Files.getAttribute(directory(id), "unix:uid", LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            return -1;
        }
    }
}
