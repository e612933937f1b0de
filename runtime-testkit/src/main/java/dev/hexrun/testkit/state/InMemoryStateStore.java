package dev.hexrun.testkit.state;

import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.state.ContainerExistsException;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.state.NoSuchContainerException;
import dev.hexrun.port.state.StateStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A store in memory, without files or directories. Thread-safe. */
public final class InMemoryStateStore implements StateStore {

    private final Path root;
    private final int owner;
    private final TreeMap<ContainerId, Map<String, byte[]>> directories = new TreeMap<>();
    private final Set<ContainerId> locked = new HashSet<>();
    private boolean refusesLocks;

    /** Creates an empty store at {@code /run/hexrun} whose directories belong to user 0. */
    public InMemoryStateStore() {
        this(Path.of("/run/hexrun"), 0);
    }

    /**
     * Creates an empty store.
     *
     * @param root its root, an absolute path
     * @param owner the owner of the directories of containers
     */
    public InMemoryStateStore(Path root, int owner) {
        this.root = root;
        this.owner = owner;
    }

    @Override
    public Path root() {
        return root;
    }

    @Override
    public synchronized List<ContainerId> list() {
        return List.copyOf(directories.keySet());
    }

    @Override
    public synchronized boolean exists(ContainerId id) {
        return directories.containsKey(id);
    }

    @Override
    public String path(ContainerId id, String name) {
        return root.resolve(id.value()).resolve(name).toString();
    }

    @Override
    public synchronized boolean contains(ContainerId id, String name) {
        return directories.getOrDefault(id, Map.of()).containsKey(name);
    }

    @Override
    public synchronized void create(ContainerId id) {
        if (directories.putIfAbsent(id, new HashMap<>()) != null) {
            throw new ContainerExistsException(id);
        }
    }

    @Override
    public synchronized Optional<byte[]> load(ContainerId id, String name) {
        byte[] document = directories.getOrDefault(id, Map.of()).get(name);
        return document == null ? Optional.empty() : Optional.of(document.clone());
    }

    @Override
    public synchronized void save(ContainerId id, String name, byte[] document) {
        Map<String, byte[]> documents = directories.get(id);
        if (documents == null) {
            throw new NoSuchContainerException(id);
        }
        documents.put(name, document.clone());
    }

    /**
     * Removes an entry of a container's directory, like the native program, which removes the fifo when a container is
     * started.
     *
     * @param id the container
     * @param name the entry's file name
     */
    public synchronized void remove(ContainerId id, String name) {
        directories.getOrDefault(id, new HashMap<>()).remove(name);
    }

    @Override
    public synchronized void delete(ContainerId id) {
        directories.remove(id);
    }

    /** Makes every later attempt to lock a container time out at once, as if another command held all locks. */
    public synchronized void refuseLocks() {
        refusesLocks = true;
    }

    /** Ends the effect of {@link #refuseLocks}. */
    public synchronized void acceptLocks() {
        refusesLocks = false;
    }

    @Override
    public synchronized Optional<Lock> lock(ContainerId id, Duration timeout) {
        if (refusesLocks) {
            return Optional.empty();
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        while (directories.containsKey(id) && locked.contains(id)) {
            long remaining = deadline - System.nanoTime();
            if (remaining <= 0) {
                return Optional.empty();
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, remaining);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new HostOperationException("lock " + id + ": interrupted", e);
            }
        }
        if (!directories.containsKey(id)) {
            return Optional.empty();
        }
        locked.add(id);
        return Optional.of(new Held(id));
    }

    private synchronized void unlock(ContainerId id) {
        locked.remove(id);
        notifyAll();
    }

    @Override
    public synchronized int owner(ContainerId id) {
        return directories.containsKey(id) ? owner : -1;
    }

    private final class Held implements Lock {

        private final ContainerId id;
        private boolean closed;

        Held(ContainerId id) {
            this.id = id;
        }

        @Override
        public void close() {
            synchronized (InMemoryStateStore.this) {
                if (!closed) {
                    closed = true;
                    unlock(id);
                }
            }
        }
    }
}
