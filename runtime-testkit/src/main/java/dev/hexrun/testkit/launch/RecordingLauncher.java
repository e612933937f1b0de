package dev.hexrun.testkit.launch;

import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.domain.step.Step;
import dev.hexrun.domain.step.SyncPoint;
import dev.hexrun.domain.step.WatchStep;
import dev.hexrun.port.launch.ContainerLauncher;
import dev.hexrun.port.launch.FailureCause;
import dev.hexrun.port.launch.LaunchFailedException;
import dev.hexrun.port.launch.LaunchObserver;
import dev.hexrun.port.launch.StepFailure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A launcher that records plans without executing them. It simulates the native program, with the pids and exit
 * statuses that the test sets. Not thread-safe.
 *
 * <p>Processes have the lifetimes of the native protocol: the launcher from {@link ProcessStep.SpawnLauncher} to {@link
 * ProcessStep.Fork}, init from {@link ProcessStep.Fork} on. When a step fails or an observer throws, init is killed
 * unless {@link ProcessStep.ReleaseInit} has released it before.
 */
public final class RecordingLauncher implements ContainerLauncher {

    private static final int DEFAULT_LAUNCHER_PID = 4710;
    private static final int DEFAULT_INIT_PID = 4711;

    private final List<LaunchPlan> plans = new ArrayList<>();
    private final List<Step> executed = new ArrayList<>();
    private final List<SyncPoint> reached = new ArrayList<>();
    private final Map<Class<? extends Step>, StepFailure> failures = new LinkedHashMap<>();
    private int chosenLauncherPid = DEFAULT_LAUNCHER_PID;
    private int chosenInitPid = DEFAULT_INIT_PID;
    private int chosenStatus;
    private int launcher;
    private int init;
    private boolean released;
    private boolean initKilled;
    private boolean keepsRunning;
    private boolean disconnected;
    private final Deque<Consumer<LaunchObserver>> events = new ArrayDeque<>();
    private Optional<List<String>> left = Optional.empty();

    /** Creates a launcher whose init has pid 4711 and ends with status 0. */
    public RecordingLauncher() {}

    /**
     * Sets the pid that {@link ProcessStep.Fork} gives init.
     *
     * @param pid greater than 0
     * @return this
     */
    public RecordingLauncher initPid(int pid) {
        chosenInitPid = pid;
        return this;
    }

    /**
     * Sets the pid that {@link ProcessStep.SpawnLauncher} gives the launcher.
     *
     * @param pid greater than 0
     * @return this
     */
    public RecordingLauncher launcherPid(int pid) {
        chosenLauncherPid = pid;
        return this;
    }

    /**
     * Makes {@link #requireConnection} fail, as if the caller had killed the command.
     *
     * @return this
     */
    public RecordingLauncher disconnect() {
        disconnected = true;
        return this;
    }

    /**
     * Sets the exit status of every process that a plan waits for.
     *
     * @param status 0 to 255
     * @return this
     */
    public RecordingLauncher exitStatus(int status) {
        chosenStatus = status;
        return this;
    }

    /**
     * Makes every wait with {@link ProcessStep.AwaitExit.Option#TIMEOUT_IS_OK} time out.
     *
     * @return this
     */
    public RecordingLauncher keepRunning() {
        keepsRunning = true;
        return this;
    }

    /**
     * Makes every step of a type fail.
     *
     * @param step the type of step, for example {@code MountStep.PivotRoot.class}
     * @param failure the report of the native side; its step is replaced by the failing one
     * @return this
     */
    public RecordingLauncher failAt(Class<? extends Step> step, StepFailure failure) {
        failures.put(step, failure);
        return this;
    }

    /**
     * Sets the events of the successive {@linkplain WatchStep.AwaitEvents waits} of plans. After the last event, the
     * process that the plan waits for ends; if there is none, standard output loses its reader.
     *
     * @param event an action that calls the observer, or does nothing for a timeout
     * @return this
     */
    public RecordingLauncher addEvent(Consumer<LaunchObserver> event) {
        events.add(event);
        return this;
    }

    /**
     * Returns the plans that were launched.
     *
     * @return a copy, in the order of the calls
     */
    public List<LaunchPlan> plans() {
        return List.copyOf(plans);
    }

    /**
     * Returns the executed steps of all plans: those up to the first failed step.
     *
     * @return a copy, in their order
     */
    public List<Step> executed() {
        return List.copyOf(executed);
    }

    /**
     * Returns the sync points of all plans that were reached.
     *
     * @return a copy, in their order
     */
    public List<SyncPoint> reached() {
        return List.copyOf(reached);
    }

    /**
     * Returns the command that was left to the native side.
     *
     * @return the arguments of the command that follows init's end, empty for none; absent if {@link #leaveToFront} was
     *     not called
     */
    public Optional<List<String>> left() {
        return left;
    }

    /**
     * Returns whether init was killed because a step failed or an observer threw.
     *
     * @return {@code true} if a plan failed after it had created init and before it had released init
     */
    public boolean initKilled() {
        return initKilled;
    }

    @Override
    public void requireConnection() {
        if (disconnected) {
            throw new HostOperationException("continue the command: lost connection", (Throwable) null);
        }
    }

    @Override
    public void leaveToFront(List<String> next) {
        if (init == 0) {
            throw new IllegalStateException("there is no init to wait for");
        }
        left = Optional.of(List.copyOf(next));
    }

    @Override
    public int launch(LaunchPlan plan, LaunchObserver observer) {
        if (left.isPresent()) {
            throw new LaunchFailedException(
                    "the front was left", new StepFailure(Optional.empty(), FailureCause.DISCONNECTED, 0, 0, "", ""));
        }
        plans.add(plan);
        boolean done = false;
        try {
            for (Step step : plan.steps()) {
                execute(step, observer);
                executed.add(step);
            }
            done = true;
            return init;
        } finally {
            launcher = 0;
            if (!done && !released) {
                initKilled |= init != 0;
                init = 0;
            }
        }
    }

    private void execute(Step step, LaunchObserver observer) {
        StepFailure failure = failures.get(step.getClass());
        if (failure != null) {
            throw new LaunchFailedException(message(step, failure), of(step, failure));
        }
        if (step instanceof ProcessStep.SpawnLauncher) {
            launcher = chosenLauncherPid;
            released = false;
        } else if (step instanceof ProcessStep.Fork) {
            launcher = 0;
            init = chosenInitPid;
        } else if (step instanceof ProcessStep.ReleaseInit) {
            released = true;
        } else if (step instanceof ProcessStep.ReachSyncPoint sync) {
            reached.add(sync.point());
            observer.onSyncPoint(sync.point(), launcher, init);
        } else if (step instanceof WatchStep.AwaitEvents await) {
            if (!events.isEmpty()) {
                events.remove().accept(observer);
            } else if (await.pid() != 0) {
                observer.onExit(await.pid(), 0);
            } else {
                observer.onOutputClosed();
            }
        } else if (step instanceof ProcessStep.AwaitExit await) {
            if (!(keepsRunning && await.options().contains(ProcessStep.AwaitExit.Option.TIMEOUT_IS_OK))) {
                observer.onExit(await.pid() == 0 ? init : await.pid(), chosenStatus);
                init = await.pid() == 0 ? 0 : init;
            }
        }
    }

    private static StepFailure of(Step step, StepFailure failure) {
        return new StepFailure(
                Optional.of(step),
                failure.cause(),
                failure.errno(),
                failure.status(),
                failure.detail(),
                failure.errorOutput());
    }

    private static String message(Step step, StepFailure failure) {
        StringBuilder message = new StringBuilder(step.describe());
        if (failure.errno() != 0) {
            message.append(": ").append(new Errno(failure.errno()).message());
        }
        if (!failure.detail().isEmpty()) {
            message.append(": ").append(failure.detail());
        }
        return message.toString();
    }
}
