package dev.hexrun.clients;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Creates and deletes directories of tests. */
final class Directories {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private Directories() {}

    /** Creates a directory with a short name, which user namespaces can search. */
    static Path create() throws IOException {
        Path directory =
                createBelow(Path.of("/tmp"), "hxc" + ProcessHandle.current().pid() + "-");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        return directory;
    }

    /** Creates a directory whose name ends with a number: paths of sockets must be short. */
    static Path createBelow(Path parent, String prefix) throws IOException {
        return Files.createDirectory(parent.resolve(prefix + COUNT.incrementAndGet()));
    }

    /** Deletes a directory with the storage of Podman or Buildah, which mount it on itself. */
    static void deleteStorage(Path directory) throws IOException {
        new Command(List.of("umount", directory.resolve("root/overlay").toString())).run();
        delete(directory);
    }

    /** Deletes a directory and everything below it, on this file system only. */
    static void delete(Path directory) throws IOException {
        Object device = Files.getAttribute(directory, "unix:dev");
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) throws IOException {
                if (!Files.getAttribute(visited, "unix:dev").equals(device)) {
                    throw new IOException("not deleted, something is still mounted there: " + visited);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
