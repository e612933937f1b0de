package dev.hexrun.app.lifecycle;

import dev.hexrun.app.command.Warnings;
import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.app.state.CgroupOwnership;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.cgroup.Cgroup;
import jakarta.inject.Inject;
import java.util.Optional;

/** The creation of a container's cgroups, which another living container must not use. */
public final class CgroupCreation {

    private final CgroupOwnership ownership;
    private final Warnings remarks;

    /**
     * Creates the object.
     *
     * @param ownership finds other containers that use existing cgroups
     * @param remarks receives warnings
     */
    @Inject
    public CgroupCreation(CgroupOwnership ownership, Warnings remarks) {
        this.ownership = ownership;
        this.remarks = remarks;
    }

    /**
     * Creates the cgroups.
     *
     * @throws ContainerException if another container uses them, or the driver refuses to create them
     */
    Cgroup create(PreparedContainer container, ContainerRecord reserved) {
        Cgroup existing = container.driver().open(container.cgroup().paths());
        boolean exists = !existing.identities().isEmpty();
        // A cgroup that has processes needs no check: the driver refuses it.
        Optional<ContainerId> user =
                exists && existing.processes().isEmpty() ? ownership.otherAlive(reserved) : Optional.empty();
        if (user.isPresent()) {
            throw new ContainerException(
                    "unable to apply cgroup configuration: container's cgroup is in use by container " + user.get());
        }
        try {
            return container.driver().create(container.cgroup(), container.resources());
        } catch (HostOperationException refused) {
            throw new HostOperationException("unable to apply cgroup configuration: " + refused.getMessage(), refused);
        }
    }

    /** Warns if a container has no cgroup and no pid namespace by which all of its processes could be killed. */
    void warnIfNotKillable(ContainerRecord record) {
        if (record.rootless() && record.cgroups().isEmpty() && record.sharesPids()) {
            remarks.warn("a rootless container with neither a cgroup nor a pid namespace of its own cannot be killed "
                    + "as a whole. Such configuration is strongly discouraged");
        }
    }
}
