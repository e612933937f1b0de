package dev.hexrun.app.lifecycle;

import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.app.record.ContainerRecords;
import dev.hexrun.app.state.ContainerStates;
import dev.hexrun.domain.step.SyncPoint;
import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.cgroup.CgroupJoin;
import dev.hexrun.port.cgroup.NoCgroup;
import dev.hexrun.port.launch.LaunchObserver;
import dev.hexrun.port.state.StateStore;
import java.util.Map;

/**
 * One attempt to create a container. It holds the lock of the container's directory and the data to undo the attempt,
 * and saves the progress at the sync points of the plan.
 */
final class CreationAttempt implements LaunchObserver, AutoCloseable {

    private final PreparedContainer container;
    private final StateStore.Lock lock;
    private final ContainerRecords records;
    private final ContainerStates states;
    private ContainerRecord record;

    /** The cgroups that were created for the container; a {@link NoCgroup} before that. */
    private Cgroup cgroup;

    private CgroupJoin join;

    CreationAttempt(
            PreparedContainer container,
            ContainerRecord record,
            StateStore.Lock lock,
            ContainerRecords records,
            ContainerStates states) {
        this.container = container;
        this.record = record;
        this.lock = lock;
        this.records = records;
        this.states = states;
        this.cgroup = new NoCgroup(container.cgroup().paths().driver());
        this.join = cgroup.initJoin();
    }

    PreparedContainer container() {
        return container;
    }

    ContainerRecord record() {
        return record;
    }

    Cgroup cgroup() {
        return cgroup;
    }

    CgroupJoin join() {
        return join;
    }

    /**
     * Creates the cgroups and records them. A cgroup that the driver refuses to create, or has removed again, may hold
     * processes of another container, so undoing this attempt must not touch it. If this process is killed, a later
     * {@code delete} must not touch it either; therefore the record is saved in phase {@link
     * ContainerRecord.Phase#CREATING} only after the driver has created the cgroups.
     */
    void createCgroups(CgroupCreation creation) {
        ContainerRecord reserved = record;
        record = record.withCgroups(cgroup.paths(), Map.of());
        setCgroup(creation.create(container, reserved));
        records.save(record);
        creation.warnIfNotKillable(record);
        join = cgroup.initJoin();
    }

    private void setCgroup(Cgroup created) {
        cgroup = created;
        record = record.withCgroups(created.paths(), created.identities());
    }

    @Override
    public void onSyncPoint(SyncPoint point, int launcherPid, int initPid) {
        switch (point) {
            case LAUNCHER_READY -> {
                if (join instanceof CgroupJoin.ByRuntime byRuntime) {
                    setCgroup(byRuntime.action().join(launcherPid));
                }
                enterSubgroup(launcherPid, container.unitSubgroup());
            }
            case INIT_READY -> {
                record = record.withInit(states.identify(initPid));
                records.save(record);
            }
            case ROOTFS_READY -> {
                cgroup.apply(container.resources());
                enterDelegatedSubgroup(initPid);
            }
            case CREATED -> {
                record = record.asCreated();
                records.save(record);
            }
        }
    }

    /** Moves init after it has created its cgroup namespace, whose root stays above the subgroup. */
    private void enterDelegatedSubgroup(int initPid) {
        String delegated = container.changes().delegatedSubgroup();
        if (!delegated.isEmpty()) {
            String parent = container.unitSubgroup();
            enterSubgroup(initPid, parent.isEmpty() ? delegated : parent + "/" + delegated);
        }
    }

    private void enterSubgroup(int pid, String subgroup) {
        if (!subgroup.isEmpty()) {
            cgroup.enterSubgroup(pid, subgroup, container.cgroup().request().owner());
        }
    }

    /** Releases the lock. */
    @Override
    public void close() {
        lock.close();
    }
}
