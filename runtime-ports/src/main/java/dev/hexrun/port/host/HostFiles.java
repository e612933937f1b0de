package dev.hexrun.port.host;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of the host, which the runtime examines. Adapters implement it; the runtime
 * calls it. Paths are absolute. Links are followed unless a method excludes that. A file that cannot be examined counts
 * as missing.
 */
public interface HostFiles {

    /** The type of a file. */
    enum Kind {
        /** The file does not exist, or its path cannot be examined. */
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
     * Returns whether two paths refer to the same file.
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
     * @return its text, without leading and trailing white space; empty if it cannot be read
     */
    String read(Path path);

    /**
     * Reads the beginning of a file that may be large, such as one whose size a container chooses. The default
     * implementation reads the whole file.
     *
     * @param path the file
     * @param limit the maximum number of bytes
     * @return its text, cut off after the limit, without leading and trailing white space; empty if it cannot be read
     */
    default String read(Path path, int limit) {
        String text = read(path);
        return text.length() <= limit ? text : text.substring(0, limit);
    }

    /**
     * Returns whether the caller may write to a file or create entries in a directory, {@code access(2)}. The default
     * implementation examines no permissions.
     *
     * @param path the file or directory
     * @return {@code false} if it is missing, on a read-only mount, or the caller has no permission
     */
    default boolean isWritable(Path path) {
        return exists(path);
    }
}
