package dev.hexrun.domain.plan;

import java.util.List;

/**
 * The hierarchies that a container sees if it mounts the file system type {@code cgroup}.
 *
 * @param unified whether v2 is the only hierarchy
 * @param hierarchies the v2 hierarchy if {@code unified}, otherwise the v1 hierarchies
 */
public record CgroupMountView(boolean unified, List<Hierarchy> hierarchies) {

    /** The view of a container without cgroups: the mount shows v2, at the root of the cgroup namespace. */
    public static final CgroupMountView NONE = new CgroupMountView(true, List.of());

    /** Copies the list. */
    public CgroupMountView {
        hierarchies = List.copyOf(hierarchies);
    }

    /**
     * One mounted hierarchy.
     *
     * @param name the name of its directory below the container's mount, for example {@code cpu,cpuacct}; v2: empty
     * @param controllers v1: the controllers in it, or one {@code name=NAME}; they are also the mount options. v2:
     *     empty
     * @param hostPath the container's own cgroup in it, an absolute path on the host
     */
    public record Hierarchy(String name, List<String> controllers, String hostPath) {

        /** Copies the list. */
        public Hierarchy {
            controllers = List.copyOf(controllers);
        }
    }
}
