package dev.hexrun.port.cgroup;

import dev.hexrun.domain.failure.ContainerException;
import java.nio.file.Path;
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

    /**
     * The place of cgroups below these.
     *
     * @param subgroups from a controller, or {@code ""} for every hierarchy, to a path below the container's cgroup in it;
     *     the others stay as they are
     * @return the place; the same if there are no subgroups
     * @throws ContainerException if the container has no cgroup of that controller, or a path leads out of the container's
     */
    public CgroupPaths below(Map<String, String> subgroups) {
        if (subgroups.isEmpty()) {
            return this;
        }
        Map<String, String> below = new LinkedHashMap<>(paths);
        String everywhere = subgroups.get("");
        if (everywhere != null) {
            for (Map.Entry<String, String> path : paths.entrySet()) {
                below.put(path.getKey(), below(path.getValue(), everywhere));
            }
        }
        for (Map.Entry<String, String> subgroup : subgroups.entrySet()) {
            String controller = subgroup.getKey();
            if (!controller.isEmpty()) {
                String path = paths.get(controller);
                if (path == null) {
                    throw new ContainerException(
                            "unknown controller " + controller + ": the container has no such cgroup");
                }
                below.put(controller, below(path, subgroup.getValue()));
            }
        }
        return new CgroupPaths(driver, below);
    }

    private static String below(String path, String subgroup) {
        Path whole = Path.of(path + "/" + subgroup).normalize();
        if (!whole.startsWith(path)) {
            throw new ContainerException("bad sub cgroup path: " + subgroup);
        }
        return whole.toString();
    }
}
