package dev.hexrun.cgroup.tree;

import dev.hexrun.domain.failure.HostOperationException;
import java.io.IOException;
import java.util.OptionalLong;

/** A reader of the files of one cgroup. */
public final class CgroupFileReader {

    private final CgroupFiles files;
    private final String directory;

    /**
     * Creates the reader.
     *
     * @param files the file system
     * @param directory the cgroup
     */
    public CgroupFileReader(CgroupFiles files, String directory) {
        this.files = files;
        this.directory = directory;
    }

    /**
     * Reads a file.
     *
     * @param file the name of the file
     * @return its content, without surrounding white space
     * @throws HostOperationException if the kernel refuses
     */
    public String read(String file) {
        try {
            return files.read(directory, file).strip();
        } catch (IOException e) {
            throw KernelError.failure("read " + directory + '/' + file, e);
        }
    }

    /**
     * Reads one number of a file that has a key and a number on each line.
     *
     * @param file the name of the file
     * @param key the key
     * @return the number; empty if the file or the key does not exist
     */
    public OptionalLong flatKeyed(String file, String key) {
        try {
            String text = '\n' + files.read(directory, file);
            int at = text.indexOf('\n' + key + ' ');
            if (at < 0) {
                return OptionalLong.empty();
            }
            int from = at + key.length() + 2;
            int to = text.indexOf('\n', from);
            return OptionalLong.of(Long.parseLong(text, from, to < 0 ? text.length() : to, 10));
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
