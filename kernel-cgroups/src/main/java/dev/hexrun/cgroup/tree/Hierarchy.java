package dev.hexrun.cgroup.tree;

import java.util.List;

/**
 * One mounted hierarchy.
 *
 * @param controllers v1: its controllers, and {@code name=systemd}; v2: empty
 * @param mountPoint where it is mounted
 * @param own the runtime's own cgroup in it, an absolute path; the mount point if it is not below that
 */
public record Hierarchy(List<String> controllers, String mountPoint, String own) {

    /** Keeps a copy of the list. */
    public Hierarchy {
        controllers = List.copyOf(controllers);
    }

    /**
     * The last part of the mount point, by which a container finds the hierarchy.
     *
     * @return for example {@code cpu,cpuacct}
     */
    public String name() {
        return mountPoint.substring(mountPoint.lastIndexOf('/') + 1);
    }

    /**
     * The cgroup above the runtime's own one.
     *
     * @return its path; the mount point if the runtime is there or directly below
     */
    String parentOfOwn() {
        return own.equals(mountPoint) ? mountPoint : own.substring(0, own.lastIndexOf('/'));
    }
}
