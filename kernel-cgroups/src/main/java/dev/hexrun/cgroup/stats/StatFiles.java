package dev.hexrun.cgroup.stats;

import dev.hexrun.cgroup.tree.CgroupFiles;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The files of one cgroup. Any may be missing, depending on the kernel, the controllers and the permissions. */
final class StatFiles {

    private final CgroupFiles files;
    private final @Nullable String directory;

    /**
     * Creates the reader.
     *
     * @param files the file system
     * @param directory the cgroup; {@code null} if the container has none of that controller
     */
    StatFiles(CgroupFiles files, @Nullable String directory) {
        this.files = files;
        this.directory = directory;
    }

    /** Returns the content of a file; empty if it does not exist or cannot be read. */
    String text(String file) {
        if (directory == null) {
            return "";
        }
        try {
            return files.read(directory, file);
        } catch (IOException e) {
            // EOPNOTSUPP: pressure is disabled for the cgroup. ENODEV: the cgroup was removed.
            return "";
        }
    }

    boolean has(String file) {
        return !text(file).isEmpty();
    }

    OptionalLong number(String file) {
        return NumberParser.number(text(file).strip());
    }

    SortedMap<String, Long> flatKeyed(String file) {
        return NumberParser.flatKeyed(text(file));
    }
}
