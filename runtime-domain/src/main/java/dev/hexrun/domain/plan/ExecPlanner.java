package dev.hexrun.domain.plan;

import dev.hexrun.domain.config.CpuAffinity;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import dev.hexrun.domain.state.ContainerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compiles the plan that executes a process in a container. Pure: equal contexts give equal plans.
 *
 * <p>The process joins every namespace of init's that is not the runtime's own, whether the container was made with it or
 * found it, and init is checked once all of them are open: so they are of that container or the plan fails. What runs in
 * the container is not dumpable before {@code execve(2)}, and holds no handle to anything of the host's but the caller's
 * standard streams (CVE-2016-9962, CVE-2024-21626).
 */
public final class ExecPlanner {

    /** A type's place in it is the slot of its handle. */
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
     * @param context what it depends on
     * @return the plan; it is complete once the program runs
     */
    public static LaunchPlan compile(ExecContext context) {
        return new ExecPlanner(context).plan();
    }

    private LaunchPlan plan() {
        steps.add(new Step.SpawnLauncher(context.streams().passedDescriptors()));
        cgroupAndCpus();
        if (process.oomScoreAdj().isPresent()) {
            steps.add(new Step.SetOomScoreAdj(process.oomScoreAdj().getAsInt(), !context.privileged()));
        }
        namespaces();
        steps.add(new Step.Fork(0));
        steps.add(new Step.ReachSyncPoint(SyncPoint.INIT_READY));
        if (process.execCPUAffinity().isPresent()) {
            cpus(Actor.INIT, process.execCPUAffinity().get().finalCpus());
        }
        steps.add(new Step.SetSession());
        if (context.keyring()) {
            steps.add(new Step.JoinSessionKeyring("_ses." + context.id()));
        }
        if (!context.ownMounts()) {
            steps.add(new Step.OpenRoot(context.rootfs(), false));
            steps.add(new Step.ChangeRoot());
        }
        TerminalSteps.addTerminal(steps, process, false);
        SchedulingSteps.add(steps, process, context.linux());
        SeccompSteps seccomp =
                SeccompSteps.of(context.filter(), context.linux(), process, context.state(), ContainerStatus.RUNNING);
        new IdentitySteps(process, seccomp).addTo(steps);
        TerminalSteps.addSends(steps, context.streams(), TerminalSteps.SETNS);
        steps.add(new Step.ClearParentDeathSignal());
        steps.add(new Step.CloseDescriptors(context.streams().firstClosed()));
        IdentitySteps.addLowLimits(steps, process);
        seccomp.addWithListener(steps);
        seccomp.addLast(steps);
        steps.add(new Step.Exec(process.args(), ProcessEnvironment.of(process)));
        return new LaunchPlan(steps);
    }

    /**
     * An affinity counts before the cgroup is entered, which is in Fork, and from then on, which is init's to set; without
     * one, that of the caller is taken back.
     */
    private void cgroupAndCpus() {
        Optional<CpuAffinity> affinity = process.execCPUAffinity();
        if (affinity.isPresent()) {
            cpus(Actor.LAUNCHER, affinity.get().initial());
        }
        if (context.joinCgroupSteps().isEmpty()) {
            steps.add(new Step.ReachSyncPoint(SyncPoint.LAUNCHER_READY));
        } else {
            steps.addAll(context.joinCgroupSteps());
        }
        if (affinity.isEmpty()) {
            steps.add(new Step.ResetCpuAffinity());
        }
    }

    private void cpus(Actor actor, Optional<String> list) {
        if (list.isPresent() && !list.get().isBlank()) {
            steps.add(new Step.SetCpuAffinity(actor, list.get()));
        }
    }

    private void namespaces() {
        for (int slot = 0; slot < TYPES.size(); slot++) {
            LinuxNamespaceType type = TYPES.get(slot);
            String path = "/proc/" + context.initPid() + "/ns/" + type.procName();
            steps.add(new Step.OpenNamespace(slot, type.cloneFlag(), path, true));
        }
        steps.add(new Step.CheckProcess(context.initPid(), context.initStart()));
        // With the caller's privileges first, and what they do not suffice for with those of the user namespace.
        joinAllButUser(true);
        join(LinuxNamespaceType.USER, false);
        steps.add(new Step.BecomeRoot(Actor.LAUNCHER));
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
        steps.add(new Step.JoinNamespace(TYPES.indexOf(type), type.cloneFlag(), tolerateRefusal));
    }
}
