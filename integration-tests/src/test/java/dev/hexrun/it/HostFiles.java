package dev.hexrun.it;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;

/** Snapshots of directory trees of the host with names, owners, modes, sizes and change times, to detect changes. */
final class HostFiles {

    private HostFiles() {}

    /** Returns the attributes of each path in order. Access times are excluded, since reading changes them. */
    static Map<String, String> of(Path tree) throws IOException {
        Map<String, String> found = new TreeMap<>();
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                add(directory);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                add(file);
                return FileVisitResult.CONTINUE;
            }

            private void add(Path path) throws IOException {
                found.put(
                        path.toString(),
                        Files.readAttributes(path, "unix:mode,uid,gid,size,ctime,rdev,nlink", LinkOption.NOFOLLOW_LINKS)
                                .toString());
            }
        });
        return found;
    }
}
