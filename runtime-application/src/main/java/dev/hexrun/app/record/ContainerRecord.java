package dev.hexrun.app.record;

import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.cgroup.CgroupPaths;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The saved facts about a container. They do not change while the container runs; its status is derived from them and
 * from the state of the kernel.
 *
 * @param id the container
 * @param ociVersion the specification version of the configuration
 * @param bundle the absolute path of the bundle directory
 * @param rootfs the absolute path of the root file system
 * @param created the time of creation, RFC 3339 in UTC with nanoseconds
 * @param annotations the configuration's annotations
 * @param phase the progress of the creation
 * @param creator the process that creates the container
 * @param init the container's first process; {@link ProcessId#NONE} before it exists
 * @param cgroups the paths of the cgroups, which may not exist yet in phase {@link Phase#RESERVED}
 * @param cgroupIds the identity of each cgroup by its path: boot id and inode; empty if unknown
 * @param rootless whether the caller has no privilege over cgroups that it does not own
 * @param sharesPids whether the container shares a pid namespace, so that its processes can outlive init
 * @param hooks whether the configuration has poststart or poststop hooks
 * @param keyring whether the container has its own session keyring, which exec processes join
 */
public record ContainerRecord(
        ContainerId id,
        String ociVersion,
        String bundle,
        String rootfs,
        String created,
        Map<String, String> annotations,
        Phase phase,
        ProcessId creator,
        ProcessId init,
        CgroupPaths cgroups,
        Map<String, String> cgroupIds,
        boolean rootless,
        boolean sharesPids,
        boolean hooks,
        boolean keyring) {

    /** Copies the maps. */
    public ContainerRecord {
        // Not Map.copyOf: with many similar names its table takes quadratic time.
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
        cgroupIds = Map.copyOf(cgroupIds);
    }

    /** The progress of a creation. */
    public enum Phase {
        /** The id is reserved. Processes in the cgroup paths may belong to another container. */
        RESERVED,
        /** The cgroups exist. Every process in them belongs to this container. */
        CREATING,
        /** The container is created. */
        CREATED
    }

    /**
     * Returns a copy with init.
     *
     * @param process init
     * @return the copy
     */
    public ContainerRecord withInit(ProcessId process) {
        return with(phase, process, cgroups, cgroupIds);
    }

    /**
     * Returns a copy in phase {@link Phase#CREATING} with the cgroups.
     *
     * @param paths the paths of the cgroups
     * @param ids the identity of each cgroup by its path
     * @return the copy
     */
    public ContainerRecord withCgroups(CgroupPaths paths, Map<String, String> ids) {
        return with(Phase.CREATING, init, paths, ids);
    }

    /**
     * Returns a copy in phase {@link Phase#CREATED}.
     *
     * @return the copy
     */
    public ContainerRecord asCreated() {
        return with(Phase.CREATED, init, cgroups, cgroupIds);
    }

    private ContainerRecord with(
            Phase newPhase, ProcessId newInit, CgroupPaths newCgroups, Map<String, String> newCgroupIds) {
        return new ContainerRecord(
                id,
                ociVersion,
                bundle,
                rootfs,
                created,
                annotations,
                newPhase,
                creator,
                newInit,
                newCgroups,
                newCgroupIds,
                rootless,
                sharesPids,
                hooks,
                keyring);
    }
}
