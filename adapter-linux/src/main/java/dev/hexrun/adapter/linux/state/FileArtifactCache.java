package dev.hexrun.adapter.linux.state;

import dev.hexrun.port.state.ArtifactCache;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;

/**
 * A cache in a directory that only its user can write to. Documents become part of containers, so the cache stores and
 * returns nothing if other users can write to the directory.
 */
final class FileArtifactCache implements ArtifactCache {

    private static final int MAX_BYTES = 16 * 1024 * 1024;

    /** The maximum number of files: an engine has a handful of profiles with a few variants each. */
    private static final int MAX_FILES = 64;

    private static final int OTHERS_WRITE = 0022;

    private final Path directory;

    FileArtifactCache(Path directory) {
        this.directory = directory;
    }

    @Override
    public Optional<byte[]> read(String name) {
        try {
            if (!isOwn(directory)) {
                return Optional.empty();
            }
            Path file = directory.resolve(name);
            // Only the user can put a fifo here, but reading one would block.
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            try (FileInputStream in = new FileInputStream(file.toString())) {
                return Optional.of(in.readNBytes(MAX_BYTES));
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public void write(String name, byte[] document) {
        Path temporary = directory.resolve("." + name + "." + Long.toHexString(System.nanoTime()));
        try {
            if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(directory, OwnerOnly.DIRECTORY);
            }
            if (!isOwn(directory)) {
                return;
            }
            removeAllIfFull(directory);
            FileStateStore.write(temporary, document);
            Files.move(temporary, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // The next command creates the document again.
            FileStateStore.discard(temporary);
        }
    }

    private static void removeAllIfFull(Path directory) throws IOException {
        if (FileStateStore.entries(directory).size() >= MAX_FILES) {
            for (Path entry : FileStateStore.entries(directory)) {
                FileStateStore.discard(entry);
            }
        }
    }

    private static boolean isOwn(Path directory) throws IOException {
        Map<String, Object> attributes =
                Files.readAttributes(directory, "unix:uid,mode,isDirectory", LinkOption.NOFOLLOW_LINKS);
        return Boolean.TRUE.equals(attributes.get("isDirectory"))
                && attributes.get("mode") instanceof Integer mode
                && (mode & OTHERS_WRITE) == 0
                && Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(attributes.get("uid"));
    }
}
