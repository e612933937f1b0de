package dev.hexrun.cgroup.stats;

import dev.hexrun.cgroup.tree.CgroupFiles;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The files of one cgroup, of which any may be missing: which there are depends on kernel, controllers and rights. */
final class StatFiles {

    private final CgroupFiles files;
    private final @Nullable String directory;

    /**
     * Looks at a cgroup.
     *
     * @param files the file system
     * @param directory the cgroup; {@code null} if the container has none of that controller
     */
    StatFiles(CgroupFiles files, @Nullable String directory) {
        this.files = files;
        this.directory = directory;
    }

    /** What is in a file; empty if there is no such file, or if it cannot be read. */
    String text(String file) {
        if (directory == null) {
            return "";
        }
        try {
            return files.read(directory, file);
        } catch (IOException e) {
            // Pressure that is switched off for a cgroup answers EOPNOTSUPP, an interface that is gone ENODEV.
            return "";
        }
    }

    boolean has(String file) {
        return !text(file).isEmpty();
    }

    OptionalLong number(String file) {
        return Numbers.number(text(file).strip());
    }

    SortedMap<String, Long> keyed(String file) {
        return Numbers.keyed(text(file));
    }
}
