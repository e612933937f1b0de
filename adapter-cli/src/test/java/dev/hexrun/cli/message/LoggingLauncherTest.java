package dev.hexrun.cli.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.step.MountStep;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.domain.step.SyncPoint;
import dev.hexrun.port.launch.ContainerLauncher;
import dev.hexrun.port.launch.LaunchObserver;
import dev.hexrun.port.launch.StepTimes;
import dev.hexrun.testkit.launch.FakeCommandChannel;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoggingLauncherTest {

    private static final LaunchPlan PLAN = LaunchPlan.of(
            new ProcessStep.SpawnLauncher(0),
            new ProcessStep.Fork(0),
            new ProcessStep.ReachSyncPoint(SyncPoint.INIT_READY),
            new MountStep.PivotRoot(),
            new ProcessStep.Exec(List.of("true"), List.of()));

    private final FakeCommandChannel channel = FakeCommandChannel.calledWith("hexrun");
    private final Log log =
            Log.toStandardError(channel, InstantSource.fixed(Instant.EPOCH), LogFormat.JSON, Optional.of(Level.DEBUG));

    private void launch(LaunchObserver observer, StepTimes times) {
        ContainerLauncher measuring = new ContainerLauncher() {
            @Override
            public int launch(LaunchPlan plan, LaunchObserver told) {
                assertThat(told.wantsStepTimes()).isTrue();
                told.onStepTimes(times);
                return 7;
            }

            @Override
            public void leaveToFront(List<String> next) {
                throw new UnsupportedOperationException();
            }
        };
        assertThat(new LoggingLauncher(measuring, log).launch(PLAN, observer)).isEqualTo(7);
    }

    private List<String> timed() {
        return channel.error()
                .lines()
                .filter(line -> line.contains(" took "))
                .map(line -> line.substring(line.indexOf("step "), line.indexOf(": ", line.indexOf("step "))))
                .toList();
    }

    @Test
    void logsHowLongEachStepTook() {
        launch(LaunchObserver.NONE, new StepTimes(5_000, List.of(8_900L, 10_000L, 1_010_000L, 1_010_400L, 1_020_000L)));
        assertThat(timed())
                .containsExactly(
                        "step 1 of 5, front, took 3 us, up to 3 us",
                        "step 2 of 5, launcher, took 1 us, up to 5 us",
                        "step 3 of 5, front, took 1000 us, up to 1005 us",
                        "step 4 of 5, init, took 0 us, up to 1005 us",
                        "step 5 of 5, init, took 9 us, up to 1015 us");
        assertThat(channel.error()).contains("us: " + PLAN.steps().get(2).describe());
    }

    @Test
    void omitsStepsWithoutAnEndTime() {
        launch(LaunchObserver.NONE, new StepTimes(5_000, List.of(8_000L, 0L, 0L, 18_000L, 0L)));
        assertThat(timed())
                .containsExactly(
                        "step 1 of 5, front, took 3 us, up to 3 us",
                        "step 4 of 5, init, took 10 us including the previous 2, up to 13 us");
    }

    @Test
    void forwardsStepTimes() {
        List<StepTimes> passed = new ArrayList<>();
        StepTimes times = new StepTimes(1, List.of(2L, 3L, 4L, 5L, 6L));
        launch(
                new LaunchObserver() {
                    @Override
                    public void onStepTimes(StepTimes measured) {
                        passed.add(measured);
                    }
                },
                times);
        assertThat(passed).containsExactly(times);
    }
}
