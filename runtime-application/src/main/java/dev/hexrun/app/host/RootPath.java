package dev.hexrun.app.host;

import dev.hexrun.port.host.HostFiles;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The resolution of paths below a root file system: the host resolves them as a process inside would. */
final class RootPath {

    /** The kernel's limit, path_resolution(7). */
    private static final int MAX_LINKS = 40;

    private RootPath() {}

    /**
     * Resolves a path. Symbolic links are resolved below the root, and {@code ..} does not leave it.
     *
     * @param files the host's files
     * @param root the root file system, a path without symbolic links
     * @param path the path to resolve
     * @return the path on the host, which may not exist; if links form a loop, a path that does not exist
     */
    static Path resolve(HostFiles files, Path root, String path) {
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
            Optional<String> link = files.linkTarget(next);
            if (link.isEmpty()) {
                place = next;
                continue;
            }
            String target = link.get();
            if (target.isEmpty() || ++links > MAX_LINKS) {
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
}
