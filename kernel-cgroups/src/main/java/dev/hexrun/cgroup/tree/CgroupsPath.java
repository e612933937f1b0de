package dev.hexrun.cgroup.tree;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.cgroup.CgroupRequest;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * {@code linux.cgroupsPath} in the form of this driver, made clean.
 *
 * @param absolute whether it counts from the mount point, and not from the runtime's own cgroup
 * @param inner the parts below that, joined by {@code /}; never empty, without {@code .} and {@code ..}
 */
public record CgroupsPath(boolean absolute, String inner) {

    /**
     * Reads the path of a request; without one, the container's id is the name.
     *
     * @param request what the container wants
     * @return the path
     * @throws ContainerException if it names no cgroup below another, or holds what no file name can
     */
    public static CgroupsPath of(CgroupRequest request) {
        String path = request.cgroupsPath();
        if (path.isEmpty()) {
            return new CgroupsPath(false, request.id().value());
        }
        if (path.indexOf('\0') >= 0 || path.indexOf('\n') >= 0) {
            throw new ContainerException("/linux/cgroupsPath: must not hold a NUL or a newline");
        }
        String inner = clean(path);
        if (inner.isEmpty()) {
            // Its processes would be the host's, and removing it would remove everybody's.
            throw new ContainerException(
                    "/linux/cgroupsPath: " + path + ": names the root of the hierarchy and no cgroup below it");
        }
        return new CgroupsPath(path.charAt(0) == '/', inner);
    }

    /**
     * The place in a hierarchy of v1: a relative path counts from the runtime's own cgroup.
     *
     * @param hierarchy the hierarchy
     * @return an absolute path on the host
     */
    public String belowOwn(Hierarchy hierarchy) {
        return (absolute ? hierarchy.mountPoint() : hierarchy.own()) + '/' + inner;
    }

    /**
     * The place in the hierarchy of v2: a relative path counts from the cgroup above the runtime's own one, since
     * controllers cannot be handed down from a cgroup that has processes.
     *
     * @param hierarchy the hierarchy
     * @return an absolute path on the host
     */
    public String besideOwn(Hierarchy hierarchy) {
        return (absolute ? hierarchy.mountPoint() : hierarchy.parentOfOwn()) + '/' + inner;
    }

    /** Takes {@code ..} back no further than to the top. */
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
