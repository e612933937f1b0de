package dev.hexrun.app.state;

import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.state.ContainerStatus;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The state of a container (runtime.md, "State").
 *
 * @param ociVersion the version of its configuration
 * @param id the container
 * @param pid its first process in the runtime's pid namespace; 0 if that has ended
 * @param status its status
 * @param bundle the bundle's folder, absolute
 * @param rootfs the root file system, absolute
 * @param created when it was created, RFC 3339
 * @param annotations the configuration's annotations
 * @param owner the user who owns it: a name, or {@code #UID} where the host has none for it
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
        String owner) {

    /** Keeps a copy of the map. */
    public ContainerState {
        // Not Map.copyOf: with many similar names its table takes quadratic time.
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    public ContainerState withOwner(String user) {
        return new ContainerState(ociVersion, id, pid, status, bundle, rootfs, created, annotations, user);
    }
}
