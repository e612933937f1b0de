package dev.hexrun.app.lifecycle;

import dev.hexrun.app.cgroup.CgroupDrivers;
import dev.hexrun.app.launch.ServiceReadiness;
import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.plan.LaunchContext.StartMode;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.plan.ProcessStreams;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.domain.step.Step;
import dev.hexrun.port.launch.ContainerLauncher;
import dev.hexrun.port.launch.LaunchObserver;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/** The run use case: creates a container, starts its program and, if requested, waits for its exit. */
public final class RunContainer {

    /**
     * The maximum duration of a run after which this process deletes the container. Starting another process takes
     * longer.
     */
    private static final int SHORT_RUN_MILLIS = 2_000;

    private final ContainerCreation creation;
    private final StartContainer start;
    private final ContainerRemoval removal;
    private final CgroupDrivers drivers;
    private final ServiceReadiness readiness;
    private final ContainerLauncher launcher;

    /**
     * Creates the use case.
     *
     * @param creation creates the container
     * @param start runs the poststart hooks
     * @param removal deletes the container after its exit
     * @param drivers the cgroup drivers
     * @param readiness reports readiness to the caller
     * @param launcher waits for the container's exit
     */
    @Inject
    public RunContainer(
            ContainerCreation creation,
            StartContainer start,
            ContainerRemoval removal,
            CgroupDrivers drivers,
            ServiceReadiness readiness,
            ContainerLauncher launcher) {
        this.creation = creation;
        this.start = start;
        this.removal = removal;
        this.drivers = drivers;
        this.readiness = readiness;
        this.launcher = launcher;
    }

    /**
     * Runs a container. After a container has run in the foreground for 2 s, the native side waits for it: this process
     * may then be killed at any time, and the native side executes the request's command that deletes the container.
     *
     * @param request the container, and the command's behaviour after it has started
     * @return the result of the run
     * @throws ContainerException if the container cannot be created or started; nothing of it is left then
     */
    public RunResult run(RunRequest request) {
        boolean foreground = request.end() != RunRequest.End.DETACH;
        if (foreground && request.subreaper()) {
            launcher.launch(LaunchPlan.of(new ProcessStep.SetSubreaper(true)), LaunchObserver.NONE);
        }
        ContainerRecord record = creation.create(
                request.create(),
                StartMode.IMMEDIATE,
                foreground ? ProcessStreams.RunMode.FOREGROUND : ProcessStreams.RunMode.DETACHED);
        start.poststart(record);
        if (foreground) {
            return await(record, request);
        }
        start.awaitReadiness(record);
        return new RunResult(0, List.of());
    }

    private RunResult await(ContainerRecord record, RunRequest request) {
        ExitRecorder exit = new ExitRecorder();
        List<Step> steps = new ArrayList<>(readiness.relaySteps(record.id()));
        steps.add(new ProcessStep.AwaitExit(
                0,
                0,
                SHORT_RUN_MILLIS,
                ProcessStep.AwaitExit.Option.FORWARD_SIGNALS,
                ProcessStep.AwaitExit.Option.TIMEOUT_IS_OK));
        launcher.launch(new LaunchPlan(steps), exit);
        boolean delete = request.end() == RunRequest.End.DELETE;
        if (!exit.reported()) {
            launcher.leaveToFront(delete ? deletion(record, request) : List.of());
            return new RunResult(0, List.of());
        }
        List<String> warnings = delete ? removal.destroyOnce(record, drivers.forContainer(record)) : List.of();
        return new RunResult(exit.status(), warnings);
    }

    private static List<String> deletion(ContainerRecord record, RunRequest request) {
        List<String> arguments = new ArrayList<>(request.deletion());
        arguments.add(record.init().toString());
        arguments.add(record.id().toString());
        return arguments;
    }
}
