package dev.hexrun.app.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Paths of a root file system, followed from the host as a process in it would. */
final class RootPath {

    /** As many as the kernel follows, path_resolution(7). */
    private static final int MOST_LINKS = 40;

    private RootPath() {}

    /**
     * Follows a path: links lead below the root, and {@code ..} does not lead out of it.
     *
     * @param root the root file system, without links
     * @param path the path
     * @return the file's place on the host, whether or not it exists; where links go in circles, a place where nothing is
     */
    static Path resolve(Path root, String path) {
        Deque<String> rest = new ArrayDeque<>(List.of(path.split("/", -1)));
        Path place = root;
        int links = 0;
        while (!rest.isEmpty()) {
            String name = rest.removeFirst();
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (name.equals("..")) {
                Path parent = place.getParent();
                place = parent == null || place.equals(root) ? root : parent;
                continue;
            }
            Path next = place.resolve(name);
            if (!Files.isSymbolicLink(next)) {
                place = next;
                continue;
            }
            String target = target(next);
            if (target.isEmpty() || ++links > MOST_LINKS) {
                return next.resolve("too many links");
            }
            place = target.startsWith("/") ? root : place;
            List<String> parts = List.of(target.split("/", -1));
            for (String part : parts.reversed()) {
                rest.addFirst(part);
            }
        }
        return place;
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException unreadable) {
            return "";
        }
    }
}
