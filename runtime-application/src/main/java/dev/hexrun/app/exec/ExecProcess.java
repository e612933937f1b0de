package dev.hexrun.app.exec;

import dev.hexrun.app.cgroup.CgroupDrivers;
import dev.hexrun.app.command.Warnings;
import dev.hexrun.app.extension.Extensions;
import dev.hexrun.app.host.CallerHost;
import dev.hexrun.app.launch.SeccompFilters;
import dev.hexrun.app.launch.SecurityModules;
import dev.hexrun.app.policy.PlanPolicies;
import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.app.record.ContainerRecords;
import dev.hexrun.app.state.ContainerStates;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.config.User;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.failure.InvalidConfigurationException;
import dev.hexrun.domain.plan.ExecContext;
import dev.hexrun.domain.plan.ExecPlanner;
import dev.hexrun.domain.plan.HookState;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.plan.ProcessStreams;
import dev.hexrun.domain.state.ContainerStatus;
import dev.hexrun.domain.state.WrongStatusException;
import dev.hexrun.domain.step.SyncPoint;
import dev.hexrun.domain.validate.ConfigurationValidator;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.domain.validate.Problems;
import dev.hexrun.port.bundle.Bundle;
import dev.hexrun.port.bundle.BundleReader;
import dev.hexrun.port.bundle.ProcessDocument;
import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.cgroup.CgroupExecRequest;
import dev.hexrun.port.cgroup.CgroupFreezer;
import dev.hexrun.port.cgroup.CgroupJoin;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.port.extension.LaunchChanges;
import dev.hexrun.port.launch.ContainerLauncher;
import dev.hexrun.port.launch.FailureCause;
import dev.hexrun.port.launch.LaunchFailedException;
import dev.hexrun.port.launch.LaunchObserver;
import dev.hexrun.port.policy.PlanProposal.Operation;
import dev.hexrun.port.security.SecurityRequest;
import dev.hexrun.port.state.StateStore;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The exec use case: runs a command in an existing container. */
public final class ExecProcess {

    private final ContainerRecords records;
    private final ContainerStates states;
    private final StateStore store;
    private final BundleReader reader;
    private final CallerHost host;
    private final CgroupDrivers drivers;
    private final ContainerLauncher launcher;
    private final SeccompFilters filters;
    private final Extensions extensions;
    private final SecurityModules modules;
    private final Warnings warnings;
    private final PlanPolicies policies;

    /**
     * Creates the use case.
     *
     * @param records the container records
     * @param states the container statuses
     * @param store stores the configuration of the container
     * @param reader reads the saved configuration, the bundle's configuration and process files
     * @param host the host as this caller sees it
     * @param drivers the cgroup drivers
     * @param launcher executes the plan
     * @param filters compiles the seccomp filter
     * @param extensions change the launch of the process
     * @param modules check and contribute labels
     * @param warnings receives warnings about ignored settings of the process
     * @param policies decide whether the process may be executed
     */
    @Inject
    public ExecProcess(
            ContainerRecords records,
            ContainerStates states,
            StateStore store,
            BundleReader reader,
            CallerHost host,
            CgroupDrivers drivers,
            ContainerLauncher launcher,
            SeccompFilters filters,
            Extensions extensions,
            SecurityModules modules,
            Warnings warnings,
            PlanPolicies policies) {
        this.records = records;
        this.states = states;
        this.store = store;
        this.reader = reader;
        this.host = host;
        this.drivers = drivers;
        this.launcher = launcher;
        this.filters = filters;
        this.extensions = extensions;
        this.modules = modules;
        this.warnings = warnings;
        this.policies = policies;
    }

    /**
     * Runs the process. If the request is not detached, the front process does the rest of the command and exits with
     * the status of the process.
     *
     * @param request the process and its container
     * @throws WrongStatusException if the container has stopped, or is paused and the request does not ignore that
     * @throws InvalidConfigurationException if the description of the process is invalid
     * @throws dev.hexrun.app.policy.DeniedByPolicyException if a policy denies the process
     * @throws ContainerException if the process cannot be started; no process is left then
     */
    public void exec(ExecRequest request) {
        ContainerRecord record = records.get(request.id());
        checkStatus(record, request);
        drivers.requireDriver(record);
        Cgroup cgroup = drivers.forContainer(record);
        if (!request.ignorePaused() && isFrozenByParent(cgroup)) {
            throw new WrongStatusException(
                    record.id(),
                    "exec",
                    ContainerStatus.PAUSED,
                    "cannot exec in a container below a frozen cgroup (use --ignore-paused to override)");
        }
        Configuration saved = configuration(record);
        LaunchChanges changes = extensions.changes(saved);
        Configuration container = Extensions.apply(saved, changes);
        Configuration configuration = configuration(request, record, container);
        Process process = configuration.process().orElseThrow();
        request.streams()
                .check(process, request.detach() ? ProcessStreams.RunMode.DETACHED : ProcessStreams.RunMode.FOREGROUND);
        CgroupJoin join = joined(record, cgroup, changes)
                .execJoin(new CgroupExecRequest(record.init().pid(), request.subgroups(), record.rootless()));
        LaunchPlan plan = ExecPlanner.compile(ExecContext.builder()
                .id(record.id())
                .rootfs(record.rootfs())
                .initPid(record.init().pid())
                .initStart(record.init().startTime())
                .ownMounts(container.ownsMounts())
                .keyring(record.keyring())
                .privileged(host.isPrivileged())
                .joinCgroupSteps(CgroupDrivers.steps(join))
                .process(process)
                .linux(container.linux().orElseGet(() -> Linux.builder().build()))
                .filter(filters.compile(container, changes.refuseUnknownSystemCalls()))
                .keepGroups(changes.keepGroups())
                .security(modules.contribute(
                        new SecurityRequest(Optional.of(record.id()), configuration, SecurityRequest.Role.EXEC)))
                .state(new HookState(
                        record.ociVersion(),
                        record.id(),
                        record.bundle(),
                        record.annotations(),
                        record.init().pid()))
                .pidFile(
                        request.pidFile().isPresent()
                                ? Optional.of(request.pidFile().get().toString())
                                : Optional.empty())
                .streams(request.streams())
                .build());
        if (policies.exist()) {
            review(record, configuration, request.streams(), plan);
        }
        launch(
                plan,
                cgroup,
                new CgroupMover(join, record.rootless() && request.subgroups().isEmpty()));
        if (!request.detach()) {
            launcher.leaveToFront(List.of());
        }
    }

    /** Returns the cgroup that processes join: that of the container, or a subgroup that an extension has created. */
    private Cgroup joined(ContainerRecord record, Cgroup cgroup, LaunchChanges changes) {
        return changes.systemdSubgroup().isEmpty() || !drivers.areUnits(record.cgroups())
                ? cgroup
                : drivers.unchecked(ContainerRecord.builder()
                        .from(record)
                        .cgroups(record.cgroups().below(Map.of(CgroupPaths.UNIFIED, changes.systemdSubgroup())))
                        .build());
    }

    private void review(ContainerRecord record, Configuration configuration, ProcessStreams streams, LaunchPlan plan) {
        policies.require(policies.propose(Operation.EXEC, record.id(), configuration, Optional.of(plan))
                .bundle(Path.of(record.bundle()))
                .newKeyring(record.keyring())
                .passedDescriptors(streams.listenDescriptors() + streams.preservedDescriptors())
                .build());
    }

    private static boolean isFrozenByParent(Cgroup cgroup) {
        Optional<CgroupFreezer> freezer = cgroup.freezer();
        return freezer.isPresent() && freezer.get().isFrozenByParent();
    }

    private void checkStatus(ContainerRecord record, ExecRequest request) {
        ContainerStatus status = states.status(record);
        if (status == ContainerStatus.STOPPED) {
            throw new WrongStatusException(record.id(), "exec", status, "cannot exec in a stopped container");
        }
        if (status == ContainerStatus.PAUSED && !request.ignorePaused()) {
            throw new WrongStatusException(
                    record.id(), "exec", status, "cannot exec in a paused container (use --ignore-paused to override)");
        }
        if (drivers.isReplaced(record)) {
            throw new ContainerException("its cgroup was removed, and is another container's now");
        }
        if (status == ContainerStatus.CREATING) {
            throw new WrongStatusException(
                    record.id(), "exec", status, "cannot exec in a container that is being created");
        }
    }

    private Configuration configuration(ContainerRecord record) {
        byte[] document = store.load(record.id(), ContainerRecords.CONFIGURATION)
                .orElseThrow(() -> new ContainerException("its saved configuration is missing"));
        return reader.parse(document).configuration();
    }

    /** Returns the checked configuration of the container with the process to execute. */
    private Configuration configuration(ExecRequest request, ContainerRecord record, Configuration container) {
        Process process;
        Problems read;
        if (request.processFile().isPresent()) {
            ProcessDocument document = reader.readProcess(request.processFile().get());
            read = document.problems();
            process = request.changes().terminal()
                    ? Process.builder().from(document.process()).terminal(true).build()
                    : document.process();
        } else {
            // As in runc, the description of the process is that of the bundle now, if that was used for the container.
            Optional<Process> first;
            if (record.separateConfiguration()) {
                read = Problems.EMPTY;
                first = container.process();
            } else {
                Bundle bundle = reader.read(Path.of(record.bundle()));
                read = bundle.problems();
                first = bundle.configuration().process();
            }
            process = request.changes().apply(first.orElseThrow(() -> problem("process property must not be empty")));
        }
        if (process.args().isEmpty()) {
            throw problem("process args cannot be empty");
        }
        Process complete = withDefaults(process, container);
        Configuration configuration =
                Configuration.builder().from(container).process(complete).build();
        Problems problems = read.and(ConfigurationValidator.validateProcess(configuration, host))
                .and(new Problems(modules.check(configuration, SecurityRequest.Role.EXEC)));
        if (!problems.list().isEmpty()) {
            throw new InvalidConfigurationException(problems);
        }
        if (warnings.enabled()) {
            warn(ConfigurationValidator.processWarnings(configuration).list());
            warn(ConfigurationValidator.ungrantableCapabilities(configuration, host.permittedCapabilities())
                    .list());
        }
        return configuration;
    }

    private void warn(List<Problem> problems) {
        for (Problem warning : problems) {
            warnings.warn(warning.pointer() + ": " + warning.message());
        }
    }

    /** Completes the description of a process with the settings of the container's first process. */
    private static Process withDefaults(Process process, Configuration container) {
        Process first = container.process().orElseGet(() -> Process.builder().build());
        Process.Builder complete = Process.builder();
        complete.from(process).oomScoreAdj(first.oomScoreAdj());
        if (process.user().umask().isEmpty()) {
            complete.user(User.builder()
                    .from(process.user())
                    .umask(first.user().umask())
                    .build());
        }
        if (process.capabilities().isEmpty()) {
            complete.capabilities(first.capabilities());
        }
        if (process.rlimits().isEmpty()) {
            complete.rlimits(first.rlimits());
        }
        if (process.execCPUAffinity().isEmpty()) {
            complete.execCPUAffinity(first.execCPUAffinity());
        }
        if (process.scheduler().isEmpty()) {
            complete.scheduler(first.scheduler());
        }
        if (process.ioPriority().isEmpty()) {
            complete.ioPriority(first.ioPriority());
        }
        if (process.apparmorProfile().isEmpty()) {
            complete.apparmorProfile(first.apparmorProfile());
        }
        if (process.selinuxLabel().isEmpty()) {
            complete.selinuxLabel(first.selinuxLabel());
        }
        return complete.build();
    }

    /** An observer that moves the process into the cgroups before the process joins the container's namespaces. */
    private record CgroupMover(CgroupJoin join, boolean mayFail) implements LaunchObserver {

        @Override
        public void onSyncPoint(SyncPoint syncPoint, int launcherPid, int initPid) {
            if (syncPoint == SyncPoint.LAUNCHER_READY && join instanceof CgroupJoin.ByRuntime byRuntime) {
                try {
                    byRuntime.action().join(launcherPid);
                } catch (HostOperationException failure) {
                    if (!mayFail) {
                        throw failure;
                    }
                }
            }
        }
    }

    private void launch(LaunchPlan plan, Cgroup cgroup, LaunchObserver mover) {
        try {
            launcher.launch(plan, mover);
        } catch (LaunchFailedException failed) {
            if (failed.failure().cause() == FailureCause.CHILD_DIED && CgroupDrivers.isOomKilled(cgroup)) {
                throw new LaunchFailedException(failed.message() + " (possibly OOM-killed)", failed.failure());
            }
            throw failed;
        }
    }

    private static InvalidConfigurationException problem(String message) {
        return new InvalidConfigurationException(new Problems(List.of(new Problem("/process", message))));
    }
}
