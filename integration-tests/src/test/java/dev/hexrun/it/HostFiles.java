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

/** What a tree of the host's looks like, so that a change of any kind shows: names, owners, modes, sizes, change times. */
final class HostFiles {

    private HostFiles() {}

    /** Path to attributes, in order; access times are left out, since looking changes them. */
    static Map<String, String> of(Path tree) throws IOException {
        Map<String, String> found = new TreeMap<>();
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                note(folder);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                note(file);
                return FileVisitResult.CONTINUE;
            }

            private void note(Path path) throws IOException {
                found.put(
                        path.toString(),
                        Files.readAttributes(path, "unix:mode,uid,gid,size,ctime,rdev,nlink", LinkOption.NOFOLLOW_LINKS)
                                .toString());
            }
        });
        return found;
    }
}
