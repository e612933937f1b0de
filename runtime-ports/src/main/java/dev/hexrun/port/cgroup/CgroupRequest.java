package dev.hexrun.port.cgroup;

import dev.hexrun.domain.state.ContainerId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Which cgroup a container wants.
 *
 * @param id the container
 * @param cgroupsPath {@code linux.cgroupsPath} as it stands in the configuration; empty if there is none
 * @param rootless whether missing permission is tolerated as long as no limits are asked for
 * @param owner the user on the host to whom a cgroup of v2 is delegated (cgroup-v2.rst, "Delegation"): the directory and
 *     the files that {@code /sys/kernel/cgroup/delegate} names become that user's; empty if it is delegated to nobody
 * @param annotations the configuration's annotations, some of which are for a driver ({@code org.systemd.property.*})
 */
public record CgroupRequest(
        ContainerId id, String cgroupsPath, boolean rootless, OptionalLong owner, Map<String, String> annotations) {

    /** Keeps a copy of the map. */
    public CgroupRequest {
        // Not Map.copyOf: with many similar names its table takes quadratic time.
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    /**
     * A request of a container without annotations, for a cgroup that is delegated to nobody.
     *
     * @param id the container
     * @param cgroupsPath {@code linux.cgroupsPath}; empty if there is none
     * @param rootless whether missing permission is tolerated as long as no limits are asked for
     */
    public CgroupRequest(ContainerId id, String cgroupsPath, boolean rootless) {
        this(id, cgroupsPath, rootless, OptionalLong.empty(), Map.of());
    }
}
