package dev.hexrun.cgroup.tree;

import java.io.IOException;

/**
 * The files of cgroups whose paths the runtime has chosen. The interface cannot list a directory, since a container may
 * have chosen the names in it. Each failure is an {@link IOException} whose error number {@link KernelError#of}
 * returns; directories are absolute paths.
 */
public interface CgroupFiles {

    /**
     * Reads a file.
     *
     * @param directory the cgroup
     * @param file the name of the file in it
     * @return its content, with the newline at its end
     * @throws IOException if the kernel refuses
     */
    String read(String directory, String file) throws IOException;

    /**
     * Writes a value with a single {@code write(2)}; the file must exist.
     *
     * @param directory the cgroup
     * @param file the name of the file in it
     * @param value the value
     * @throws IOException if the kernel refuses
     */
    void write(String directory, String file, String value) throws IOException;

    /**
     * Creates a cgroup with mode 0755, less the umask.
     *
     * @param directory the cgroup
     * @return {@code false} if it exists already
     * @throws IOException if the kernel refuses
     */
    boolean createDirectory(String directory) throws IOException;

    /**
     * Removes a cgroup.
     *
     * @param directory the cgroup
     * @throws IOException if the kernel refuses: EBUSY while processes or other cgroups are in it
     */
    void remove(String directory) throws IOException;

    /**
     * Returns whether a cgroup exists.
     *
     * @param directory the cgroup
     * @return {@code true} if it exists
     */
    boolean exists(String directory);

    /**
     * Returns the inode number of a cgroup, which is unique in its hierarchy until the next boot.
     *
     * @param directory the cgroup
     * @return the number
     * @throws IOException if the kernel refuses
     */
    long inode(String directory) throws IOException;

    /**
     * Returns whether the runtime may write a file.
     *
     * @param directory the cgroup
     * @param file the name of the file in it
     * @return {@code true} if the file exists and its permissions allow it
     */
    boolean isWritable(String directory, String file);

    /**
     * Changes the owner of a cgroup or of one of its files. The group does not change.
     *
     * @param directory the cgroup
     * @param file the name of the file in it; empty for the directory itself
     * @param uid the user's id
     * @throws IOException if the kernel refuses
     */
    void changeOwner(String directory, String file, long uid) throws IOException;
}
