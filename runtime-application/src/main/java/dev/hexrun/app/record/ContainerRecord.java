package dev.hexrun.app.record;

import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.cgroup.CgroupPaths;
import java.util.Map;
import org.immutables.value.Value;

/**
 * The saved facts about a container. They do not change while the container runs; its status is derived from them and
 * from the state of the kernel.
 */
@Value.Immutable
public interface ContainerRecord {
    /** {@return the container} */
    ContainerId id();

    /** {@return the specification version of the configuration} */
    String ociVersion();

    /** {@return the absolute path of the bundle directory} */
    String bundle();

    /** {@return the absolute path of the root file system} */
    String rootfs();

    /** {@return the time of creation, RFC 3339 in UTC with nanoseconds} */
    String created();

    /** {@return the configuration's annotations} */
    Map<String, String> annotations();

    /** {@return the progress of the creation} */
    Phase phase();

    /** {@return the process that creates the container} */
    ProcessId creator();

    /** {@return the container's first process; {@link ProcessId#NONE} before it exists} */
    ProcessId init();

    /** {@return the paths of the cgroups, which may not exist yet in phase {@link Phase#RESERVED}} */
    CgroupPaths cgroups();

    /** {@return the identity of each cgroup by its path: boot id and inode; empty if unknown} */
    Map<String, String> cgroupIds();

    /** {@return whether the caller has no privilege over cgroups that it does not own} */
    boolean rootless();

    /** {@return whether the container shares a pid namespace, so that its processes can outlive init} */
    boolean sharesPids();

    /** {@return whether the configuration has poststart or poststop hooks} */
    boolean hooks();

    /** {@return whether the container has its own session keyring, which exec processes join} */
    boolean keyring();

    /**
     * Returns whether the configuration is not the one in the bundle, so that exec processes use the saved one.
     *
     * @return {@code false} by default
     */
    @Value.Default
    default boolean separateConfiguration() {
        return false;
    }

    /** {@return further members of the output of {@code state}, from extensions; strings by name} */
    Map<String, String> stateMembers();

    /** {@return a builder without values} */
    static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link ContainerRecord}. */
    class Builder extends ImmutableContainerRecord.Builder {
        Builder() {}
    }

    /** The progress of a creation. */
    enum Phase {
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
    default ContainerRecord withInit(ProcessId process) {
        return builder().from(this).init(process).build();
    }

    /**
     * Returns a copy in phase {@link Phase#CREATING} with the cgroups.
     *
     * @param paths the paths of the cgroups
     * @param ids the identity of each cgroup by its path
     * @return the copy
     */
    default ContainerRecord withCgroups(CgroupPaths paths, Map<String, String> ids) {
        return builder()
                .from(this)
                .phase(Phase.CREATING)
                .cgroups(paths)
                .cgroupIds(ids)
                .build();
    }

    /**
     * Returns a copy in phase {@link Phase#CREATED}.
     *
     * @return the copy
     */
    default ContainerRecord asCreated() {
        return builder().from(this).phase(Phase.CREATED).build();
    }
}
