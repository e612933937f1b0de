package dev.hexrun.testkit.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.step.MountStep;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.domain.step.Step;
import dev.hexrun.domain.step.SyncPoint;
import dev.hexrun.port.launch.FailureCause;
import dev.hexrun.port.launch.LaunchFailedException;
import dev.hexrun.port.launch.LaunchObserver;
import dev.hexrun.port.launch.StepFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordingLauncherTest {

    private static final Step EXEC = new ProcessStep.Exec(List.of("true"), List.of());

    private static LaunchPlan container(Step... middle) {
        List<Step> steps = new ArrayList<>(List.of(
                new ProcessStep.SpawnLauncher(0),
                new ProcessStep.ReachSyncPoint(SyncPoint.LAUNCHER_READY),
                new ProcessStep.Fork(0),
                new ProcessStep.ReachSyncPoint(SyncPoint.INIT_READY)));
        steps.addAll(List.of(middle));
        steps.add(EXEC);
        return new LaunchPlan(steps);
    }

    @Test
    void reportsPidsOfLivingProcesses() {
        RecordingLauncher launcher = new RecordingLauncher().launcherPid(5).initPid(6);
        List<String> seen = new ArrayList<>();
        int init = launcher.launch(container(), new LaunchObserver() {
            @Override
            public void onSyncPoint(SyncPoint point, int launcherPid, int initPid) {
                seen.add(point.label() + " " + launcherPid + " " + initPid);
            }
        });
        assertThat(seen).containsExactly("launcher-ready 5 0", "init-ready 0 6");
        assertThat(init).isEqualTo(6);
        assertThat(launcher.plans()).containsExactly(container());
        assertThat(launcher.executed()).isEqualTo(container().steps());
    }

    @Test
    void reportsTheExitOfInitInALaterPlan() {
        RecordingLauncher launcher = new RecordingLauncher().initPid(6).exitStatus(137);
        List<String> ends = new ArrayList<>();
        launcher.launch(container(), LaunchObserver.NONE);
        launcher.launch(
                LaunchPlan.of(new ProcessStep.AwaitExit(0, 0, 0, ProcessStep.AwaitExit.Option.FORWARD_SIGNALS)),
                new LaunchObserver() {
                    @Override
                    public void onExit(int pid, int status) {
                        ends.add(pid + " " + status);
                    }
                });
        assertThat(ends).containsExactly("6 137");
    }

    @Test
    void killsInitWhenAStepFails() {
        RecordingLauncher launcher = new RecordingLauncher().failAt(MountStep.PivotRoot.class, failure());
        assertThatThrownBy(() -> launcher.launch(container(new MountStep.PivotRoot()), LaunchObserver.NONE))
                .isInstanceOfSatisfying(
                        LaunchFailedException.class,
                        e -> assertThat(e.failure().step()).contains(new MountStep.PivotRoot()))
                .hasMessage("change / to the root file system and detach the old one: operation not permitted: busy");
        assertThat(launcher.executed()).hasSize(4);
        assertThat(launcher.initKilled()).isTrue();
        assertThat(launcher.launch(LaunchPlan.of(), LaunchObserver.NONE)).isZero();
    }

    @Test
    void doesNotKillAReleasedInit() {
        RecordingLauncher launcher = new RecordingLauncher().initPid(6).failAt(ProcessStep.Exec.class, failure());
        assertThatThrownBy(() -> launcher.launch(container(new ProcessStep.ReleaseInit()), LaunchObserver.NONE))
                .isInstanceOf(LaunchFailedException.class);
        assertThat(launcher.initKilled()).isFalse();
        assertThat(launcher.launch(LaunchPlan.of(), LaunchObserver.NONE)).isEqualTo(6);
    }

    private static StepFailure failure() {
        return new StepFailure(Optional.empty(), FailureCause.SYSTEM_CALL, 1, 0, "busy", "");
    }
}
