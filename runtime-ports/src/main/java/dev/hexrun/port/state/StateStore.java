package dev.hexrun.port.state;

import dev.hexrun.domain.state.ContainerId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A store with a directory of documents for each container, below a state root. Adapters implement it; several
 * processes use one state root at the same time.
 *
 * <p>The state determines which process is killed and which hook is run. Every method that reads, writes or locks
 * therefore throws a {@link dev.hexrun.domain.failure.ContainerException} for a file or directory that a user other
 * than the caller and root could have written.
 */
public interface StateStore {

    /**
     * Returns the state root.
     *
     * @return an absolute path
     */
    Path root();

    /**
     * Returns the ids of all directories below the state root whose name is a valid id. They need not be containers.
     * The list is empty if the state root does not exist.
     *
     * @return the ids, in ascending order
     */
    List<ContainerId> list();

    /**
     * Returns whether the container has a directory, readable or not.
     *
     * @param id the container
     * @return {@code true} if the directory exists
     */
    boolean exists(ContainerId id);

    /**
     * Returns the path of an entry in the container's directory, for the steps of the native program, which creates and
     * opens files there. Neither the entry nor the directory need exist.
     *
     * @param id the container
     * @param name the entry's file name
     * @return an absolute path
     */
    String path(ContainerId id, String name);

    /**
     * Returns whether the container's directory has an entry, of any type.
     *
     * @param id the container
     * @param name the entry's file name
     * @return {@code true} if it exists
     */
    boolean contains(ContainerId id, String name);

    /**
     * Creates the container's directory (mode 0711), and the state root (mode 0700) if it does not exist. If several
     * processes call this method for one id, one of them succeeds.
     *
     * @param id the container
     * @throws dev.hexrun.domain.state.ContainerExistsException if the directory exists
     * @throws dev.hexrun.domain.failure.HostOperationException if it cannot be created
     */
    void create(ContainerId id);

    /**
     * Reads a document.
     *
     * @param id the container
     * @param name the document's file name
     * @return its bytes; empty if the directory or the document does not exist
     */
    Optional<byte[]> load(ContainerId id, String name);

    /**
     * Writes a document (mode 0600), completely or not at all: a reader sees either the old or the new document.
     *
     * @param id the container
     * @param name the document's file name
     * @param document its bytes
     * @throws dev.hexrun.domain.state.NoSuchContainerException if the container's directory does not exist
     * @throws dev.hexrun.domain.failure.HostOperationException if it cannot be written
     */
    void save(ContainerId id, String name, byte[] document);

    /**
     * Removes the container's directory and its contents. Has no effect if the directory does not exist.
     *
     * @param id the container
     */
    void delete(ContainerId id);

    /**
     * Acquires the container's lock. It is released by {@link Lock#close}, or when the process that holds it ends for
     * any reason.
     *
     * @param id the container
     * @param timeout the time to wait for another holder; zero for a single attempt
     * @return the lock; empty after the timeout, or if the container has no directory
     */
    Optional<Lock> lock(ContainerId id, Duration timeout);

    /**
     * Returns the owner of the container's directory.
     *
     * @param id the container
     * @return the user id; -1 if it is unknown
     */
    int owner(ContainerId id);

    /** A lock that this process holds. */
    interface Lock extends AutoCloseable {

        /** Releases the lock. */
        @Override
        void close();
    }
}
