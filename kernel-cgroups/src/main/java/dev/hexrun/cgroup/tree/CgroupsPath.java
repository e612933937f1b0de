package dev.hexrun.cgroup.tree;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.cgroup.CgroupRequest;
import dev.hexrun.port.cgroup.HostCgroups.Hierarchy;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A normalized {@code linux.cgroupsPath} in the format of the kernel's paths.
 *
 * @param absolute whether the path is relative to the mount point, and not to the runtime's own cgroup
 * @param inner the names below the mount point or the runtime's own cgroup, joined by {@code /}; never empty, without
 *     {@code .} and {@code ..}
 */
public record CgroupsPath(boolean absolute, String inner) {

    /**
     * Parses the path of a request. The default is the id of the container.
     *
     * @param request the request
     * @return the path
     * @throws ContainerException if the path is the root of the hierarchy, or contains a character that no file name
     *     can have
     */
    public static CgroupsPath of(CgroupRequest request) {
        String path = request.cgroupsPath();
        return path.isEmpty() ? new CgroupsPath(false, request.id().value()) : parse(path);
    }

    /**
     * Parses a path.
     *
     * @param path the path; not empty
     * @return the path
     * @throws ContainerException if the path is the root of the hierarchy, or contains a character that no file name
     *     can have
     */
    public static CgroupsPath parse(String path) {
        if (path.indexOf('\0') >= 0 || path.indexOf('\n') >= 0) {
            throw new ContainerException("/linux/cgroupsPath: must not hold a NUL or a newline");
        }
        String inner = clean(path);
        if (inner.isEmpty()) {
            // The root contains processes of the host, and all cgroups of the host are below it.
            throw new ContainerException(
                    "/linux/cgroupsPath: " + path + ": names the root of the hierarchy and no cgroup below it");
        }
        return new CgroupsPath(path.charAt(0) == '/', inner);
    }

    /**
     * Returns the path in a v1 hierarchy, where a relative path starts at the runtime's own cgroup.
     *
     * @param hierarchy the hierarchy
     * @return an absolute path on the host
     */
    public String belowOwn(Hierarchy hierarchy) {
        return (absolute ? hierarchy.mountPoint() : hierarchy.own()) + '/' + inner;
    }

    /**
     * Returns the path in the v2 hierarchy, where a relative path starts at the parent of the runtime's own cgroup,
     * since controllers cannot be enabled below a cgroup that has processes.
     *
     * @param hierarchy the hierarchy
     * @return an absolute path on the host
     */
    public String besideOwn(Hierarchy hierarchy) {
        return (absolute ? hierarchy.mountPoint() : hierarchy.parentOfOwn()) + '/' + inner;
    }

    /** Removes {@code .} and {@code ..}, which does not lead above the root. */
    private static String clean(String path) {
        Deque<String> parts = new ArrayDeque<>();
        int from = 0;
        while (from <= path.length()) {
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            String part = path.substring(from, to);
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
            from = to + 1;
        }
        return String.join("/", parts);
    }
}
