package dev.hexrun.domain.mount;

import java.util.ArrayList;
import java.util.List;

/** Lexical operations on paths in a container. Symbolic links are known only when a path is used. */
public final class ContainerPath {

    private ContainerPath() {}

    /**
     * Cleans a path lexically.
     *
     * @param path the path in the configuration; a relative path is relative to the root
     * @return the absolute path without {@code .}, {@code ..} and double slashes
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
     * Converts a path on the host below the root file system to the path in the container, as other runtimes do.
     *
     * @param path the path in the configuration
     * @param rootfs the root of the container on the host, absolute and clean
     * @return the path in the container; {@code path} unchanged if it is not below {@code rootfs}
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
