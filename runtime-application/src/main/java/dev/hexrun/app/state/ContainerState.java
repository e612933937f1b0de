package dev.hexrun.app.state;

import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.state.ContainerStatus;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The state of a container (runtime.md, "State").
 *
 * @param ociVersion the specification version of the configuration
 * @param id the container
 * @param pid the pid of the first process in the runtime's pid namespace; 0 if it has exited
 * @param status the status
 * @param bundle the absolute path of the bundle directory
 * @param rootfs the absolute path of the root file system
 * @param created the time of creation, RFC 3339
 * @param annotations the configuration's annotations
 * @param extra further members of the output of {@code state}, strings by name
 * @param owner the name of the user that owns the container; {@code #UID} if the host has no name for that user
 */
public record ContainerState(
        String ociVersion,
        ContainerId id,
        int pid,
        ContainerStatus status,
        String bundle,
        String rootfs,
        String created,
        Map<String, String> annotations,
        Map<String, String> extra,
        String owner) {

    /** Copies the map. */
    public ContainerState {
        // Not Map.copyOf: with many similar names its table takes quadratic time.
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    /**
     * Returns a copy with the owner.
     *
     * @param user the name of the user, or {@code #} and the user id
     * @return the copy
     */
    public ContainerState withOwner(String user) {
        return new ContainerState(ociVersion, id, pid, status, bundle, rootfs, created, annotations, extra, user);
    }
}
