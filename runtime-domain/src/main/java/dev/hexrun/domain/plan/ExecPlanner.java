package dev.hexrun.domain.plan;

import dev.hexrun.domain.config.CpuAffinity;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import dev.hexrun.domain.state.ContainerStatus;
import dev.hexrun.domain.step.Actor;
import dev.hexrun.domain.step.CallerStep;
import dev.hexrun.domain.step.MountStep;
import dev.hexrun.domain.step.NamespaceStep;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.domain.step.SchedulingStep;
import dev.hexrun.domain.step.Step;
import dev.hexrun.domain.step.SyncPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A compiler of the plan that executes a process in a container. It is pure: equal contexts result in equal plans.
 *
 * <p>The process joins every namespace of init that is not the runtime's own, whether the container has created or
 * joined it. The plan checks init after it has opened all of them, so it fails if they do not belong to that container.
 * The process is not dumpable before {@code execve(2)} and has no descriptors of the host except the caller's standard
 * streams (CVE-2016-9962, CVE-2024-21626).
 */
public final class ExecPlanner {

    /** The types of namespaces; the index of a type is the slot of its descriptor. */
    private static final List<LinuxNamespaceType> TYPES = List.of(LinuxNamespaceType.values());

    private final ExecContext context;
    private final Process process;
    private final List<Step> steps = new ArrayList<>(64);

    private ExecPlanner(ExecContext context) {
        this.context = context;
        this.process = context.process();
    }

    /**
     * Compiles the plan.
     *
     * @param context the input
     * @return the plan, which is complete once the program runs
     */
    public static LaunchPlan compile(ExecContext context) {
        return new ExecPlanner(context).plan();
    }

    private LaunchPlan plan() {
        steps.add(new ProcessStep.SpawnLauncher(context.streams().passedDescriptors()));
        cgroupAndCpus();
        if (process.oomScoreAdj().isPresent()) {
            steps.add(new SchedulingStep.SetOomScoreAdj(process.oomScoreAdj().getAsInt(), !context.privileged()));
        }
        namespaces();
        steps.add(new ProcessStep.Fork(0));
        steps.add(new ProcessStep.ReachSyncPoint(SyncPoint.INIT_READY));
        if (process.execCPUAffinity().isPresent()) {
            cpus(Actor.INIT, process.execCPUAffinity().get().finalCpus());
        }
        steps.add(new ProcessStep.SetSession());
        if (context.keyring()) {
            IdentitySteps.addKeyring(steps, context.id(), context.security());
        }
        if (!context.ownMounts()) {
            steps.add(new MountStep.OpenRoot(context.rootfs(), false));
            steps.add(new MountStep.ChangeRoot());
        }
        TerminalSteps.addTerminal(steps, process, false);
        steps.addAll(context.security().labelSteps());
        SchedulingSteps.add(steps, process, context.linux());
        SeccompSteps seccomp =
                SeccompSteps.of(context.filter(), context.linux(), process, context.state(), ContainerStatus.RUNNING);
        new IdentitySteps(process, seccomp, context.keepGroups(), context.security()).addTo(steps);
        TerminalSteps.addSends(steps, context.streams(), TerminalSteps.SETNS);
        steps.add(new ProcessStep.ClearParentDeathSignal());
        steps.add(new ProcessStep.CloseDescriptors(context.streams().firstClosed()));
        IdentitySteps.addLowLimits(steps, process);
        seccomp.addWithListener(steps);
        seccomp.addLast(steps);
        steps.add(new ProcessStep.Exec(process.args(), ProcessEnvironment.of(process)));
        if (context.pidFile().isPresent()) {
            // Only once the program runs, so that a failed command leaves the former file.
            steps.add(new CallerStep.WritePidFile(context.pidFile().get()));
        }
        return PlanInvariants.require(new LaunchPlan(steps), Set.of());
    }

    /**
     * Adds the cgroups and the CPU affinity: the initial affinity applies until init joins its cgroups in Fork, and
     * init sets the final affinity. If none is configured, the caller's affinity is reset.
     */
    private void cgroupAndCpus() {
        Optional<CpuAffinity> affinity = process.execCPUAffinity();
        if (affinity.isPresent()) {
            cpus(Actor.LAUNCHER, affinity.get().initial());
        }
        steps.addAll(context.joinCgroupSteps());
        if (affinity.isEmpty()) {
            steps.add(new SchedulingStep.ResetCpuAffinity());
        }
    }

    private void cpus(Actor actor, Optional<String> list) {
        if (list.isPresent() && !list.get().isBlank()) {
            steps.add(new SchedulingStep.SetCpuAffinity(actor, list.get()));
        }
    }

    private void namespaces() {
        for (int slot = 0; slot < TYPES.size(); slot++) {
            LinuxNamespaceType type = TYPES.get(slot);
            String path = "/proc/" + context.initPid() + "/ns/" + type.procName();
            steps.add(new NamespaceStep.OpenNamespace(slot, type, path, true));
        }
        steps.add(new ProcessStep.CheckProcess(context.initPid(), context.initStart()));
        // First with the privileges of the caller and then, if the kernel refuses, with those of the user namespace.
        joinAllButUser(true);
        join(LinuxNamespaceType.USER, false);
        steps.add(new NamespaceStep.BecomeRoot(Actor.LAUNCHER, context.keepGroups()));
        joinAllButUser(false);
    }

    private void joinAllButUser(boolean tolerateRefusal) {
        for (LinuxNamespaceType type : TYPES) {
            if (type != LinuxNamespaceType.USER) {
                join(type, tolerateRefusal);
            }
        }
    }

    private void join(LinuxNamespaceType type, boolean tolerateRefusal) {
        steps.add(new NamespaceStep.JoinNamespace(TYPES.indexOf(type), type, tolerateRefusal));
    }
}
