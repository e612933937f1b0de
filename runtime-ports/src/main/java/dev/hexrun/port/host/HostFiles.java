package dev.hexrun.port.host;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of the host, for the questions of the use cases and for the pid file. Implemented by adapters. Paths are
 * absolute, and links are followed unless a method says otherwise. A file that cannot be examined counts as missing.
 */
public interface HostFiles {

    /** The type of a file. */
    enum Kind {
        /** No such file, or its path cannot be examined. */
        MISSING,
        /** A regular file. */
        FILE,
        /** A directory. */
        DIRECTORY,
        /** A device, fifo or socket. */
        OTHER
    }

    /**
     * Returns the type of a file.
     *
     * @param path the file
     * @return its type
     */
    Kind kind(Path path);

    /**
     * Returns whether a file exists, of any type.
     *
     * @param path the file
     * @return {@code true} if it exists
     */
    default boolean exists(Path path) {
        return kind(path) != Kind.MISSING;
    }

    /**
     * Returns whether a file is regular, and executable for its owner, its group or others.
     *
     * @param path the file
     * @return {@code true} if one of its execute bits is set
     */
    boolean isExecutable(Path path);

    /**
     * Returns the target of a symbolic link, {@code readlink(2)}.
     *
     * @param path the link, which is not followed
     * @return its target; empty if it is not a link
     */
    Optional<String> linkTarget(Path path);

    /**
     * Returns the path of a file without links, {@code realpath(3)}.
     *
     * @param path the file
     * @return its real path; empty if it does not exist
     */
    Optional<Path> realPath(Path path);

    /**
     * Returns whether two paths lead to the same file.
     *
     * @param one a path
     * @param other a path
     * @return {@code true} if device and inode are equal
     */
    boolean isSame(Path one, Path other);

    /**
     * Reads a small file.
     *
     * @param path the file
     * @return its text, without white space at the ends; empty if it cannot be read
     */
    String read(Path path);

    /**
     * Writes a pid file. A reader sees the former file or the complete new one. A link, fifo or other file at the path is
     * replaced, not followed or opened.
     *
     * @param path the file
     * @param pid the process, written in decimal without a line end
     * @throws dev.hexrun.domain.failure.HostOperationException if the file cannot be written; there is no temporary file then
     */
    void writePidFile(Path path, int pid);

    /**
     * Removes a pid file, if it exists.
     *
     * @param path the file
     * @throws dev.hexrun.domain.failure.HostOperationException if it cannot be removed
     */
    void removePidFile(Path path);
}
