package dev.hexrun.domain.plan;

import dev.hexrun.domain.capability.Capability;
import dev.hexrun.domain.capability.CapabilitySet;
import dev.hexrun.domain.mount.MountFlags;
import dev.hexrun.domain.mount.Propagation;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import dev.hexrun.domain.step.Actor;
import dev.hexrun.domain.step.BindOption;
import dev.hexrun.domain.step.CallerStep;
import dev.hexrun.domain.step.FileStep;
import dev.hexrun.domain.step.HookStage;
import dev.hexrun.domain.step.HookStep;
import dev.hexrun.domain.step.IdentityStep;
import dev.hexrun.domain.step.MountOption;
import dev.hexrun.domain.step.MountStep;
import dev.hexrun.domain.step.NamespaceStep;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.domain.step.RemountOption;
import dev.hexrun.domain.step.StartStep;
import dev.hexrun.domain.step.Step;
import dev.hexrun.domain.step.SyncPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The rules for all plans that start a process, independent of the configuration and the host. The planners check their
 * plans before they are executed, so that a defect of a planner causes an internal error and not an insecure container.
 *
 * <p>{@link LaunchPlan} checks the order that the native program requires. For a plan without a process, that is the
 * only check.
 */
public final class PlanInvariants {

    private static final int FIRST_DESCRIPTOR = 3;
    private static final long SYS_ADMIN =
            CapabilitySet.of(List.of(Capability.CAP_SYS_ADMIN.name())).bits();

    /** A rule for plans. */
    public enum Invariant {
        /** Mounts change only in a mount namespace that the plan creates or joins. */
        OWN_MOUNT_NAMESPACE("mounts change only in a mount namespace that the plan creates or joins"),
        /** Every mount is private or a slave of the host's before a mount is attached, moved or detached. */
        NO_PROPAGATION_TO_HOST(
                "mounts change only after all of them are private or slaves, and until the root is changed"
                        + " nothing but a tree cloned for it is shared"),
        /** Masks and read-only paths come after all mounts and before the change of the root. */
        MASKS_COVER_MOUNTS("masks and read-only paths come after the last mount and before the root is changed"),
        /** A mount may be on procfs only if the configuration names its target. */
        PROCFS_IS_NAMED("a mount may be on procfs only if the configuration names its target at or below /proc"),
        /** Bounding set, groups, user, capability sets and ambient set are set once, in this order. */
        IDENTITY_IN_ORDER(
                "the bounding set, groups, user, capabilities and ambient capabilities are set once, in this order,"
                        + " after every change of mounts and namespaces"),
        /** After the capabilities are set, later steps only drop some of them. */
        CAPABILITIES_ARE_GIVEN_UP(
                "capabilities are only given up once they are set, and CAP_SYS_ADMIN with the filter"),
        /** A filter is installed once, after no_new_privs or with CAP_SYS_ADMIN, as the user of the process. */
        FILTER_IN_ORDER(
                "a filter is installed once, after the capabilities are set and no_new_privs is, and before hooks of"
                        + " the container and the program"),
        /** Labels are written by the process in the container, before it gives up privileges. */
        LABELS_IN_ORDER(
                "the label of the program is written once the root is changed or the container is joined and before the"
                        + " user, capabilities and filter are set, and labels of keyrings are reset before the program"),
        /** The program gets only the standard streams and the descriptors that the caller passes. */
        DESCRIPTORS_CLOSED("descriptors are closed once before the program, all but those that the caller passes"),
        /** A caller that finds the pid file finds a process that is set up, and that the runtime has recorded. */
        PID_FILE_LAST("the pid file is written once, when init is recorded and set up, and before it is released"),
        /** The runtime records init before init can outlive the command. */
        RECORDED_BEFORE_RELEASE(
                "init outlives the command, and the host is changed for it, only where a later command can"
                        + " undo it: once init is recorded, and before it is released");

        private final String rule;

        Invariant(String rule) {
            this.rule = rule;
        }

        /**
         * Returns the rule as a sentence.
         *
         * @return lower case, without a full stop
         */
        public String rule() {
            return rule;
        }
    }

    /**
     * A step that violates a rule.
     *
     * @param invariant the rule
     * @param number the number of the step in the plan, from 1
     * @param step the step
     */
    public record Violation(Invariant invariant, int number, Step step) {}

    private final Set<String> targets;
    private final List<Violation> violations = new ArrayList<>(0);

    private int number;
    private Step step;

    private boolean ownMounts;
    private boolean mountsConfined;
    private boolean rootOpened;
    private boolean rootChanged;
    private boolean containerJoined;
    private boolean keyringLabelled;
    private boolean covered;
    private boolean recorded;
    private boolean released;
    private boolean spawned;
    private boolean pidFileWritten;
    private int preserved;
    private boolean closed;
    private boolean noNewPrivileges;
    private boolean filtered;
    private boolean filterAtExec;
    private int identity;
    private IdentityStep.SetCapabilities capabilities = new IdentityStep.SetCapabilities(-1, -1, -1);

    private PlanInvariants(Step first, Set<String> targets) {
        this.step = first;
        this.targets = targets;
    }

    /**
     * Checks a plan.
     *
     * @param plan the plan
     * @param targets the targets of the configuration's mounts, cleaned
     * @return the plan
     * @throws IllegalStateException if the plan violates a rule; the message names the rule and the steps
     */
    static LaunchPlan require(LaunchPlan plan, Set<String> targets) {
        List<Violation> violations = violations(plan, targets);
        if (violations.isEmpty()) {
            return plan;
        }
        StringBuilder message = new StringBuilder("the plan breaks an invariant");
        for (Violation violation : violations) {
            message.append("; ").append(violation.invariant().name()).append(" (");
            message.append(violation.invariant().rule()).append("): step ").append(violation.number());
            message.append(", ").append(violation.step().actor().label()).append(": ");
            message.append(violation.step().describe());
        }
        throw new IllegalStateException(message.toString());
    }

    /**
     * Returns the steps that violate a rule.
     *
     * @param plan the plan
     * @param targets the targets of the configuration's mounts, cleaned
     * @return the violations in the order of the steps; empty if there are none
     */
    public static List<Violation> violations(LaunchPlan plan, Set<String> targets) {
        List<Step> steps = plan.steps();
        if (!executesProgram(steps)) {
            return List.of();
        }
        PlanInvariants invariants = new PlanInvariants(steps.getFirst(), targets);
        for (int i = 0; i < steps.size(); i++) {
            invariants.next(i + 1, steps.get(i));
        }
        return invariants.violations;
    }

    private static boolean executesProgram(List<Step> steps) {
        for (int i = steps.size() - 1; i >= 0; i--) {
            if (steps.get(i) instanceof ProcessStep.Exec) {
                return true;
            }
        }
        return false;
    }

    private void next(int nextNumber, Step next) {
        number = nextNumber;
        step = next;
        if (next instanceof MountStep mount) {
            mount(mount);
        } else if (next instanceof FileStep file) {
            file(file);
        } else if (next instanceof IdentityStep change) {
            identity(change);
        } else if (next instanceof ProcessStep process) {
            process(process);
        } else if (next instanceof NamespaceStep namespace) {
            namespace(namespace);
        } else if (next instanceof StartStep start) {
            start(start);
        } else if (next instanceof HookStep hook) {
            hook(hook);
        } else if (next instanceof CallerStep caller) {
            caller(caller);
        }
    }

    private void require(boolean holds, Invariant invariant) {
        if (!holds) {
            violations.add(new Violation(invariant, number, step));
        }
    }

    // Mounts

    private void mount(MountStep mount) {
        if (mount instanceof MountStep.Mount attached) {
            attach();
            if (attached.options().contains(MountOption.MAY_BE_ON_PROCFS)) {
                onProcfs(attached.target());
            }
        } else if (mount instanceof MountStep.Bind attached) {
            attach();
            if (attached.options().contains(BindOption.MAY_BE_ON_PROCFS)) {
                onProcfs(attached.target());
            }
        } else if (mount instanceof MountStep.MaskPath || mount instanceof MountStep.MakeReadOnly) {
            confined();
            require(rootOpened && !rootChanged, Invariant.MASKS_COVER_MOUNTS);
            covered = true;
        } else if (mount instanceof MountStep.OpenRoot root) {
            rootOpened = true;
            if (root.bind()) {
                confined();
            }
        } else if (mount instanceof MountStep.SetRootPropagation propagation) {
            rootPropagation(propagation.propagation());
        } else if (mount instanceof MountStep.SetPropagation propagation) {
            confined();
            boolean root = propagation.path().equals("/");
            require(!root || !propagation.propagation().isShared(), Invariant.NO_PROPAGATION_TO_HOST);
        } else if (mount instanceof MountStep.PivotRoot || mount instanceof MountStep.MoveRoot) {
            confined();
            require(rootOpened, Invariant.NO_PROPAGATION_TO_HOST);
            rootChanged = true;
        } else if (mount instanceof MountStep.SetMountAttributes attributes) {
            confined();
            boolean readOnly = attributes.attributes().clear() == 0
                    && (attributes.attributes().set() & MountFlags.MOUNT_ATTR_RDONLY) != 0;
            require(!covered || readOnly, Invariant.MASKS_COVER_MOUNTS);
        } else if (mount instanceof MountStep.ChangeRoot) {
            rootChanged = true;
        } else if (mount instanceof MountStep.Remount remount) {
            attach();
            if (remount.options().contains(RemountOption.MAY_BE_ON_PROCFS)) {
                onProcfs(remount.path());
            }
        } else if (mount instanceof MountStep.CloneSharedTree) {
            // Only a clone that is created before the propagation is changed can stay shared with the host.
            require(ownMounts, Invariant.OWN_MOUNT_NAMESPACE);
            require(!mountsConfined, Invariant.NO_PROPAGATION_TO_HOST);
        }
        require(identity == 0, Invariant.IDENTITY_IN_ORDER);
    }

    private void file(FileStep file) {
        if (file instanceof FileStep.BindDevice
                || (file instanceof FileStep.CreateDevice device
                        && !device.hostPath().isEmpty())) {
            attach();
        }
        require((rootOpened && !rootChanged) || file.actor() == Actor.FRONT, Invariant.MASKS_COVER_MOUNTS);
        require(identity == 0, Invariant.IDENTITY_IN_ORDER);
    }

    private void attach() {
        confined();
        require(!covered && !rootChanged, Invariant.MASKS_COVER_MOUNTS);
    }

    private void confined() {
        require(ownMounts, Invariant.OWN_MOUNT_NAMESPACE);
        require(mountsConfined, Invariant.NO_PROPAGATION_TO_HOST);
    }

    private void rootPropagation(Propagation propagation) {
        require(ownMounts, Invariant.OWN_MOUNT_NAMESPACE);
        if (rootChanged) {
            return; // affects only mounts of the container
        }
        boolean confines = propagation == Propagation.RPRIVATE || propagation == Propagation.RSLAVE;
        require(confines, Invariant.NO_PROPAGATION_TO_HOST);
        mountsConfined |= confines;
    }

    private void onProcfs(String target) {
        boolean named = target.equals("/proc") || target.startsWith("/proc/");
        require(named && targets.contains(target), Invariant.PROCFS_IS_NAMED);
    }

    // Processes and namespaces

    private void process(ProcessStep process) {
        if (process instanceof ProcessStep.SpawnLauncher spawn) {
            spawned = true;
            preserved = spawn.preserved();
        } else if (process instanceof ProcessStep.Fork fork) {
            ownMounts |= (fork.flags() & LinuxNamespaceType.MOUNT.cloneFlag()) != 0;
        } else if (process instanceof ProcessStep.ReachSyncPoint sync) {
            recorded |= sync.point() == SyncPoint.INIT_READY;
        } else if (process instanceof ProcessStep.ReleaseInit) {
            require(recorded, Invariant.RECORDED_BEFORE_RELEASE);
            released = true;
        } else if (process instanceof ProcessStep.ClearParentDeathSignal) {
            require(recorded, Invariant.RECORDED_BEFORE_RELEASE);
        } else if (process instanceof ProcessStep.CloseDescriptors close) {
            require(!closed && close.first() == FIRST_DESCRIPTOR + preserved, Invariant.DESCRIPTORS_CLOSED);
            closed = true;
        } else if (process instanceof ProcessStep.Exec) {
            require(closed, Invariant.DESCRIPTORS_CLOSED);
            require(identity == COMPLETE, Invariant.IDENTITY_IN_ORDER);
            require(!keyringLabelled, Invariant.LABELS_IN_ORDER);
        } else if (process instanceof ProcessStep.CheckProcess) {
            recorded = true; // the process joins a container that is already recorded
            containerJoined = true;
        }
    }

    private void namespace(NamespaceStep namespace) {
        if (namespace instanceof NamespaceStep.JoinNamespace join) {
            ownMounts |= join.type() == LinuxNamespaceType.MOUNT;
        } else if (namespace instanceof NamespaceStep.MoveNetworkDevice) {
            require(recorded && !released, Invariant.RECORDED_BEFORE_RELEASE);
        }
        require(identity == 0, Invariant.IDENTITY_IN_ORDER);
    }

    private void start(StartStep start) {
        if (start instanceof StartStep.PrepareStart) {
            require(recorded && identity == COMPLETE, Invariant.RECORDED_BEFORE_RELEASE);
        } else if (start instanceof StartStep.DetachFromFront) {
            require(released, Invariant.RECORDED_BEFORE_RELEASE);
        } else if (start instanceof StartStep.CreateFifo) {
            require(!released, Invariant.RECORDED_BEFORE_RELEASE);
        }
    }

    private void hook(HookStep hook) {
        if (hook instanceof HookStep.RunHook run && run.stage() == HookStage.START_CONTAINER) {
            require(identity == COMPLETE, Invariant.IDENTITY_IN_ORDER);
        }
    }

    private void caller(CallerStep caller) {
        if (caller instanceof CallerStep.CreateTerminal terminal && terminal.console()) {
            confined();
            require(identity == 0, Invariant.IDENTITY_IN_ORDER);
        } else if (caller instanceof CallerStep.WritePidFile) {
            require(!pidFileWritten && recorded && !released && identity == COMPLETE, Invariant.PID_FILE_LAST);
            pidFileWritten = true;
        } else if (caller instanceof CallerStep.CreateNotifyDirectory) {
            require(!spawned, Invariant.RECORDED_BEFORE_RELEASE);
        }
    }

    // Identity: a number for each part that is already set.

    private static final int BOUNDING = 1;
    private static final int GROUPS = 2;
    private static final int USER = 3;
    private static final int CAPABILITIES = 4;
    private static final int COMPLETE = 5;

    private void identity(IdentityStep change) {
        if (change instanceof IdentityStep.DropBoundingCapabilities) {
            advance(BOUNDING);
        } else if (change instanceof IdentityStep.SetGroups || change instanceof IdentityStep.KeepGroups) {
            advance(GROUPS);
        } else if (change instanceof IdentityStep.SetUser) {
            advance(USER);
        } else if (change instanceof IdentityStep.SetCapabilities set) {
            capabilities(set);
        } else if (change instanceof IdentityStep.RaiseAmbientCapabilities) {
            advance(COMPLETE);
        } else if (change instanceof IdentityStep.SetNoNewPrivileges) {
            require(!filtered, Invariant.FILTER_IN_ORDER);
            noNewPrivileges = true;
        } else if (change instanceof IdentityStep.InstallSeccomp filter) {
            filter(filter);
        } else if (change instanceof IdentityStep.WriteProcessAttribute attribute) {
            attribute(attribute);
        }
    }

    private void attribute(IdentityStep.WriteProcessAttribute attribute) {
        require(identity == 0 && !closed, Invariant.LABELS_IN_ORDER);
        if (attribute.name().equals("exec")) {
            require(rootChanged || containerJoined, Invariant.LABELS_IN_ORDER);
        } else {
            keyringLabelled = !attribute.text().isEmpty();
        }
    }

    private void advance(int next) {
        require(identity == next - 1, Invariant.IDENTITY_IN_ORDER);
        identity = next;
    }

    private void capabilities(IdentityStep.SetCapabilities set) {
        boolean subset = (set.effective() & ~capabilities.effective()) == 0
                && (set.permitted() & ~capabilities.permitted()) == 0
                && (set.inheritable() & ~capabilities.inheritable()) == 0;
        require(subset, Invariant.CAPABILITIES_ARE_GIVEN_UP);
        if (identity < CAPABILITIES) {
            advance(CAPABILITIES);
        } else {
            require(filtered, Invariant.CAPABILITIES_ARE_GIVEN_UP);
        }
        capabilities = set;
    }

    private void filter(IdentityStep.InstallSeccomp filter) {
        boolean mayInstall = noNewPrivileges || (capabilities.effective() & SYS_ADMIN) != 0;
        require(!filtered && !filterAtExec && identity == COMPLETE && mayInstall, Invariant.FILTER_IN_ORDER);
        require(!filter.atExec() || noNewPrivileges, Invariant.FILTER_IN_ORDER);
        filtered = true;
        filterAtExec = filter.atExec();
    }
}
