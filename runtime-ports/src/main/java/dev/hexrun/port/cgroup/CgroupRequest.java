package dev.hexrun.port.cgroup;

import dev.hexrun.domain.state.ContainerId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The cgroup that a container requests.
 *
 * @param id the container
 * @param cgroupsPath {@code linux.cgroupsPath} of the configuration; empty if there is none
 * @param caller the privileges of the caller
 * @param owner the host user to whom a v2 cgroup is delegated (cgroup-v2.rst, "Delegation"): the user becomes the owner
 *     of the directory and of the files that {@code /sys/kernel/cgroup/delegate} lists; empty if it is not delegated
 * @param annotations the annotations of the configuration, some of which a driver reads ({@code
 *     org.systemd.property.*})
 */
public record CgroupRequest(
        ContainerId id, String cgroupsPath, CgroupCaller caller, OptionalLong owner, Map<String, String> annotations) {

    /** Copies the map, in its order. */
    public CgroupRequest {
        // Map.copyOf takes quadratic time for many similar names.
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    /**
     * Creates a request without annotations and without delegation.
     *
     * @param id the container
     * @param cgroupsPath {@code linux.cgroupsPath}; empty if there is none
     * @param caller the privileges of the caller
     */
    public CgroupRequest(ContainerId id, String cgroupsPath, CgroupCaller caller) {
        this(id, cgroupsPath, caller, OptionalLong.empty(), Map.of());
    }
}
