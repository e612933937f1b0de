package dev.hexrun.app.record;

import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.cgroup.CgroupPaths;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is remembered of a container. Nothing in it goes out of date by itself: the status is worked out from it and from
 * what the kernel says.
 *
 * @param id the container
 * @param ociVersion the version of its configuration
 * @param bundle the bundle's folder, absolute
 * @param rootfs the root file system, absolute
 * @param created when it was created, RFC 3339 in UTC with nanoseconds
 * @param annotations the configuration's annotations
 * @param phase how far its creation got
 * @param creator the process that creates it
 * @param init its first process
 * @param cgroups where its cgroups are, or are to be
 * @param cgroupIds what the kernel identifies its cgroups by, from path to identity; empty if that is not known
 * @param rootless whether its cgroups are handled as for the unprivileged
 * @param sharesPids whether other processes than its own live in its pid namespace, so that they outlive init
 * @param hooks whether hooks are to run after its start or deletion
 * @param keyring whether it has a session keyring of its own, for its further processes to join
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

    /** Keeps a copy of the map. */
    public ContainerRecord {
        // Not Map.copyOf: with many similar names its table takes quadratic time.
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
        cgroupIds = Map.copyOf(cgroupIds);
    }

    /** How far the creation got. */
    public enum Phase {
        /** It has begun. Where its cgroups are to be there may be those of another container, whose processes live in them. */
        RESERVED,
        /** Its cgroups are made, and so is everything in them its own. */
        CREATING,
        /** It is complete. */
        CREATED
    }

    /**
     * The record once init exists.
     *
     * @param process init
     * @return a record that names it
     */
    public ContainerRecord withInit(ProcessId process) {
        return with(phase, process, cgroups, cgroupIds);
    }

    /**
     * The record once the cgroups are made.
     *
     * @param paths where they are
     * @param ids what the kernel identifies them by
     * @return a record that names them as its own
     */
    public ContainerRecord withCgroups(CgroupPaths paths, Map<String, String> ids) {
        return with(Phase.CREATING, init, paths, ids);
    }

    /**
     * The record of a container that is complete.
     *
     * @return a record that says so
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
