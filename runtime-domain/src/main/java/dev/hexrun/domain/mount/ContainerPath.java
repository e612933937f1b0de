package dev.hexrun.domain.mount;

import java.util.ArrayList;
import java.util.List;

/** A path in a container, cleaned by its letters alone: what links there are is known only when the path is used. */
public final class ContainerPath {

    private ContainerPath() {}

    /**
     * Cleans a path.
     *
     * @param path as it stands in a configuration; a relative one lies below the root
     * @return the path from the root, without {@code .}, {@code ..} and double slashes
     */
    public static String clean(String path) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        while (start <= path.length()) {
            int end = path.indexOf('/', start);
            end = end < 0 ? path.length() : end;
            String part = path.substring(start, end);
            if (part.equals("..")) {
                if (!parts.isEmpty()) {
                    parts.remove(parts.size() - 1);
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
            start = end + 1;
        }
        StringBuilder clean = new StringBuilder(path.length() + 1);
        for (String part : parts) {
            clean.append('/').append(part);
        }
        return clean.isEmpty() ? "/" : clean.toString();
    }

    /**
     * Takes a path that names a place in the container by its path on the host for the place in the container, as other
     * runtimes do.
     *
     * @param path as it stands in a configuration
     * @param rootfs the container's root on the host, absolute and clean
     * @return the path in the container; {@code path} itself unless it lies below {@code rootfs}
     */
    public static String relativeToRootfs(String path, String rootfs) {
        if (!path.startsWith(rootfs) || rootfs.equals("/")) {
            return path;
        }
        String clean = clean(path);
        if (clean.equals(rootfs)) {
            return "/";
        }
        return clean.startsWith(rootfs + "/") ? clean.substring(rootfs.length()) : path;
    }
}
