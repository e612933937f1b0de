package dev.hexrun.adapter.linux.state;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Files that can be made anew, in a folder that nobody but its user can write to. Where that is not so nothing is kept and
 * nothing is found: what is in here becomes a part of containers.
 */
final class FileCache {

    private static final int LONGEST = 16 * 1024 * 1024;

    /** More are no use: an engine has a handful of profiles, with some variants each. */
    private static final int MOST = 64;

    private static final int OTHERS_WRITE = 0022;

    private final Supplier<Path> place;

    FileCache(Supplier<Path> place) {
        this.place = place;
    }

    Optional<byte[]> read(String name) {
        Path folder = place.get();
        try {
            if (!isOwn(folder)) {
                return Optional.empty();
            }
            Path file = folder.resolve(name);
            // Whoever can put a fifo here is the user itself; but nobody should wait for one.
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            try (FileInputStream in = new FileInputStream(file.toString())) {
                return Optional.of(in.readNBytes(LONGEST));
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void write(String name, byte[] document) {
        Path folder = place.get();
        Path draft = folder.resolve("." + name + "." + Long.toHexString(System.nanoTime()));
        try {
            if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(folder, OwnerOnly.DIRECTORY);
            }
            if (!isOwn(folder)) {
                return;
            }
            makeRoom(folder);
            FileStateStore.write(draft, document);
            Files.move(draft, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // It is made anew the next time.
            FileStateStore.discard(draft);
        }
    }

    private static void makeRoom(Path folder) throws IOException {
        if (FileStateStore.entries(folder).size() >= MOST) {
            for (Path entry : FileStateStore.entries(folder)) {
                FileStateStore.discard(entry);
            }
        }
    }

    private static boolean isOwn(Path folder) throws IOException {
        Map<String, Object> attributes =
                Files.readAttributes(folder, "unix:uid,mode,isDirectory", LinkOption.NOFOLLOW_LINKS);
        return Boolean.TRUE.equals(attributes.get("isDirectory"))
                && attributes.get("mode") instanceof Integer mode
                && (mode & OTHERS_WRITE) == 0
                && Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(attributes.get("uid"));
    }
}
