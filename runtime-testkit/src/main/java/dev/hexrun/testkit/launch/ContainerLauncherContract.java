package dev.hexrun.testkit.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.step.HookStep;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.domain.step.Step;
import dev.hexrun.domain.step.SyncPoint;
import dev.hexrun.port.launch.ContainerLauncher;
import dev.hexrun.port.launch.FailureCause;
import dev.hexrun.port.launch.LaunchFailedException;
import dev.hexrun.port.launch.LaunchObserver;
import dev.hexrun.port.launch.StepTimes;
import dev.hexrun.testkit.Rule;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The contract of every {@link ContainerLauncher}. The plans need no privileges and do not change the host, so that a
 * launcher of real processes can be tested like a fake.
 */
public abstract class ContainerLauncherContract {

    /** A step that fails in every launcher with {@code ENOENT}. */
    protected static final HookStep.ChangeWorkingDirectory MISSING =
            new HookStep.ChangeWorkingDirectory("/there/is/no/such/directory");

    private static final int ENOENT = 2;
    private static final Step HARMLESS = new ProcessStep.SetSubreaper(false);

    /** A process without namespaces of its own that ends immediately. */
    private static final LaunchPlan PROGRAM = LaunchPlan.of(
            new ProcessStep.SpawnLauncher(0),
            new ProcessStep.Fork(0),
            new ProcessStep.ReachSyncPoint(SyncPoint.CREATED),
            new ProcessStep.Exec(List.of("/bin/true"), List.of()));

    private ContainerLauncher launcher;

    /** Creates the test class. */
    @SuppressWarnings("NullAway.Init") // by createLauncher()
    protected ContainerLauncherContract() {}

    /**
     * Creates the launcher under test.
     *
     * @return a launcher that has not launched a plan, and in which {@link #MISSING} fails
     */
    protected abstract ContainerLauncher newLauncher();

    @BeforeEach
    void createLauncher() {
        launcher = newLauncher();
    }

    @Test
    @Rule("no-init")
    void must_haveNoInit_whenNoPlanCreatedOne() {
        assertThat(launcher.launch(LaunchPlan.of(), LaunchObserver.NONE)).isZero();
        assertThat(launcher.launch(LaunchPlan.of(HARMLESS, HARMLESS), LaunchObserver.NONE))
                .isZero();
    }

    @Test
    @Rule("sync-points")
    void must_reachSyncPointsInOrder() {
        assertReached();
    }

    private void assertReached() {
        Recorder recorder = new Recorder();
        launcher.launch(
                LaunchPlan.of(
                        new ProcessStep.ReachSyncPoint(SyncPoint.LAUNCHER_READY),
                        HARMLESS,
                        new ProcessStep.ReachSyncPoint(SyncPoint.ROOTFS_READY),
                        new ProcessStep.ReachSyncPoint(SyncPoint.CREATED)),
                recorder);
        assertThat(recorder.reached)
                .containsExactly(SyncPoint.LAUNCHER_READY, SyncPoint.ROOTFS_READY, SyncPoint.CREATED);
        assertThat(recorder.pids).containsOnly(0);
    }

    @Test
    @Rule("failed-step")
    void must_nameTheStepThatFailed() {
        assertThatThrownBy(() -> launcher.launch(LaunchPlan.of(HARMLESS, MISSING, HARMLESS), LaunchObserver.NONE))
                .isInstanceOfSatisfying(LaunchFailedException.class, e -> {
                    assertThat(e.failure().step()).contains(MISSING);
                    assertThat(e.failure().cause()).isEqualTo(FailureCause.SYSTEM_CALL);
                    assertThat(e.failure().errno()).isEqualTo(ENOENT);
                    assertThat(e.message()).contains(MISSING.path()).contains("no such file or directory");
                });
    }

    @Test
    @Rule("failure-ends-plan")
    void must_endThePlan_whenAStepFails() {
        Recorder recorder = new Recorder();
        LaunchPlan plan = LaunchPlan.of(
                new ProcessStep.ReachSyncPoint(SyncPoint.LAUNCHER_READY),
                MISSING,
                new ProcessStep.ReachSyncPoint(SyncPoint.CREATED));
        assertThatThrownBy(() -> launcher.launch(plan, recorder)).isInstanceOf(LaunchFailedException.class);
        assertThat(recorder.reached).containsExactly(SyncPoint.LAUNCHER_READY);
    }

    @Test
    @Rule("observer-exception")
    void must_throwTheExceptionOfTheObserver() {
        assertRethrown(new IllegalStateException("no"));
        assertRethrown(new AssertionError("no"));
    }

    private void assertRethrown(Throwable refusal) {
        Recorder recorder = new Recorder();
        recorder.refusal = refusal;
        LaunchPlan plan = LaunchPlan.of(
                new ProcessStep.ReachSyncPoint(SyncPoint.LAUNCHER_READY),
                new ProcessStep.ReachSyncPoint(SyncPoint.CREATED));
        assertThatThrownBy(() -> launcher.launch(plan, recorder))
                .isSameAs(refusal)
                .hasNoSuppressedExceptions();
        assertThat(recorder.reached).containsExactly(SyncPoint.LAUNCHER_READY);
    }

    @Test
    @Rule("launch-after-failure")
    void must_launchAgain_afterAFailure() {
        assertThatThrownBy(() -> launcher.launch(LaunchPlan.of(MISSING), LaunchObserver.NONE))
                .isInstanceOf(LaunchFailedException.class);
        assertRethrown(new IllegalStateException("no"));
        assertReached();
    }

    @Test
    @Rule("leave-without-init")
    void must_refuseToLeave_whenThereIsNoInit() {
        assertThatThrownBy(() -> launcher.leaveToFront(List.of())).isInstanceOf(IllegalStateException.class);
        launcher.launch(LaunchPlan.of(HARMLESS), LaunchObserver.NONE);
        assertThatThrownBy(() -> launcher.leaveToFront(List.of())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Rule("launch-after-leave")
    void must_launchNothing_whenLeft() {
        assertThat(launcher.launch(PROGRAM, LaunchObserver.NONE)).isPositive();
        launcher.leaveToFront(List.of("hexrun", "delete", "web"));
        assertThatThrownBy(() -> launcher.launch(LaunchPlan.of(HARMLESS), LaunchObserver.NONE))
                .isInstanceOfSatisfying(
                        LaunchFailedException.class,
                        e -> assertThat(e.failure().cause()).isEqualTo(FailureCause.DISCONNECTED));
    }

    @Test
    @Rule("exit-status")
    void must_reportTheExitOfInit_whenThePlanWaitsForIt() {
        int init = launcher.launch(PROGRAM, LaunchObserver.NONE);
        Recorder recorder = new Recorder();
        launcher.launch(LaunchPlan.of(new ProcessStep.AwaitExit(0, 0, 0)), recorder);
        assertThat(recorder.exited).as("processes that have exited").containsExactly(init);
    }

    @Test
    @Rule("step-times")
    void must_reportOneTimePerStep_orNone() {
        Recorder recorder = new Recorder();
        recorder.wantsTimes = true;
        launcher.launch(LaunchPlan.of(HARMLESS, HARMLESS, HARMLESS), recorder);
        assertThat(recorder.times)
                .as("times of 3 steps")
                .hasSizeLessThanOrEqualTo(1)
                .allSatisfy(
                        times -> assertThat(times.ends()).as("times of 3 steps").hasSize(3));
    }

    @Test
    @Rule("tree-walker")
    void must_haveATreeWalker_orReportThatItIsNotSupported() {
        launcher.requireConnection();
        try {
            assertThat(launcher.treeWalker()).as("the walker").isNotNull();
        } catch (UnsupportedException notSupported) {
            assertThat(notSupported).hasMessageContaining("launcher");
        }
    }

    private static final class Recorder implements LaunchObserver {

        private final List<SyncPoint> reached = new ArrayList<>();
        private final List<Integer> pids = new ArrayList<>();
        private final List<Integer> exited = new ArrayList<>();
        private final List<StepTimes> times = new ArrayList<>();
        private boolean wantsTimes;
        private Throwable refusal = new Throwable("none");

        @Override
        public void onExit(int pid, int status) {
            exited.add(pid);
        }

        @Override
        public boolean wantsStepTimes() {
            return wantsTimes;
        }

        @Override
        public void onStepTimes(StepTimes received) {
            times.add(received);
        }

        @Override
        public void onSyncPoint(SyncPoint point, int launcherPid, int initPid) {
            reached.add(point);
            pids.add(launcherPid);
            pids.add(initPid);
            if (refusal instanceof Error error) {
                throw error;
            }
            if (refusal instanceof RuntimeException exception) {
                throw exception;
            }
        }
    }
}
