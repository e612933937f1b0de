package dev.hexrun.app.lifecycle;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.cgroup.CgroupDrivers;
import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.extension.Extensions;
import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.app.record.ContainerRecords;
import dev.hexrun.app.record.ProcessId;
import dev.hexrun.app.state.CgroupOwnership;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Hooks;
import dev.hexrun.domain.failure.AdapterException;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.plan.HookOutput;
import dev.hexrun.domain.plan.HookState;
import dev.hexrun.domain.plan.HookSteps;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.signal.Signal;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.state.NoSuchContainerException;
import dev.hexrun.domain.step.HookStage;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.domain.step.Step;
import dev.hexrun.port.bundle.BundleReader;
import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.host.ProcessStat;
import dev.hexrun.port.host.ProcessTable;
import dev.hexrun.port.launch.ContainerLauncher;
import dev.hexrun.port.launch.LaunchFailedException;
import dev.hexrun.port.launch.LaunchObserver;
import dev.hexrun.port.state.StateStore;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The removal of a container: kills its remaining processes and removes its cgroups and directory. Every method may be
 * repeated.
 */
public final class ContainerRemoval {

    private static final int KILL_TIMEOUT_MILLIS = 10_000;

    /** The time to wait for another command that has locked the container. */
    static final Duration LOCK_TIMEOUT = Duration.ofSeconds(10);

    private final StateStore store;
    private final ContainerRecords records;
    private final CommandContext context;
    private final Extensions extensions;
    private final ProcessTable processes;
    private final CgroupOwnership ownership;
    private final Provider<BundleReader> reader;
    private final Provider<ContainerLauncher> launcher;

    /**
     * Creates the object.
     *
     * @param store stores the container's directory
     * @param records the container records, which show whether another command has removed the container
     * @param context the caller, whose environment is passed to hooks that specify none
     * @param adapters provides the process table
     * @param extensions name the files for the output of hooks
     * @param ownership decides whether the processes in a cgroup belong to the container
     * @param reader reads the hooks of the saved configuration
     * @param launcher sends signals and runs hooks
     */
    @Inject
    public ContainerRemoval(
            StateStore store,
            ContainerRecords records,
            CommandContext context,
            Adapters adapters,
            Extensions extensions,
            CgroupOwnership ownership,
            Provider<BundleReader> reader,
            Provider<ContainerLauncher> launcher) {
        this.store = store;
        this.records = records;
        this.context = context;
        this.extensions = extensions;
        this.ownership = ownership;
        this.processes = adapters.host().processes();
        this.reader = reader;
        this.launcher = launcher;
    }

    /** Sends a signal to one process; returns {@code false} if the process no longer exists. */
    boolean signal(ProcessId process, int signal) {
        try {
            launcher.get()
                    .launch(
                            LaunchPlan.of(new ProcessStep.SendSignal(process.pid(), process.startTime(), signal)),
                            LaunchObserver.NONE);
            return true;
        } catch (LaunchFailedException failed) {
            if (failed.failure().errno() == Errno.ESRCH) {
                return false;
            }
            throw failed;
        }
    }

    /**
     * Sends a signal to every process of the container, even if one of them cannot be signalled. If another container
     * shares the cgroup, only init is certain to belong to this container, so only init is signalled.
     */
    void signalAll(ContainerRecord record, Cgroup cgroup, int signal) {
        if (ownership.exclusive(record)) {
            if (signal == Signal.SIGKILL.number()) {
                cgroup.killAll();
            } else {
                cgroup.signal(signal);
            }
        } else if (ownership.alive(record) && signal(record.init(), signal)) {
            if (signal == Signal.SIGKILL.number()) {
                CgroupDrivers.thawRecursively(cgroup);
            }
            throw new ContainerException("only init was signalled: " + shared(record));
        }
    }

    private String shared(ContainerRecord record) {
        Optional<ContainerId> other = ownership.other(record);
        return "the cgroup is also that of container " + (other.isPresent() ? other.get() : "?");
    }

    /** Kills init and every other process of the container, and waits until they have exited. */
    void kill(ContainerRecord record, Cgroup cgroup) {
        ProcessId init = record.init();
        if (init.pid() != 0 && signal(init, Signal.SIGKILL.number())) {
            CgroupDrivers.thawRecursively(cgroup);
            await(init);
        }
        killRemaining(record, cgroup);
    }

    private void await(ProcessId init) {
        try {
            launcher.get()
                    .launch(
                            LaunchPlan.of(new ProcessStep.AwaitExit(init.pid(), init.startTime(), KILL_TIMEOUT_MILLIS)),
                            LaunchObserver.NONE);
        } catch (LaunchFailedException failed) {
            if (failed.failure().errno() == Errno.ETIMEDOUT) {
                throw new ContainerException("container init still running", failed);
            }
            throw failed;
        }
    }

    /** Kills the processes that outlive init. If init had its own pid namespace, there are none. */
    private void killRemaining(ContainerRecord record, Cgroup cgroup) {
        for (int attempt = 0; attempt < 10; attempt++) {
            List<Integer> pids = cgroup.processes();
            if (pids.isEmpty() || !ownership.exclusive(record)) {
                return;
            }
            cgroup.killAll();
            for (int pid : pids) {
                Optional<ProcessStat> stat = processes.find(pid);
                if (stat.isPresent() && !stat.get().isDead()) {
                    await(new ProcessId(pid, stat.get().startTime()));
                }
            }
        }
    }

    /**
     * Kills the processes and removes the cgroups that a damaged record still names, unless they belong to another
     * container. Hooks do not run, because the data they would read is damaged.
     *
     * @param cgroup the record's cgroups; empty if the record names none
     */
    void removeProcesses(ContainerRecord damaged, Optional<Cgroup> cgroup) {
        if (cgroup.isEmpty()) {
            ProcessId init = damaged.init();
            if (init.pid() != 0 && signal(init, Signal.SIGKILL.number())) {
                await(init);
            }
            return;
        }
        kill(damaged, cgroup.get());
        if (ownership.other(damaged).isEmpty()) {
            cgroup.get().delete();
        }
    }

    /**
     * Destroys a container whose lock the caller does not hold. If several commands do so at the same time, one of them
     * destroys it and runs its poststop hooks; for the others the container no longer exists.
     */
    List<String> destroyOnce(ContainerRecord record, Cgroup cgroup) {
        Optional<StateStore.Lock> lock = store.lock(record.id(), LOCK_TIMEOUT);
        try {
            if (!isCurrent(record)) {
                return List.of();
            }
            if (lock.isEmpty()) {
                throw locked(record.id());
            }
            return destroy(record, cgroup);
        } finally {
            lock.ifPresent(StateStore.Lock::close);
        }
    }

    /** Creates the exception of a command that timed out waiting for the container's lock. */
    static ContainerException locked(ContainerId id) {
        return new ContainerException("the container is locked by another command: " + id);
    }

    /**
     * Returns whether the container still exists, rather than a later one with the same id. A container whose record
     * cannot be read counts as existing.
     */
    private boolean isCurrent(ContainerRecord record) {
        try {
            return records.get(record.id()).init().equals(record.init());
        } catch (NoSuchContainerException gone) {
            return false;
        } catch (ContainerException unreadable) {
            return true;
        }
    }

    /** Removes the cgroups and the directory, then runs the poststop hooks. The caller holds the container's lock. */
    List<String> destroy(ContainerRecord record, Cgroup cgroup) {
        List<Step> hooks = poststop(record);
        if (record.sharesPids()) {
            killRemaining(record, cgroup);
        }
        // Processes that are alive now belong to another container, and a driver may stop all of them.
        if (!cgroup.processes().isEmpty() && ownership.otherAlive(record).isPresent()) {
            throw new ContainerException(shared(record));
        }
        try {
            cgroup.delete();
        } catch (HostOperationException busy) {
            throw ownership.other(record).isPresent()
                    ? new ContainerException(shared(record) + ": " + busy.message(), busy)
                    : busy;
        }
        store.delete(record.id());
        return run(hooks);
    }

    /** Undoes the completed part of a creation that failed. */
    void undo(ContainerRecord record, Cgroup cgroup) {
        kill(record, cgroup);
        destroy(record, cgroup);
    }

    private List<Step> poststop(ContainerRecord record) {
        if (!record.hooks()) {
            return List.of();
        }
        Optional<Hooks> hooks = hooks(record);
        return hooks.isEmpty()
                ? List.of()
                : HookSteps.of(
                        HookStage.POSTSTOP,
                        hooks.get(),
                        stateForHooks(record, 0),
                        context.entries(),
                        hookOutput(record));
    }

    List<Step> poststart(ContainerRecord record) {
        if (!record.hooks()) {
            return List.of();
        }
        Optional<Hooks> hooks = hooks(record);
        return hooks.isEmpty()
                ? List.of()
                : HookSteps.of(
                        HookStage.POSTSTART,
                        hooks.get(),
                        stateForHooks(record, record.init().pid()),
                        context.entries(),
                        hookOutput(record));
    }

    /** Returns the files for the output of hooks; none if an extension fails, which must not prevent a removal. */
    private HookOutput hookOutput(ContainerRecord record) {
        if (record.annotations().isEmpty()) {
            return HookOutput.CAPTURED;
        }
        try {
            Optional<Configuration> configuration = configuration(record);
            return configuration.isEmpty()
                    ? HookOutput.CAPTURED
                    : Extensions.hookOutput(extensions.changes(configuration.get()));
        } catch (AdapterException unusable) {
            return HookOutput.CAPTURED;
        }
    }

    private static HookState stateForHooks(ContainerRecord record, int pid) {
        return new HookState(record.ociVersion(), record.id(), record.bundle(), record.annotations(), pid);
    }

    private Optional<Hooks> hooks(ContainerRecord record) {
        return configuration(record).flatMap(Configuration::hooks);
    }

    private Optional<Configuration> configuration(ContainerRecord record) {
        Optional<byte[]> document = store.load(record.id(), ContainerRecords.CONFIGURATION);
        return document.isEmpty()
                ? Optional.empty()
                : Optional.of(reader.get().parse(document.get()).configuration());
    }

    /**
     * Runs poststop hooks and returns warnings. A hook that fails adds a warning, and the next hook runs (runtime.md,
     * "Lifecycle").
     */
    private List<String> run(List<Step> hooks) {
        List<String> warnings = new ArrayList<>();
        for (Step hook : hooks) {
            try {
                launcher.get().launch(LaunchPlan.of(hook), LaunchObserver.NONE);
            } catch (LaunchFailedException failed) {
                warnings.add(failed.message());
            }
        }
        return warnings;
    }
}
