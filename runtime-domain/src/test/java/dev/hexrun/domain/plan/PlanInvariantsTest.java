package dev.hexrun.domain.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.mount.ContainerPath;
import dev.hexrun.domain.mount.Propagation;
import dev.hexrun.domain.plan.PlanInvariants.Invariant;
import dev.hexrun.domain.plan.PlanInvariants.Violation;
import dev.hexrun.domain.step.Attributes;
import dev.hexrun.domain.step.BindOption;
import dev.hexrun.domain.step.CallerStep;
import dev.hexrun.domain.step.ContributedSteps;
import dev.hexrun.domain.step.IdentityStep;
import dev.hexrun.domain.step.MountOption;
import dev.hexrun.domain.step.MountStep;
import dev.hexrun.domain.step.NamespaceStep;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.domain.step.StartStep;
import dev.hexrun.domain.step.Step;
import dev.hexrun.domain.step.SyncPoint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlanInvariantsTest {

    private static final int CONFIGURATIONS = 10_000;
    private static final Set<String> TARGETS = Set.of("/proc", "/dev", "/sys");

    /** The planners also check their plans; the explicit check is for the case that they no longer do. */
    @Test
    void holdForGeneratedConfigurationsAndHosts() {
        RandomContexts random = new RandomContexts(new Random(20_261_130));
        for (int i = 0; i < CONFIGURATIONS; i++) {
            LaunchContext context = random.launch();
            LaunchPlan plan = LaunchPlanner.compile(context);
            assertThat(PlanInvariants.violations(plan, targets(context.configuration())))
                    .as("configuration %d: %s", i, context.configuration())
                    .isEmpty();
            LaunchPlan exec = ExecPlanner.compile(random.exec());
            assertThat(PlanInvariants.violations(exec, Set.of()))
                    .as("exec %d", i)
                    .isEmpty();
        }
    }

    /** A step of the front after the program does not keep the other steps from being checked. */
    @Test
    void applyToPlansThatContinueAfterTheProgramRuns() {
        List<Step> steps = new ArrayList<>(
                ExecPlanner.compile(new RandomContexts(new Random(1)).exec()).steps());
        steps.removeIf(IdentityStep.SetGroups.class::isInstance);
        steps.removeIf(CallerStep.WritePidFile.class::isInstance);
        steps.add(new CallerStep.WritePidFile("/run/job.pid"));

        assertThat(PlanInvariants.violations(new LaunchPlan(steps), Set.of()))
                .extracting(Violation::invariant)
                .contains(Invariant.IDENTITY_IN_ORDER);
    }

    private static Set<String> targets(Configuration configuration) {
        Set<String> targets = new HashSet<>();
        configuration.mounts().forEach(mount -> targets.add(ContainerPath.clean(mount.destination())));
        return targets;
    }

    static List<Arguments> broken() {
        Step mask = new MountStep.MaskPath("/proc/kcore");
        Step bind = new MountStep.Bind("/data", "/data", List.of(), Attributes.NONE, 0, Attributes.NONE);
        Step filter = new IdentityStep.InstallSeccomp(0, List.of(6L), false);
        Step execLabel = ContributedSteps.execLabel("apparmor", "exec web");
        Step keyringLabel = ContributedSteps.keyringLabel("", "label");
        return List.of(
                broken(Invariant.OWN_MOUNT_NAMESPACE, replace(ProcessStep.Fork.class, new ProcessStep.Fork(0))),
                broken(Invariant.NO_PROPAGATION_TO_HOST, without(MountStep.SetRootPropagation.class)),
                broken(
                        Invariant.NO_PROPAGATION_TO_HOST,
                        replace(
                                MountStep.SetRootPropagation.class,
                                new MountStep.SetRootPropagation(Propagation.RSHARED))),
                broken(
                        Invariant.NO_PROPAGATION_TO_HOST,
                        before(MountStep.PivotRoot.class, new MountStep.SetPropagation("/", Propagation.RSHARED))),
                broken(
                        Invariant.NO_PROPAGATION_TO_HOST,
                        before(MountStep.PivotRoot.class, new MountStep.CloneSharedTree("/pool", "/pool", true))),
                broken(Invariant.MASKS_COVER_MOUNTS, before(MountStep.PivotRoot.class, bind)),
                broken(Invariant.MASKS_COVER_MOUNTS, before(IdentityStep.SetUmask.class, mask)),
                broken(
                        Invariant.MASKS_COVER_MOUNTS,
                        before(
                                MountStep.PivotRoot.class,
                                new MountStep.SetMountAttributes("/proc/sys", new Attributes(0, 1), false))),
                broken(
                        Invariant.PROCFS_IS_NAMED,
                        before(
                                MountStep.MakeReadOnly.class,
                                new MountStep.Bind(
                                        "/data",
                                        "/data",
                                        List.of(BindOption.MAY_BE_ON_PROCFS),
                                        Attributes.NONE,
                                        0,
                                        Attributes.NONE))),
                broken(
                        Invariant.PROCFS_IS_NAMED,
                        before(
                                MountStep.MakeReadOnly.class,
                                new MountStep.Mount(
                                        "tmpfs",
                                        "tmpfs",
                                        "/proc/other",
                                        List.of(),
                                        Attributes.NONE,
                                        List.of(MountOption.MAY_BE_ON_PROCFS),
                                        ""))),
                broken(
                        Invariant.PID_FILE_LAST,
                        before(ProcessStep.SpawnLauncher.class, new CallerStep.WritePidFile("/run/web.pid"))),
                broken(
                        Invariant.PID_FILE_LAST,
                        before(IdentityStep.SetUmask.class, new CallerStep.WritePidFile("/run/web.pid"))),
                broken(
                        Invariant.RECORDED_BEFORE_RELEASE,
                        before(MountStep.PivotRoot.class, new CallerStep.CreateNotifyDirectory("/run/notify"))),
                broken(Invariant.IDENTITY_IN_ORDER, without(IdentityStep.DropBoundingCapabilities.class)),
                broken(Invariant.IDENTITY_IN_ORDER, without(IdentityStep.SetGroups.class)),
                broken(Invariant.IDENTITY_IN_ORDER, without(IdentityStep.SetUser.class)),
                broken(Invariant.IDENTITY_IN_ORDER, without(IdentityStep.RaiseAmbientCapabilities.class)),
                broken(Invariant.IDENTITY_IN_ORDER, before(ProcessStep.Exec.class, new IdentityStep.SetUser(0, 0))),
                broken(
                        Invariant.IDENTITY_IN_ORDER,
                        before(ProcessStep.Exec.class, new NamespaceStep.SetHostname("late"))),
                broken(
                        Invariant.CAPABILITIES_ARE_GIVEN_UP,
                        before(ProcessStep.Exec.class, new IdentityStep.SetCapabilities(-1, -1, 0))),
                broken(Invariant.FILTER_IN_ORDER, before(IdentityStep.SetUser.class, filter)),
                broken(
                        Invariant.FILTER_IN_ORDER,
                        steps -> without(IdentityStep.SetNoNewPrivileges.class)
                                .apply(before(ProcessStep.Exec.class, filter).apply(steps))),
                broken(
                        Invariant.FILTER_IN_ORDER,
                        steps -> before(ProcessStep.Exec.class, filter)
                                .apply(before(ProcessStep.Exec.class, filter).apply(steps))),
                broken(Invariant.LABELS_IN_ORDER, before(MountStep.PivotRoot.class, execLabel)),
                broken(Invariant.LABELS_IN_ORDER, before(IdentityStep.SetGroups.class, execLabel)),
                broken(Invariant.LABELS_IN_ORDER, before(ProcessStep.Exec.class, execLabel)),
                broken(Invariant.LABELS_IN_ORDER, before(MountStep.OpenProc.class, keyringLabel)),
                broken(Invariant.DESCRIPTORS_CLOSED, without(ProcessStep.CloseDescriptors.class)),
                broken(
                        Invariant.DESCRIPTORS_CLOSED,
                        replace(ProcessStep.CloseDescriptors.class, new ProcessStep.CloseDescriptors(5))),
                broken(
                        Invariant.RECORDED_BEFORE_RELEASE,
                        replace(
                                ProcessStep.ReachSyncPoint.class,
                                new ProcessStep.ReachSyncPoint(SyncPoint.LAUNCHER_READY))),
                broken(
                        Invariant.RECORDED_BEFORE_RELEASE,
                        before(ProcessStep.ReachSyncPoint.class, new NamespaceStep.MoveNetworkDevice("eth1", "eth1"))),
                broken(Invariant.RECORDED_BEFORE_RELEASE, without(ProcessStep.ReleaseInit.class)),
                broken(
                        Invariant.OWN_MOUNT_NAMESPACE,
                        steps -> before(IdentityStep.SetUmask.class, new CallerStep.CreateTerminal(0, 0, 0, true))
                                .apply(replace(ProcessStep.Fork.class, new ProcessStep.Fork(0))
                                        .apply(steps))));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void reportAViolation(Invariant invariant, UnaryOperator<List<Step>> change) {
        LaunchContext context = SampleContexts.create(SampleContexts.standard().build());
        List<Step> steps = LaunchPlanner.compile(context).steps();
        assertThat(PlanInvariants.violations(new LaunchPlan(steps), TARGETS_OF_STANDARD))
                .isEmpty();

        LaunchPlan broken = new LaunchPlan(change.apply(steps));

        assertThat(PlanInvariants.violations(broken, TARGETS_OF_STANDARD))
                .extracting(Violation::invariant)
                .contains(invariant);
    }

    @Test
    void areEachViolatedByATest() {
        assertThat(broken().stream().map(arguments -> arguments.get()[0]).distinct())
                .containsExactlyInAnyOrder((Object[]) Invariant.values());
    }

    @Test
    void nameTheRuleAndTheStepInTheError() {
        List<Step> steps = new ArrayList<>(LaunchPlanner.compile(
                        SampleContexts.create(SampleContexts.standard().build()))
                .steps());
        steps.removeIf(ProcessStep.CloseDescriptors.class::isInstance);

        assertThatThrownBy(() -> PlanInvariants.require(new LaunchPlan(steps), TARGETS_OF_STANDARD))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the plan breaks an invariant; DESCRIPTORS_CLOSED (descriptors are closed once before the "
                        + "program, all but those that the caller passes): step " + steps.size()
                        + ", init: execute sh");
    }

    @Test
    void ignoreAPlanWithoutAProcess() {
        LaunchPlan start = LaunchPlan.of(new StartStep.ReadStartFifo("/run/hexrun/web/exec.fifo", 7, 8));
        assertThat(PlanInvariants.violations(start, TARGETS)).isEmpty();
    }

    private static final Set<String> TARGETS_OF_STANDARD =
            targets(SampleContexts.standard().build());

    private static Arguments broken(Invariant invariant, UnaryOperator<List<Step>> change) {
        return Arguments.of(invariant, change);
    }

    private static UnaryOperator<List<Step>> without(Class<? extends Step> type) {
        return steps -> steps.stream().filter(step -> !type.isInstance(step)).toList();
    }

    /** Replaces every step of a type. */
    private static UnaryOperator<List<Step>> replace(Class<? extends Step> type, Step other) {
        return steps ->
                steps.stream().map(step -> type.isInstance(step) ? other : step).toList();
    }

    /** Inserts a step before the last one of a type, or before the first one if it is a sync point. */
    private static UnaryOperator<List<Step>> before(Class<? extends Step> type, Step inserted) {
        return steps -> {
            List<Step> changed = new ArrayList<>(steps);
            int at = -1;
            for (int i = 0; i < steps.size(); i++) {
                if (type.isInstance(steps.get(i)) && (at < 0 || type != ProcessStep.ReachSyncPoint.class)) {
                    at = i;
                }
            }
            changed.add(at, inserted);
            return changed;
        };
    }
}
