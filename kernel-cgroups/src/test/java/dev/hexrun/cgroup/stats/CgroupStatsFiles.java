package dev.hexrun.cgroup.stats;

import dev.hexrun.cgroup.tree.CgroupFiles;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Read-only files in memory. */
final class CgroupStatsFiles implements CgroupFiles {

    private final Map<String, String> files = new HashMap<>();
    private final List<String> refused = new ArrayList<>();

    CgroupStatsFiles put(String path, String text) {
        files.put(path, text);
        return this;
    }

    /** Adds a file that exists and cannot be read. */
    CgroupStatsFiles refuse(String path) {
        refused.add(path);
        return this;
    }

    @Override
    public String read(String directory, String file) throws IOException {
        String path = directory + '/' + file;
        if (refused.contains(path)) {
            throw new FileSystemException(path, null, "Operation not supported");
        }
        String text = files.get(path);
        if (text == null) {
            throw new NoSuchFileException(path);
        }
        return text;
    }

    @Override
    public void changeOwner(String directory, String file, long uid) {
        throw new UnsupportedOperationException("for reading alone");
    }

    @Override
    public boolean exists(String directory) {
        return files.keySet().stream().anyMatch(path -> path.startsWith(directory + '/'));
    }

    @Override
    public void write(String directory, String file, String value) {
        throw new AssertionError("nothing is written");
    }

    @Override
    public boolean createDirectory(String directory) {
        throw new AssertionError("nothing is made");
    }

    @Override
    public void remove(String directory) {
        throw new AssertionError("nothing is removed");
    }

    @Override
    public long inode(String directory) {
        throw new AssertionError("nothing is identified");
    }

    @Override
    public boolean isWritable(String directory, String file) {
        return false;
    }
}
