package dev.hexrun.domain.plan;

import dev.hexrun.domain.capability.CapabilitySet;
import dev.hexrun.domain.config.LinuxCapabilities;
import dev.hexrun.domain.config.PosixRlimit;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.config.User;
import dev.hexrun.domain.rlimit.Rlimit;
import dev.hexrun.domain.security.SecurityContribution;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.step.Actor;
import dev.hexrun.domain.step.IdentityStep;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.domain.step.SchedulingStep;
import dev.hexrun.domain.step.Step;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** The identity and privileges of the process, in the order that {@code capabilities(7)} requires. */
final class IdentitySteps {

    /** The umask of a process if the configuration has none. */
    private static final int DEFAULT_UMASK = 022;

    /** More descriptors than init has open at any time before its program runs. */
    private static final long DESCRIPTORS_NEEDED = 64;

    private final Process process;
    private final SeccompSteps seccomp;
    private final boolean keepGroups;
    private final SecurityContribution security;

    IdentitySteps(Process process, SeccompSteps seccomp, boolean keepGroups, SecurityContribution security) {
        this.process = process;
        this.seccomp = seccomp;
        this.keepGroups = keepGroups;
        this.security = security;
    }

    /** Adds the steps that join the session keyring, with the labels of security modules around it. */
    static void addKeyring(List<Step> steps, ContainerId id, SecurityContribution security) {
        steps.addAll(security.keyringSteps());
        steps.add(new IdentityStep.JoinSessionKeyring("_ses." + id));
        for (Step label : security.keyringSteps()) {
            if (label instanceof IdentityStep.WriteProcessAttribute attribute) {
                steps.add(new IdentityStep.WriteProcessAttribute(attribute.module(), attribute.name(), ""));
            }
        }
    }

    void addTo(List<Step> steps) {
        User user = process.user();
        int uid = (int) user.uid();
        int gid = (int) user.gid();
        if (process.noNewPrivileges()) {
            steps.add(new IdentityStep.SetNoNewPrivileges());
        }
        steps.addAll(security.programSteps());
        steps.add(new IdentityStep.SetUmask(user.umask().orElse(DEFAULT_UMASK)));
        if (!process.terminal()) { // the owner of a terminal is already set
            steps.add(new IdentityStep.ChownStandardStreams(uid));
        }
        LinuxCapabilities capabilities = process.capabilities()
                .orElseGet(() -> LinuxCapabilities.builder().build());
        steps.add(new IdentityStep.DropBoundingCapabilities(bits(capabilities.bounding())));
        // A directory may be accessible only to root or, as on NFS, only to the user.
        boolean changesUser = uid != 0;
        steps.add(new IdentityStep.ChangeDirectory(process.cwd(), changesUser));
        limit(steps);
        steps.add(new IdentityStep.SetKeepCapabilities(true));
        steps.add(
                keepGroups ? new IdentityStep.KeepGroups() : new IdentityStep.SetGroups(groups(user.additionalGids())));
        steps.add(new IdentityStep.SetUser(uid, gid));
        steps.add(new IdentityStep.SetKeepCapabilities(false));
        steps.add(seccomp.capabilities());
        steps.add(new IdentityStep.RaiseAmbientCapabilities(bits(capabilities.ambient())));
        if (changesUser) {
            steps.add(new IdentityStep.ChangeDirectory(process.cwd(), false));
        }
        if (ProcessEnvironment.value(ProcessEnvironment.of(process), "HOME").isEmpty()) {
            steps.add(new IdentityStep.LookUpHome(uid));
        }
        steps.add(new ProcessStep.FindProgram(
                process.args().getFirst(), ProcessEnvironment.path(ProcessEnvironment.of(process))));
        steps.add(new ProcessStep.ResetSignals());
    }

    /**
     * Adds the limits before the change of user: without CAP_SYS_RESOURCE, which root in a container of an engine does
     * not have, the front cannot set limits of another user's process.
     */
    private void limit(List<Step> steps) {
        for (PosixRlimit limit : process.rlimits()) {
            if (!tooFewDescriptors(limit, limit.soft())) {
                steps.add(limit(Actor.FRONT, limit, limit.soft()));
            } else if (!tooFewDescriptors(limit, limit.hard())) {
                steps.add(limit(Actor.FRONT, limit, DESCRIPTORS_NEEDED));
            }
        }
    }

    /** Adds the limits with which other steps would fail. Lowering a limit requires no privileges. */
    static void addLowLimits(List<Step> steps, Process process) {
        for (PosixRlimit limit : process.rlimits()) {
            if (isLow(limit)) {
                steps.add(limit(Actor.INIT, limit, limit.soft()));
            }
        }
    }

    /** Returns whether a limit must be set after the last file is opened. */
    static boolean isLow(PosixRlimit limit) {
        return tooFewDescriptors(limit, limit.soft());
    }

    private static boolean tooFewDescriptors(PosixRlimit limit, long value) {
        return limit.type() == Rlimit.RLIMIT_NOFILE && Long.compareUnsigned(value, DESCRIPTORS_NEEDED) < 0;
    }

    private static Step limit(Actor actor, PosixRlimit limit, long soft) {
        return new SchedulingStep.SetRlimit(
                actor, limit.type().name(), limit.type().number(), soft, limit.hard());
    }

    private static long bits(List<String> names) {
        return CapabilitySet.of(names).bits();
    }

    /** Returns the groups, each once: engines repeat a group that the user already has, and the kernel keeps repetitions. */
    private static List<Integer> groups(List<Long> ids) {
        List<Integer> groups = new ArrayList<>(ids.size());
        for (long id : new LinkedHashSet<>(ids)) {
            groups.add((int) id);
        }
        return groups;
    }
}
