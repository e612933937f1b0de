package dev.hexrun.domain.plan;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Hooks;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.Mount;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.config.Root;
import dev.hexrun.domain.mount.ContainerPath;
import dev.hexrun.domain.mount.MountFlags;
import dev.hexrun.domain.mount.Propagation;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import dev.hexrun.domain.plan.LaunchContext.StartMode;
import dev.hexrun.domain.state.ContainerStatus;
import dev.hexrun.domain.step.Attributes;
import dev.hexrun.domain.step.CallerStep;
import dev.hexrun.domain.step.FileAccess;
import dev.hexrun.domain.step.FileStep;
import dev.hexrun.domain.step.HookStage;
import dev.hexrun.domain.step.MountStep;
import dev.hexrun.domain.step.NamespaceStep;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.domain.step.SchedulingStep;
import dev.hexrun.domain.step.StartStep;
import dev.hexrun.domain.step.Step;
import dev.hexrun.domain.step.SyncPoint;
import dev.hexrun.domain.sysctl.SysctlName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A compiler of a configuration to a launch plan. It is pure: equal contexts result in equal plans.
 *
 * <p>The order is that of runtime.md, "Lifecycle", and otherwise that of other runtimes: the cgroup first, mounts in
 * the order of the configuration, runtime hooks on a complete root file system, limits and identity last.
 */
public final class LaunchPlanner {

    private final LaunchContext context;
    private final Configuration configuration;
    private final Linux linux;
    private final NamespaceSteps namespaces;
    private final SeccompSteps seccomp;
    private final MountSteps mounts;
    private final List<Step> steps = new ArrayList<>(128);

    private LaunchPlanner(LaunchContext context) {
        this.context = context;
        this.configuration = context.configuration();
        this.linux = configuration.linux().orElseGet(() -> Linux.builder().build());
        this.namespaces = new NamespaceSteps(linux, context.host(), configuration.ownsMounts(), context.keepGroups());
        this.seccomp = SeccompSteps.of(context.filter(), linux, process(), creating(), ContainerStatus.CREATING);
        this.mounts = new MountSteps(context, namespaces, rootPropagation().isShared(), privateVolumes());
    }

    /**
     * Compiles the plan that creates a container and, with {@link LaunchContext.StartMode#IMMEDIATE}, starts its
     * program.
     *
     * @param context the input, with a validated configuration
     * @return the plan
     */
    public static LaunchPlan compile(LaunchContext context) {
        return new LaunchPlanner(context).plan();
    }

    private LaunchPlan plan() {
        preLaunch();
        namespaces.addTo(steps);
        steps.add(new ProcessStep.ReachSyncPoint(SyncPoint.INIT_READY));
        NetDeviceSteps.add(steps, linux);
        namespaces.addInside(steps);
        if (context.options().newKeyring()) {
            IdentitySteps.addKeyring(steps, context.id(), context.security());
        }
        steps.add(new MountStep.OpenProc());
        rootFileSystem();
        steps.add(new ProcessStep.ReachSyncPoint(SyncPoint.ROOTFS_READY));
        steps.addAll(context.deviceSteps());
        hooks(HookStage.PRESTART);
        hooks(HookStage.CREATE_RUNTIME);
        hooks(HookStage.CREATE_CONTAINER);
        finishRootFileSystem();
        namesLabelsAndSysctls();
        identity();
        finish();
        return PlanInvariants.require(new LaunchPlan(steps), mountTargets());
    }

    private Set<String> mountTargets() {
        Set<String> targets = new HashSet<>();
        for (Mount mount : configuration.mounts()) {
            targets.add(ContainerPath.clean(mount.destination()));
        }
        return targets;
    }

    private void preLaunch() {
        if (context.start() == StartMode.LATER) {
            steps.add(
                    new StartStep.CreateFifo(context.startFifo(), 0622, namespaces.hostUid(0), namespaces.hostGid(0)));
        }
        if (notifies()) {
            steps.add(new CallerStep.CreateNotifyDirectory(
                    context.notifyDirectory().orElseThrow()));
        }
        if (context.start() == StartMode.IMMEDIATE && notifies()) {
            steps.add(new CallerStep.BindNotifySocket(
                    NotifySocket.pathIn(context.notifyDirectory().orElseThrow())));
        }
        steps.add(new ProcessStep.SpawnLauncher(streams().passedDescriptors()));
        steps.addAll(context.joinCgroupSteps());
        steps.add(new SchedulingStep.ResetCpuAffinity());
        Process process = process();
        if (process.oomScoreAdj().isPresent()) {
            steps.add(new SchedulingStep.SetOomScoreAdj(
                    process.oomScoreAdj().getAsInt(), !context.host().privileged()));
        }
        if (context.start() == StartMode.LATER) {
            steps.add(new StartStep.OpenStartFifo(context.startFifo()));
        }
    }

    /**
     * Mounts the root file system. Before the first mount, every mount of init's namespace leaves the host's peer
     * groups, regardless of the configuration, so that no mount, move or unmount of the plan propagates to the host.
     * Trees that the configuration shares are cloned before that, and stay in the peer groups of their sources.
     */
    private void rootFileSystem() {
        boolean ownMounts = namespaces.has(LinuxNamespaceType.MOUNT);
        if (ownMounts) {
            mounts.cloneShared(steps);
            steps.add(new MountStep.SetRootPropagation(propagationOfHostMounts()));
        }
        steps.add(new MountStep.OpenRoot(context.rootfs(), ownMounts));
        if (ownMounts && !receivesFromHost()) {
            // The root file system does not receive later mounts of the host. A shared slave still would.
            steps.add(new MountStep.SetPropagation("/", Propagation.RPRIVATE));
        }
        if (ownMounts) {
            mounts.prepareMask(steps);
            mounts.addTo(steps);
            if (notifies()) {
                steps.add(NotifySocket.mount(context.notifyDirectory().orElseThrow()));
            }
        }
        new DeviceSteps(configuration, linux, namespaces, context.host()).addTo(steps);
    }

    private void finishRootFileSystem() {
        if (!ContainerPath.clean(process().cwd()).equals("/")) {
            steps.add(new FileStep.CreateDirectory(process().cwd(), new FileAccess(0755, 0, 0)));
        }
        if (!namespaces.has(LinuxNamespaceType.MOUNT)) {
            steps.add(new MountStep.ChangeRoot());
            TerminalSteps.addTerminal(steps, process(), false);
            return;
        }
        boolean terminal = process().terminal();
        if (!terminal) {
            makeReadOnly();
        }
        for (String path : linux.readonlyPaths()) {
            steps.add(new MountStep.MakeReadOnly(ContainerPath.clean(path)));
        }
        Set<String> masked = new HashSet<>();
        for (String listed : linux.maskedPaths()) {
            String path = ContainerPath.clean(listed);
            if (masked.add(path)) {
                steps.add(new MountStep.MaskPath(path));
            }
        }
        steps.add(context.options().pivotRoot() ? new MountStep.PivotRoot() : new MountStep.MoveRoot());
        TerminalSteps.addTerminal(steps, process(), true);
        if (terminal) { // only after the terminal is mounted on /dev/console
            makeReadOnly();
        }
        if (setAfterRootChange()) {
            steps.add(new MountStep.SetRootPropagation(rootPropagation()));
        }
    }

    private void makeReadOnly() {
        mounts.addReadonly(steps);
        Root root = configuration.root().orElseThrow();
        if (root.readonly()) {
            steps.add(new MountStep.SetMountAttributes("/", Attributes.set(MountFlags.MOUNT_ATTR_RDONLY), false));
        }
    }

    /**
     * Returns the propagation of the root mount. Without a mount namespace of its own, the container receives the
     * host's mounts.
     */
    private Propagation rootPropagation() {
        return linux.rootfsPropagation()
                .orElse(configuration.hasMountNamespace() ? Propagation.RPRIVATE : Propagation.RSLAVE);
    }

    /**
     * Returns whether the propagation is set after the root was changed, so that it applies to the container's mounts
     * only.
     */
    private boolean setAfterRootChange() {
        return switch (rootPropagation()) {
            case SHARED, RSHARED, UNBINDABLE, RUNBINDABLE -> true;
            case PRIVATE, RPRIVATE, SLAVE, RSLAVE -> false;
        };
    }

    /** Returns whether the container receives mounts of the host below the root file system. */
    private boolean receivesFromHost() {
        return switch (rootPropagation()) {
            case SLAVE, RSLAVE -> true;
            case PRIVATE, RPRIVATE, SHARED, RSHARED, UNBINDABLE, RUNBINDABLE -> false;
        };
    }

    /**
     * Returns the propagation of the host's mounts in init's namespace: slave, so that volumes receive the host's
     * mounts, or private if the configuration says so. Without {@code pivot_root(2)} the host's mounts stay below the
     * root, and private ones would keep file systems busy that the host unmounts. In that case, the volumes are made
     * private instead.
     */
    private Propagation propagationOfHostMounts() {
        return privatePropagation() && context.options().pivotRoot() ? Propagation.RPRIVATE : Propagation.RSLAVE;
    }

    private boolean privateVolumes() {
        return privatePropagation() && !context.options().pivotRoot();
    }

    private boolean privatePropagation() {
        Propagation propagation = linux.rootfsPropagation().orElse(Propagation.RSLAVE);
        return propagation == Propagation.PRIVATE || propagation == Propagation.RPRIVATE;
    }

    private void namesLabelsAndSysctls() {
        if (configuration.hostname().isPresent()) {
            steps.add(new NamespaceStep.SetHostname(configuration.hostname().get()));
        }
        if (configuration.domainname().isPresent()) {
            steps.add(new NamespaceStep.SetDomainname(configuration.domainname().get()));
        }
        steps.addAll(context.security().labelSteps());
        for (Map.Entry<String, String> entry : linux.sysctl().entrySet()) {
            steps.add(
                    new NamespaceStep.WriteSysctl(SysctlName.of(entry.getKey()).path(), entry.getValue()));
        }
    }

    private void identity() {
        SchedulingSteps.add(steps, process(), linux);
        new IdentitySteps(process(), seccomp, context.keepGroups(), context.security()).addTo(steps);
    }

    private void finish() {
        Process process = process();
        boolean later = context.start() == StartMode.LATER;
        boolean hasStartHooks = configuration.hooks().isPresent()
                && !configuration.hooks().get().startContainer().isEmpty();
        if (!hasStartHooks) {
            steps.add(new ProcessStep.CloseDescriptors(streams().firstClosed()));
        }
        if (later) {
            steps.add(new StartStep.PrepareStart(namespaces.isTraceableWhileWaiting()));
        } else {
            steps.add(new ProcessStep.ClearParentDeathSignal());
        }
        if (!later && !hasStartHooks) {
            IdentitySteps.addLowLimits(steps, process);
        }
        seccomp.addWithListener(steps);
        TerminalSteps.addSends(steps, streams(), TerminalSteps.STANDARD);
        steps.add(new ProcessStep.ReachSyncPoint(SyncPoint.CREATED));
        if (context.pidFile().isPresent()) {
            steps.add(new CallerStep.WritePidFile(context.pidFile().get()));
        }
        if (later) {
            steps.add(new ProcessStep.ReleaseInit());
            seccomp.addBeforeWait(steps);
            steps.add(new StartStep.DetachFromFront());
            steps.add(new StartStep.AwaitStart());
        }
        if (hasStartHooks) {
            seccomp.addBeforeHooks(steps);
            hooks(HookStage.START_CONTAINER);
            steps.add(new ProcessStep.CloseDescriptors(streams().firstClosed()));
        }
        if (later || hasStartHooks) {
            IdentitySteps.addLowLimits(steps, process);
        }
        seccomp.addLast(steps);
        steps.add(new ProcessStep.Exec(process.args(), environment()));
    }

    private void hooks(HookStage stage) {
        Hooks hooks = configuration.hooks().orElse(null);
        if (hooks != null) {
            // Hooks in the container's root get the environment of its process, all others that of the runtime.
            List<String> environment = stage == HookStage.START_CONTAINER ? environment() : context.callerEnvironment();
            HookSteps.add(steps, stage, hooks, creating(), context.rootfs(), environment, context.hookOutput());
        }
    }

    private HookState creating() {
        return new HookState(
                configuration.ociVersion(),
                context.id(),
                context.bundle(),
                configuration.annotations(),
                HookState.PID_UNKNOWN);
    }

    private List<String> environment() {
        List<String> more = TerminalSteps.environment(streams());
        if (notifies()) {
            more.add(NotifySocket.VARIABLE);
        }
        return ProcessEnvironment.of(process(), more);
    }

    /** Returns whether the notify socket is mounted; a container that shares the caller's mounts does not get it. */
    private boolean notifies() {
        return context.notifyDirectory().isPresent() && namespaces.has(LinuxNamespaceType.MOUNT);
    }

    private ProcessStreams streams() {
        return context.options().streams();
    }

    private Process process() {
        return configuration.process().orElseThrow();
    }
}
