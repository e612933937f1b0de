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
 * Locks on the file {@code lock} of a container's folder, {@code fcntl_locking(2)}.
 *
 * <p>The kernel ties such a lock to the process: it is gone when the process is, however that ends, and children do not
 * inherit it. It also drops the lock as soon as the process closes <em>any</em> descriptor of the file, so threads of one
 * process first agree among themselves, here, and only the one whose turn it is opens the file. Therefore a process uses
 * one store for one root.
 *
 * <p>A lock on a file that was deleted keeps nobody out. So the file that has the name once the lock is held must be the
 * one that had it before it was opened; otherwise the lock is given back, and everything starts again.
 */
final class DirectoryLocks {

    /** The lock's file. */
    static final String NAME = "lock";

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** Ids as texts: the first hash of a record links method handles, at the cost of half a bare JVM. */
    private final Set<String> held = new HashSet<>();

    /** Makes the file, unless it is there. */
    static void make(Path folder) throws IOException {
        try {
            Files.createFile(folder.resolve(NAME), OwnerOnly.FILE);
        } catch (FileAlreadyExistsException e) {
            // It is there.
        }
    }

    /** Takes the lock of a container; empty if it has no folder, or if the time is up. */
    Optional<StateStore.Lock> lock(ContainerId id, Path folder, Duration timeout, Trust trust) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            if (!enter(id, deadline)) {
                return Optional.empty();
            }
            FileChannel channel = null;
            try {
                channel = acquire(folder, deadline, trust);
            } finally {
                if (channel == null) {
                    leave(id);
                }
            }
            return channel == null ? Optional.empty() : Optional.of(new Held(id, channel));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostOperationException("lock " + folder + ": interrupted", e);
        } catch (IOException e) {
            throw HostOperationException.of("lock " + folder, e);
        }
    }

    private boolean enter(ContainerId id, long deadline) throws InterruptedException {
        synchronized (held) {
            while (!held.add(id.value())) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(held, left);
            }
            return true;
        }
    }

    private void leave(ContainerId id) {
        synchronized (held) {
            held.remove(id.value());
            held.notifyAll();
        }
    }

    private static @Nullable FileChannel acquire(Path folder, long deadline, Trust trust)
            throws IOException, InterruptedException {
        Path file = folder.resolve(NAME);
        while (true) {
            Object before = identity(file);
            if (before == null) {
                // No folder, or one whose creator died before it made the file.
                try {
                    make(folder);
                } catch (FileSystemException e) {
                    if (e instanceof NoSuchFileException || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                        return null;
                    }
                    throw e;
                }
                continue;
            }
            // A fifo would be waited for until somebody reads it.
            FileChannel channel = trust.isFile(file) ? open(file) : null;
            boolean ours = false;
            try {
                if (channel != null && !locked(channel, deadline)) {
                    return null;
                }
                ours = channel != null && before.equals(identity(file));
                if (ours) {
                    return channel;
                }
            } finally {
                if (channel != null && !ours) {
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

    private static boolean locked(FileChannel channel, long deadline) throws IOException, InterruptedException {
        long pause = FIRST_PAUSE_NANOS;
        while (true) {
            if (tried(channel)) {
                return true;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.sleep(Math.min(pause, left));
            pause = Math.min(pause * 2, LONGEST_PAUSE_NANOS);
        }
    }

    private static boolean tried(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            throw new IllegalStateException("two stores use one state root in one process", e);
        }
    }

    /** Device and inode of what has the name; {@code null} if nothing has. */
    private static @Nullable Object identity(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** A lock until it is closed; closing it again does nothing. */
    private final class Held implements StateStore.Lock {

        private final ContainerId id;
        private @Nullable FileChannel channel;

        Held(ContainerId id, FileChannel channel) {
            this.id = id;
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
                leave(id);
            }
        }
    }
}
