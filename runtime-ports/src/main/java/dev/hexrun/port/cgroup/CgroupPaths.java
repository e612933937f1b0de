package dev.hexrun.port.cgroup;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The place of a container's cgroup in each hierarchy; it is saved with the container.
 *
 * @param driver the name of the driver that made it
 * @param paths from controller to absolute path on the host; v1: one entry for each controller ({@code memory}) and
 *     named hierarchy ({@code name=systemd}); v2: one entry with the key {@code ""}. Empty if the container has no
 *     cgroup of its own
 */
public record CgroupPaths(String driver, Map<String, String> paths) {

    /** Keeps a copy of the map in its order. */
    public CgroupPaths {
        paths = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(paths));
    }

    /**
     * Tells whether there is no cgroup at all.
     *
     * @return {@code true} if no hierarchy has one
     */
    public boolean isEmpty() {
        return paths.isEmpty();
    }
}
