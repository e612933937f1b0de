package dev.hexrun.adapter.linux.state;

import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.state.StateStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Locks on the file {@code lock} in a container's directory, {@code fcntl_locking(2)}.
 *
 * <p>The kernel ties such a lock to the process: it releases the lock when the process ends, for whatever reason, and
 * children do not inherit it. The kernel also releases the lock as soon as the process closes <em>any</em> descriptor
 * of the file. Therefore this class first serializes the threads of the process, and only one of them at a time opens
 * the file. An engine has a store for each command, so all objects of this class share the names of the locked directories.
 *
 * <p>A lock on a deleted file excludes no other process. Therefore, once the lock is held, the file at this path must
 * be the same as before it was opened; otherwise this class releases the lock and starts again.
 */
final class DirectoryLocks {

    /** The name of the lock file. */
    static final String NAME = "lock";

    private static final long MIN_WAIT_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final long MAX_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** The real paths of the directories that are locked in this process. */
    private static final Set<String> HELD = new HashSet<>();

    /** Creates the lock file unless it exists. */
    static void createLockFile(Path directory) throws IOException {
        try {
            Files.createFile(directory.resolve(NAME), OwnerOnly.FILE);
        } catch (FileAlreadyExistsException e) {
            // The file exists.
        }
    }

    /** Takes the lock of a container; empty if the container has no directory, or after the timeout. */
    Optional<StateStore.Lock> lock(ContainerId id, Path directory, Duration timeout, Trust trust) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            String key = key(directory);
            if (key.isEmpty() || !enter(key, deadline)) {
                return Optional.empty();
            }
            FileChannel channel = null;
            try {
                channel = acquire(directory, deadline, trust);
            } finally {
                if (channel == null) {
                    leave(key);
                }
            }
            return channel == null ? Optional.empty() : Optional.of(new Held(id, key, channel));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostOperationException("lock " + directory + ": interrupted", e);
        } catch (IOException e) {
            throw HostOperationException.of("lock " + directory, e);
        }
    }

    /** Returns the path of the directory below the real path of the state root; empty if the state root does not exist. */
    private static String key(Path directory) throws IOException {
        Path root = directory.getParent();
        try {
            return root == null ? "" : root.toRealPath() + "/" + directory.getFileName();
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private static boolean enter(String key, long deadline) throws InterruptedException {
        synchronized (HELD) {
            while (!HELD.add(key)) {
                long remaining = deadline - System.nanoTime();
                if (remaining <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(HELD, remaining);
            }
            return true;
        }
    }

    private static void leave(String key) {
        synchronized (HELD) {
            HELD.remove(key);
            HELD.notifyAll();
        }
    }

    private static @Nullable FileChannel acquire(Path directory, long deadline, Trust trust)
            throws IOException, InterruptedException {
        Path file = directory.resolve(NAME);
        while (true) {
            Object before = identity(file);
            if (before == null) {
                // The directory is missing, or its creator died before it created the file.
                try {
                    createLockFile(directory);
                } catch (FileSystemException e) {
                    if (e instanceof NoSuchFileException || !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                        return null;
                    }
                    throw e;
                }
                continue;
            }
            // Opening a fifo would block until another process reads it.
            FileChannel channel = trust.isFile(file) ? open(file) : null;
            boolean isCurrent = false;
            try {
                if (channel != null && !awaitLock(channel, deadline)) {
                    return null;
                }
                isCurrent = channel != null && before.equals(identity(file));
                if (isCurrent) {
                    return channel;
                }
            } finally {
                if (channel != null && !isCurrent) {
                    channel.close();
                }
            }
        }
    }

    private static @Nullable FileChannel open(Path file) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static boolean awaitLock(FileChannel channel, long deadline) throws IOException, InterruptedException {
        long wait = MIN_WAIT_NANOS;
        while (true) {
            if (tryLock(channel)) {
                return true;
            }
            long remaining = deadline - System.nanoTime();
            if (remaining <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.sleep(Math.min(wait, remaining));
            wait = Math.min(wait * 2, MAX_WAIT_NANOS);
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            throw new IllegalStateException("two paths that are not links lead to one state root", e);
        }
    }

    /** Returns device and inode of the file; {@code null} if it does not exist. */
    private static @Nullable Object identity(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** A lock that is held until it is closed; closing it again has no effect. */
    private static final class Held implements StateStore.Lock {

        private final ContainerId id;
        private final String key;
        private @Nullable FileChannel channel;

        Held(ContainerId id, String key, FileChannel channel) {
            this.id = id;
            this.key = key;
            this.channel = channel;
        }

        @Override
        public synchronized void close() {
            FileChannel open = channel;
            if (open == null) {
                return;
            }
            channel = null;
            try {
                open.close();
            } catch (IOException e) {
                throw HostOperationException.of("unlock " + id, e);
            } finally {
                leave(key);
            }
        }
    }
}
