package dev.hexrun.port.state;

import dev.hexrun.domain.state.ContainerId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Keeps one folder of documents for each container below a state root. Yours to implement; commands of several processes
 * use one store at the same time.
 *
 * <p>State decides which process is killed and which hook is run. So a store refuses, with a {@link
 * dev.hexrun.domain.failure.ContainerException} from every method that reads, writes or locks, what another user than the
 * caller or root could have written.
 */
public interface StateStore {

    /**
     * The state root.
     *
     * @return an absolute path
     */
    Path root();

    /**
     * Lists what may be containers: every folder below the root with a well-formed id, in the order of the ids. A root
     * that does not exist holds none.
     *
     * @return the ids
     */
    List<ContainerId> list();

    /**
     * Tells whether the container has a folder, readable or not.
     *
     * @param id the container
     * @return {@code true} if it has
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
     * Creates a directory with mode 0755 in the container's directory, for files that the native program creates there.
     *
     * @param id the container
     * @param name the directory's file name
     * @throws dev.hexrun.domain.state.NoSuchContainerException if the container's directory does not exist
     * @throws dev.hexrun.domain.failure.HostOperationException if it cannot be created
     */
    void createDirectory(ContainerId id, String name);

    /**
     * Makes the container's folder (mode 0711), and the state root (0700) if that is missing. Only one of several
     * callers succeeds.
     *
     * @param id the container
     * @throws dev.hexrun.domain.state.ContainerExistsException if it is there already
     * @throws dev.hexrun.domain.failure.HostOperationException if the root cannot be written
     */
    void create(ContainerId id);

    /**
     * Reads a document.
     *
     * @param id the container
     * @param name the document's file name
     * @return its bytes; empty if the folder or the document is missing
     */
    Optional<byte[]> load(ContainerId id, String name);

    /**
     * Writes a document whole or not at all (mode 0600): a reader sees the old one or the new one.
     *
     * @param id the container
     * @param name the document's file name
     * @param document its bytes
     * @throws dev.hexrun.domain.state.NoSuchContainerException if the folder is gone
     * @throws dev.hexrun.domain.failure.HostOperationException if it cannot be written
     */
    void save(ContainerId id, String name, byte[] document);

    /**
     * Removes the container's folder and all that is in it. Nothing happens if there is none.
     *
     * @param id the container
     */
    void delete(ContainerId id);

    /**
     * Takes the container's lock, which ends with the process that holds it, however that dies.
     *
     * @param id the container
     * @param timeout how long to wait for another holder; zero asks once
     * @return the lock; empty if it could not be had in time, or if the container has no folder
     */
    Optional<Lock> lock(ContainerId id, Duration timeout);

    /**
     * The user that owns the container's folder.
     *
     * @param id the container
     * @return the user's id; -1 if it cannot be told
     */
    int owner(ContainerId id);

    /** A lock that is held. */
    interface Lock extends AutoCloseable {

        /** Gives the lock back. */
        @Override
        void close();
    }
}
