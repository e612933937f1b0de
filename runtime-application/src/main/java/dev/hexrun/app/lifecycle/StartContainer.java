package dev.hexrun.app.lifecycle;

import dev.hexrun.app.cgroup.CgroupDrivers;
import dev.hexrun.app.launch.ServiceReadiness;
import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.app.record.ContainerRecords;
import dev.hexrun.app.state.ContainerStates;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.state.ContainerStatus;
import dev.hexrun.domain.state.WrongStatusException;
import dev.hexrun.domain.step.StartStep;
import dev.hexrun.domain.step.Step;
import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.launch.ContainerLauncher;
import dev.hexrun.port.launch.FailureCause;
import dev.hexrun.port.launch.LaunchFailedException;
import dev.hexrun.port.launch.LaunchObserver;
import dev.hexrun.port.launch.StepFailure;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/**
 * The start use case: starts the program of a created container (runtime.md, "Start"). It takes no lock: of two
 * concurrent starts, the one that reads the FIFO succeeds; a concurrent {@code delete} makes it fail.
 */
public final class StartContainer {

    private final ContainerRecords records;
    private final ContainerStates states;
    private final ContainerRemoval removal;
    private final CgroupDrivers drivers;
    private final ServiceReadiness readiness;
    private final ContainerLauncher launcher;

    /**
     * Creates the use case.
     *
     * @param records the container records
     * @param states the container statuses
     * @param removal stops and destroys the container if a hook fails
     * @param drivers the cgroup drivers
     * @param readiness reports readiness to the caller
     * @param launcher resumes init, which waits on the FIFO
     */
    @Inject
    public StartContainer(
            ContainerRecords records,
            ContainerStates states,
            ContainerRemoval removal,
            CgroupDrivers drivers,
            ServiceReadiness readiness,
            ContainerLauncher launcher) {
        this.records = records;
        this.states = states;
        this.removal = removal;
        this.drivers = drivers;
        this.readiness = readiness;
        this.launcher = launcher;
    }

    /**
     * Starts the program and runs the poststart hooks. Does not wait for the program's exit. If the caller is a service
     * manager that waits for readiness, this method returns once the program is ready. If the program cannot be
     * executed or a startContainer hook fails, this method does not throw: the container has stopped, and its standard
     * error shows the reason.
     *
     * @param id the container
     * @throws WrongStatusException if the container does not have the status {@code created}
     * @throws ContainerException if init died, or if a poststart hook failed; nothing of the container is left then
     */
    public void start(ContainerId id) {
        ContainerRecord record = records.get(id);
        ContainerStatus status = states.status(record);
        if (status != ContainerStatus.CREATED) {
            throw new WrongStatusException(id, "start", status, reason(status));
        }
        List<Step> steps = new ArrayList<>(readiness.bindSteps(id));
        steps.add(new StartStep.ReadStartFifo(
                states.startFifo(id), record.init().pid(), record.init().startTime()));
        try {
            launcher.launch(new LaunchPlan(steps), LaunchObserver.NONE);
        } catch (LaunchFailedException failed) {
            if (hasInitFailed(failed.failure())) {
                return;
            }
            throw failed;
        }
        poststart(record);
        awaitReadiness(record);
    }

    /** Returns whether init resumed but did not execute the program. */
    private static boolean hasInitFailed(StepFailure failure) {
        return failure.cause() == FailureCause.REFUSED
                && failure.errno() == 0
                && failure.step().orElse(null) instanceof StartStep.ReadStartFifo;
    }

    /**
     * Waits until the program of a container that was just started is ready or has exited, if the caller waits for
     * readiness.
     */
    void awaitReadiness(ContainerRecord record) {
        List<Step> steps = readiness.awaitSteps(
                record.id(), record.init().pid(), record.init().startTime());
        if (!steps.isEmpty()) {
            launcher.launch(new LaunchPlan(steps), LaunchObserver.NONE);
        }
    }

    /** Runs the poststart hooks. If one fails, the container is stopped and destroyed (runtime.md, "Lifecycle"). */
    void poststart(ContainerRecord record) {
        try {
            List<Step> hooks = removal.poststart(record);
            if (!hooks.isEmpty()) {
                launcher.launch(new LaunchPlan(hooks), LaunchObserver.NONE);
            }
        } catch (ContainerException failed) {
            try {
                Cgroup cgroup = drivers.forContainer(record);
                removal.kill(record, cgroup);
                for (String warning : removal.destroyOnce(record, cgroup)) {
                    failed.addSuppressed(new ContainerException(warning));
                }
            } catch (RuntimeException second) {
                failed.addSuppressed(second);
            }
            throw failed;
        }
    }

    private static String reason(ContainerStatus status) {
        return switch (status) {
            case STOPPED -> "cannot start a container that has stopped";
            case RUNNING -> "cannot start an already running container";
            case CREATING, CREATED, PAUSED -> "cannot start a container in the " + status + " state";
        };
    }
}
