package dev.hexrun.port.cgroup;

import dev.hexrun.domain.state.ContainerId;
import java.util.Map;

/**
 * Which cgroup a container wants.
 *
 * @param id the container
 * @param cgroupsPath {@code linux.cgroupsPath} as it stands in the configuration; empty if there is none
 * @param rootless whether missing permission is tolerated as long as no limits are asked for
 * @param annotations the configuration's annotations, some of which are for a driver ({@code org.systemd.property.*})
 */
public record CgroupRequest(ContainerId id, String cgroupsPath, boolean rootless, Map<String, String> annotations) {

    /** Keeps a copy of the map. */
    public CgroupRequest {
        annotations = Map.copyOf(annotations);
    }

    /**
     * A request of a container without annotations.
     *
     * @param id the container
     * @param cgroupsPath {@code linux.cgroupsPath}; empty if there is none
     * @param rootless whether missing permission is tolerated as long as no limits are asked for
     */
    public CgroupRequest(ContainerId id, String cgroupsPath, boolean rootless) {
        this(id, cgroupsPath, rootless, Map.of());
    }
}
