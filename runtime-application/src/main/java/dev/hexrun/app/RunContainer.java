package dev.hexrun.app;

import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.plan.LaunchContext.StartMode;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.plan.Step;
import dev.hexrun.port.launch.ContainerLauncher;
import dev.hexrun.port.launch.LaunchObserver;
import jakarta.inject.Inject;
import java.util.List;

/** Creates a container and starts its program; and waits for its end, if that is asked for. */
public final class RunContainer {

    private final ContainerCreation creation;
    private final StartContainer start;
    private final ContainerRemoval removal;
    private final CgroupDrivers drivers;
    private final ContainerLauncher launcher;

    /**
     * Creates the use case.
     *
     * @param creation how containers come to be
     * @param start which runs the poststart hooks
     * @param removal which deletes the container in the end
     * @param drivers for its cgroups
     * @param launcher which waits for its end
     */
    @Inject
    public RunContainer(
            ContainerCreation creation,
            StartContainer start,
            ContainerRemoval removal,
            CgroupDrivers drivers,
            ContainerLauncher launcher) {
        this.creation = creation;
        this.start = start;
        this.removal = removal;
        this.drivers = drivers;
        this.launcher = launcher;
    }

    /**
     * Runs a container.
     *
     * @param request what it is made from, and what happens once it runs
     * @return how it ended
     * @throws ContainerException if it cannot be created or started; nothing is left of it then
     */
    public RunResult run(RunRequest request) {
        boolean foreground = request.end() != RunRequest.End.DETACH;
        if (foreground && request.subreaper()) {
            launcher.launch(LaunchPlan.of(new Step.SetSubreaper(true)), LaunchObserver.NONE);
        }
        ContainerRecord record = creation.create(request.create(), StartMode.AT_ONCE);
        try {
            start.poststart(record);
        } catch (ContainerException failed) {
            removal.destroy(record, drivers.of(record));
            throw failed;
        }
        return foreground ? await(record, request.end()) : new RunResult(0, List.of());
    }

    private RunResult await(ContainerRecord record, RunRequest.End end) {
        Exit exit = new Exit();
        launcher.launch(LaunchPlan.of(new Step.AwaitExit(0, 0, 0, true)), exit);
        List<String> warnings = end == RunRequest.End.DELETE ? removal.destroy(record, drivers.of(record)) : List.of();
        return new RunResult(exit.status(), warnings);
    }
}
