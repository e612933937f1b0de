package dev.hexrun.port.cgroup;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request to join the cgroups of a running container.
 *
 * @param init the container's first process, in the runtime's pid namespace
 * @param subgroups a map from a controller, or {@code ""} for every hierarchy, to a path below the container's cgroup;
 *     empty to join the container's cgroups
 * @param rootless whether the container was created by a rootless caller
 */
public record CgroupExecRequest(int init, Map<String, String> subgroups, boolean rootless) {

    /** Copies the map, in its order. */
    public CgroupExecRequest {
        subgroups = Collections.unmodifiableMap(new LinkedHashMap<>(subgroups));
    }
}
