package dev.hexrun.port.cgroup;

import java.util.List;

/**
 * One mounted hierarchy, as a container that mounts {@code cgroup} is to see it.
 *
 * @param unified whether it is the v2 hierarchy
 * @param name the name of its folder below the container's mount, for example {@code cpu,cpuacct}; v2: empty
 * @param controllers v1: the controllers in it, or one {@code name=NAME}; they are also the mount options. v2: empty
 * @param hostPath the container's own cgroup in it, an absolute path on the host
 */
public record CgroupHierarchy(boolean unified, String name, List<String> controllers, String hostPath) {

    /** Keeps a copy of the list. */
    public CgroupHierarchy {
        controllers = List.copyOf(controllers);
    }
}
