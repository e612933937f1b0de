package dev.hexrun.app.lifecycle;

import static dev.hexrun.app.world.World.CGROUP;
import static dev.hexrun.app.world.World.INIT;
import static dev.hexrun.app.world.World.WEB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.app.inspect.ListContainers;
import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.app.record.ContainerRecords;
import dev.hexrun.app.record.ProcessId;
import dev.hexrun.app.state.ContainerState;
import dev.hexrun.app.world.World;
import dev.hexrun.domain.config.Hook;
import dev.hexrun.domain.config.Hooks;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import dev.hexrun.domain.signal.Signal;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.state.ContainerStatus;
import dev.hexrun.domain.state.NoSuchContainerException;
import dev.hexrun.domain.state.WrongStatusException;
import dev.hexrun.domain.step.CallerStep;
import dev.hexrun.domain.step.HookStep;
import dev.hexrun.domain.step.MountStep;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.domain.step.StartStep;
import dev.hexrun.domain.step.Step;
import dev.hexrun.port.host.ProcessStat;
import dev.hexrun.port.launch.FailureCause;
import dev.hexrun.port.launch.LaunchFailedException;
import dev.hexrun.port.launch.StepFailure;
import dev.hexrun.port.state.StateStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Tests of start, run, kill, delete, list and state on existing containers. */
class OperationsTest {

    private static final ContainerId OTHER = ContainerId.of("other");

    private World world;

    @BeforeEach
    void begin() {
        world = new World();
    }

    private static Hooks hooks() {
        return Hooks.builder()
                .addPoststart(Hook.builder().path("/bin/poststart").build())
                .addPoststop(Hook.builder().path("/bin/poststop").build())
                .addPoststop(Hook.builder().path("/bin/poststop2").build())
                .build();
    }

    private void stopped() {
        world.running();
        world.ends(INIT);
    }

    private void paused() {
        world.running();
        world.driver.setFrozen(CGROUP, true);
    }

    @Nested
    class Start {

        @Test
        void releasesInit() {
            world.created();

            world.start.start(WEB);

            assertThat(world.executed(StartStep.ReadStartFifo.class))
                    .containsExactly(new StartStep.ReadStartFifo(world.states.startFifo(WEB), INIT, INIT * 10L));
        }

        @Test
        void succeeds_whenInitReportsTheFailure() {
            world.configure(World.configuration().hooks(hooks()).build());
            world.created();
            world.launcher.failAt(
                    StartStep.ReadStartFifo.class,
                    new StepFailure(Optional.empty(), FailureCause.REFUSED, 0, 0, "the program does not run", ""));

            world.start.start(WEB);

            assertThat(world.executed(HookStep.RunHook.class)).isEmpty();
            world.launcher.failAt(
                    StartStep.ReadStartFifo.class,
                    new StepFailure(Optional.empty(), FailureCause.REFUSED, 3, 0, "exec fifo is empty", ""));
            assertThatThrownBy(() -> world.start.start(WEB)).isInstanceOf(LaunchFailedException.class);
        }

        @Test
        void passesThePidToPoststartHooks() {
            world.configure(World.configuration().hooks(hooks()).build());
            world.created();

            world.start.start(WEB);

            assertThat(world.executed(HookStep.RunHook.class))
                    .singleElement()
                    .satisfies(hook ->
                            assertThat(hook.stateBeforePid()).contains("\"status\":\"running\",\"pid\":" + INIT + ","));
        }

        @Test
        void destroysTheContainer_whenAPoststartHookFails() {
            world.configure(World.configuration().hooks(hooks()).build());
            world.created();
            world.launcher.failAt(
                    HookStep.RunHook.class, new StepFailure(Optional.empty(), FailureCause.HOOK_FAILED, 0, 1, "", ""));

            assertThatThrownBy(() -> world.start.start(WEB)).isInstanceOf(LaunchFailedException.class);
            assertThat(world.executed(ProcessStep.SendSignal.class))
                    .containsExactly(new ProcessStep.SendSignal(INIT, INIT * 10L, 9));
            assertThat(world.hasCgroup()).isFalse();
            assertThat(world.store.exists(WEB)).isFalse();
        }

        @Test
        void refusesEveryOtherStatus() {
            stopped();
            assertRefused("cannot start a container that has stopped");
            world.runs(INIT);
            assertRefused("cannot start an already running container");
            world.driver.setFrozen(CGROUP, true);
            assertRefused("cannot start a container in the paused state");
        }

        private void assertRefused(String message) {
            assertThatThrownBy(() -> world.start.start(WEB))
                    .isInstanceOf(WrongStatusException.class)
                    .hasMessage(message);
        }
    }

    @Nested
    class Run {

        @Test
        void returnsTheExitStatusAndDeletes() {
            world.launcher.exitStatus(137);
            world.runs(INIT);

            assertThat(run(RunRequest.End.DELETE)).isEqualTo(137);
            assertThat(world.store.exists(WEB)).isFalse();
            assertThat(world.executed(ProcessStep.AwaitExit.class))
                    .containsExactly(new ProcessStep.AwaitExit(
                            0,
                            0,
                            2_000,
                            ProcessStep.AwaitExit.Option.FORWARD_SIGNALS,
                            ProcessStep.AwaitExit.Option.TIMEOUT_IS_OK));
            assertThat(world.launcher.left()).isEmpty();
            assertThat(world.executed(ProcessStep.SetSubreaper.class)).hasSize(1);
            assertThat(world.hasCgroup()).isFalse();
        }

        @Test
        void keepsTheContainer_withKeep() {
            world.runs(INIT);

            run(RunRequest.End.KEEP);

            assertThat(world.store.exists(WEB)).isTrue();
            assertThat(world.driver.calls()).doesNotContain("delete");
        }

        @Test
        void doesNotWait_whenDetached() {
            world.runs(INIT);

            assertThat(run(RunRequest.End.DETACH)).isZero();
            assertThat(world.executed(ProcessStep.AwaitExit.class)).isEmpty();
            assertThat(world.executed(ProcessStep.SetSubreaper.class)).isEmpty();
            assertThat(world.query.state(WEB).status()).isEqualTo(ContainerStatus.RUNNING);
        }

        @Test
        void leavesNothing_whenAPoststartHookFails() {
            world.configure(World.configuration().hooks(hooks()).build());
            world.runs(INIT);
            world.launcher.failAt(
                    HookStep.RunHook.class, new StepFailure(Optional.empty(), FailureCause.HOOK_FAILED, 0, 1, "", ""));

            assertThatThrownBy(() -> run(RunRequest.End.DELETE)).isInstanceOf(LaunchFailedException.class);
            assertThat(world.store.exists(WEB)).isFalse();
        }

        @Test
        void leavesALongRunToTheFront_withADeleteCommand() {
            world.launcher.keepRunning();
            world.runs(INIT);

            assertThat(run(RunRequest.End.DELETE)).isZero();
            assertThat(world.launcher.left())
                    .contains(List.of("hexrun", "delete", "--first-process", INIT + ":" + INIT * 10L, "web"));
            assertThat(world.store.exists(WEB)).isTrue();
        }

        @Test
        void leavesALongRunToTheFront_withoutCommandIfKept() {
            world.launcher.keepRunning();
            world.runs(INIT);

            run(RunRequest.End.KEEP);

            assertThat(world.launcher.left()).contains(List.of());
        }

        @Test
        void refusesATerminal_whenDetachedWithoutConsoleSocket() {
            world.configure(World.configuration()
                    .process(Process.builder()
                            .addArgs("sh")
                            .cwd("/")
                            .terminal(true)
                            .build())
                    .build());

            assertThatThrownBy(() -> run(RunRequest.End.DETACH))
                    .hasMessage("cannot allocate tty if hexrun will detach without setting console socket");
            assertThatThrownBy(() -> world.create.create(world.request()))
                    .hasMessage("cannot allocate tty if hexrun will detach without setting console socket");
            assertThat(world.store.exists(WEB)).isFalse();
            world.runs(INIT);
            assertThatCode(() -> run(RunRequest.End.DELETE)).doesNotThrowAnyException();
        }

        private int run(RunRequest.End end) {
            return world.run
                    .run(new RunRequest(world.request(), end, true, List.of("hexrun", "delete", "--first-process")))
                    .status();
        }
    }

    @Nested
    class Kill {

        @Test
        void signalsOnlyInit() {
            world.running();

            kill(15, KillRequest.Target.INIT);

            assertThat(world.executed(ProcessStep.SendSignal.class))
                    .containsExactly(new ProcessStep.SendSignal(INIT, INIT * 10L, 15));
        }

        @Test
        void signalsAllProcesses_withAll() {
            world.running();
            world.runs(4712);
            world.driver.setProcesses(CGROUP, INIT, 4712);

            kill(15, KillRequest.Target.ALL);

            assertThat(world.driver.calls()).contains("signal 15");
            assertThat(world.executed(ProcessStep.SendSignal.class)).isEmpty();
        }

        @Test
        void killsAllProcesses_whenThePidNamespaceIsShared() {
            world.configure(World.configuration()
                    .linux(World.linux(LinuxNamespaceType.MOUNT))
                    .build());
            world.running();
            world.driver.setProcesses(CGROUP, INIT);

            kill(9, KillRequest.Target.INIT);

            assertThat(world.driver.calls()).contains("kill-all");
        }

        /** A container in the pod of a rootless engine shares a pid namespace and has no cgroups. */
        @Test
        void signalsInitOutsideOfTheCgroup() {
            world.configure(World.configuration()
                    .linux(World.linux(LinuxNamespaceType.MOUNT))
                    .build());
            world.running();
            world.driver.setProcesses(CGROUP);

            kill(9, KillRequest.Target.INIT);
            kill(15, KillRequest.Target.ALL);

            assertThat(world.executed(ProcessStep.SendSignal.class))
                    .containsExactly(
                            new ProcessStep.SendSignal(INIT, INIT * 10L, 9),
                            new ProcessStep.SendSignal(INIT, INIT * 10L, 15));
        }

        @Test
        void thawsRecursively_whenKilling() {
            world.running();

            kill(9, KillRequest.Target.INIT);

            assertThat(world.driver.calls()).contains("thaw-recursively");
        }

        @Test
        void refusesAStoppedContainer_unlessAllIsSet() {
            stopped();

            assertThatThrownBy(() -> kill(15, KillRequest.Target.INIT)).hasMessage("container not running");
            assertThatCode(() -> kill(15, KillRequest.Target.ALL)).doesNotThrowAnyException();
        }

        @Test
        void reportsNotRunning_whenInitExitsConcurrently() {
            world.running();
            world.launcher.failAt(
                    ProcessStep.SendSignal.class,
                    new StepFailure(Optional.empty(), FailureCause.SYSTEM_CALL, 3, 0, "", ""));

            assertThatThrownBy(() -> kill(15, KillRequest.Target.INIT)).hasMessage("container not running");
        }

        @Test
        void refusesAnUnknownContainer() {
            assertThatThrownBy(() -> kill(15, KillRequest.Target.INIT))
                    .isInstanceOf(NoSuchContainerException.class)
                    .hasMessage("container does not exist");
        }

        private void kill(int signal, KillRequest.Target target) {
            world.kill.kill(new KillRequest(WEB, new Signal(signal), target));
        }
    }

    /** Tests with a service manager as the caller, which waits for readiness. */
    @Nested
    class Readiness {

        @BeforeEach
        void begin() {
            world = new World(Map.of("NOTIFY_SOCKET", "/run/systemd/notify"));
            // As the front does with CreateNotifyDirectory.
            world.driver.before("apply", () -> world.store.save(WEB, "notify", new byte[0]));
        }

        @Test
        void hasADirectoryThatTheFrontCreates_beforeTheContainer() {
            world.created();

            List<Step> steps = world.launcher.executed();
            assertThat(steps.indexOf(new CallerStep.CreateNotifyDirectory(notifyDirectory())))
                    .isNotNegative()
                    .isLessThan(steps.indexOf(new ProcessStep.SpawnLauncher(0)));
        }

        @Test
        void isNotWaitedFor_withoutAMountNamespaceThatShowsTheSocket() {
            world.configure(World.configuration()
                    .linux(World.linux(LinuxNamespaceType.PID))
                    .build());
            world.driver.before("apply", () -> {});
            world.created();
            world.start.start(WEB);

            assertThat(world.executed(CallerStep.CreateNotifyDirectory.class)).isEmpty();
            assertThat(world.executed(CallerStep.AwaitNotify.class)).isEmpty();
        }

        @Test
        void isAwaitedByStart_onASocketBoundBeforeTheProgramRuns() {
            world.created();
            world.start.start(WEB);

            assertThat(world.executed(CallerStep.BindNotifySocket.class))
                    .containsExactly(new CallerStep.BindNotifySocket(notifyDirectory() + "/notify.sock"));
            assertThat(world.launcher.executed().getLast())
                    .isEqualTo(new CallerStep.AwaitNotify("/run/systemd/notify", INIT, INIT * 10L, false));
            assertThat(world.executed(MountStep.Bind.class))
                    .extracting(MountStep.Bind::source)
                    .containsExactly(notifyDirectory());
        }

        @Test
        void isRelayedByAForegroundRun() {
            world.runs(INIT);
            run(RunRequest.End.KEEP);

            assertThat(world.launcher.plans().getLast().steps())
                    .containsExactly(
                            new CallerStep.AwaitNotify("/run/systemd/notify", 0, 0, true),
                            new ProcessStep.AwaitExit(
                                    0,
                                    0,
                                    2_000,
                                    ProcessStep.AwaitExit.Option.FORWARD_SIGNALS,
                                    ProcessStep.AwaitExit.Option.TIMEOUT_IS_OK));
        }

        @Test
        void isAwaitedByADetachedRun() {
            world.runs(INIT);
            run(RunRequest.End.DETACH);

            assertThat(world.launcher.executed().getLast())
                    .isEqualTo(new CallerStep.AwaitNotify("/run/systemd/notify", INIT, INIT * 10L, false));
        }

        private void run(RunRequest.End end) {
            world.run.run(new RunRequest(world.request(), end, true, List.of()));
        }

        private String notifyDirectory() {
            return world.store.path(WEB, "notify");
        }
    }

    /** Tests of two containers with the same cgroup path. */
    @Nested
    class CgroupOfAnother {

        private static final int OTHER_INIT = 5000;

        @Test
        void isNotChangedByAStoppedContainer_withItsOwnPidNamespace() {
            stopped();
            world.driver.setProcesses(CGROUP, OTHER_INIT);

            assertThat(world.processList.pids(WEB)).isEmpty();
            world.kill.kill(new KillRequest(WEB, new Signal(9), KillRequest.Target.ALL));
            assertThatThrownBy(() -> world.delete.delete(new DeleteRequest(WEB, DeleteRequest.Mode.FORCE)))
                    .hasMessageContaining("remove cgroup");

            assertUnchanged();
        }

        @Test
        void isNotChangedByAStoppedContainer_thatSharedItsPidNamespace() {
            sharePids();
            stopped();
            other(World.FRONT * 10L + 1);
            world.driver.setProcesses(CGROUP, OTHER_INIT);

            assertThat(world.processList.pids(WEB)).isEmpty();
            world.kill.kill(new KillRequest(WEB, new Signal(9), KillRequest.Target.ALL));
            world.kill.kill(new KillRequest(WEB, new Signal(9), KillRequest.Target.INIT));
            assertThatThrownBy(() -> world.delete.delete(new DeleteRequest(WEB, DeleteRequest.Mode.FORCE)))
                    .hasMessageContaining("the cgroup is also that of container other");

            assertUnchanged();
            assertThat(world.store.exists(WEB)).isTrue();
        }

        @Test
        void belongsToTheLaterContainer_whenBothHaveStopped() {
            sharePids();
            stopped();
            other(World.FRONT * 10L + 1);
            world.ends(OTHER_INIT);
            world.driver.setProcesses(CGROUP, 5001);
            world.kill.kill(new KillRequest(WEB, new Signal(9), KillRequest.Target.ALL));
            assertUnchanged();
        }

        @Test
        void belongsToTheContainer_ifTheOtherIsOlder() {
            sharePids();
            stopped();
            other(1);
            world.ends(OTHER_INIT);
            world.driver.setProcesses(CGROUP, 5001);
            world.kill.kill(new KillRequest(WEB, new Signal(9), KillRequest.Target.ALL));
            assertThat(world.driver.calls()).contains("kill-all");
        }

        @Test
        void isDistinguishedFromInit_ifBothAreAlive() {
            sharePids();
            world.running();
            other(1);
            world.driver.setProcesses(CGROUP, INIT, OTHER_INIT);

            assertThatThrownBy(() -> world.kill.kill(new KillRequest(WEB, new Signal(9), KillRequest.Target.ALL)))
                    .hasMessage("only init was signalled: the cgroup is also that of container other");

            assertThat(world.executed(ProcessStep.SendSignal.class))
                    .containsExactly(new ProcessStep.SendSignal(INIT, INIT * 10L, 9));
            assertThat(world.driver.calls()).doesNotContain("kill-all");
        }

        @Test
        void isNotReused_whileItsContainerIsAlive() {
            world.running();
            other(1);
            world.delete.delete(new DeleteRequest(WEB, DeleteRequest.Mode.FORCE));
            world.driver.put(CGROUP);
            world.driver.calls().clear();

            assertThatThrownBy(() -> world.create.create(world.request()))
                    .hasMessageContaining("container's cgroup is in use by container other");

            assertThat(world.driver.calls()).doesNotContain("create");
        }

        @Test
        void isRecognizedByItsIdentity_afterRecreation() {
            sharePids();
            stopped();
            world.driver.put(CGROUP, OTHER_INIT);

            assertThat(world.processList.pids(WEB)).isEmpty();
            world.kill.kill(new KillRequest(WEB, new Signal(9), KillRequest.Target.ALL));
            world.delete.delete(new DeleteRequest(WEB, DeleteRequest.Mode.FORCE));

            assertUnchanged();
            assertThat(world.driver.calls()).doesNotContain("delete");
            assertThat(world.store.exists(WEB)).isFalse();
        }

        /**
         * Asserts that no other process is signalled. A signal to the container's own init is safe, because the native
         * side compares the start time.
         */
        private void assertUnchanged() {
            assertThat(world.executed(ProcessStep.SendSignal.class))
                    .extracting(ProcessStep.SendSignal::pid)
                    .allMatch(pid -> pid == INIT);
            assertThat(world.driver.calls()).doesNotContain("kill-all");
            assertThat(world.driver.calls()).noneMatch(call -> call.startsWith("signal"));
            assertThat(world.driver.calls()).doesNotContain("freeze");
        }

        /** Another container ran in the same cgroup and has exited together with its pid namespace. */
        @Test
        void belongsToTheContainer_ifTheLaterOneHadItsOwnPidNamespace() {
            sharePids();
            world.running();
            other(World.FRONT * 10L + 1, false);
            world.ends(OTHER_INIT);
            world.driver.setProcesses(CGROUP, INIT, 5001);
            world.kill.kill(new KillRequest(WEB, new Signal(9), KillRequest.Target.ALL));
            assertThat(world.driver.calls()).contains("kill-all");
        }

        private void other(long creatorStart) {
            other(creatorStart, world.records.get(WEB).sharesPids());
        }

        private void other(long creatorStart, boolean sharesPids) {
            ContainerRecord record = world.records.get(WEB);
            ContainerId id = ContainerId.of("other");
            world.store.create(id);
            world.runs(OTHER_INIT);
            world.records.save(ContainerRecord.builder()
                    .from(record)
                    .id(id)
                    .phase(ContainerRecord.Phase.CREATED)
                    .creator(new ProcessId(1, creatorStart))
                    .init(new ProcessId(OTHER_INIT, OTHER_INIT * 10L))
                    .sharesPids(sharesPids)
                    .build());
        }
    }

    private void sharePids() {
        world.configure(World.configuration()
                .linux(World.linux(LinuxNamespaceType.MOUNT))
                .build());
    }

    @Nested
    class Delete {

        @Test
        void doesNotDeleteALaterContainerWithTheSameId() {
            world.running();

            deleteThatOf(new ProcessId(INIT, 1));
            assertThat(world.query.state(WEB).status()).isEqualTo(ContainerStatus.RUNNING);

            deleteThatOf(new ProcessId(INIT, INIT * 10L));
            assertGone();
        }

        private void deleteThatOf(ProcessId process) {
            world.delete.delete(new DeleteRequest(WEB, DeleteRequest.Mode.FORCE, Optional.of(process)));
        }

        @Test
        void removesAStoppedContainer_withoutKilling() {
            stopped();

            delete(DeleteRequest.Mode.STOPPED_ONLY);

            assertGone();
            assertThat(world.executed(ProcessStep.SendSignal.class)).isEmpty();
        }

        @Test
        void killsAndRemovesACreatedContainer() {
            world.created();

            delete(DeleteRequest.Mode.STOPPED_ONLY);

            assertGone();
            assertThat(world.executed(ProcessStep.SendSignal.class)).hasSize(1);
        }

        @Test
        void refusesARunningContainer() {
            world.running();

            assertThatThrownBy(() -> delete(DeleteRequest.Mode.STOPPED_ONLY))
                    .isInstanceOf(WrongStatusException.class)
                    .hasMessage("cannot delete container web that is not stopped: running");
            assertThat(world.query.state(WEB).status()).isEqualTo(ContainerStatus.RUNNING);
        }

        @Test
        void killsThawsAndWaits_withForce() {
            paused();

            delete(DeleteRequest.Mode.FORCE);

            assertGone();
            assertThat(world.driver.calls()).contains("thaw-recursively");
            assertThat(world.executed(ProcessStep.AwaitExit.class))
                    .containsExactly(new ProcessStep.AwaitExit(INIT, INIT * 10L, 10_000));
        }

        /** A command that hangs while it holds the lock does not prevent a forced deletion. */
        @Test
        void ignoresALockThatIsNotReleased_withForce() {
            world.running();
            world.store.refuseLocks();

            delete(DeleteRequest.Mode.FORCE);

            assertGone();
            assertThat(world.executed(ProcessStep.SendSignal.class)).hasSize(1);

            world.store.acceptLocks();
            stopped();
            world.store.refuseLocks();
            assertThatThrownBy(() -> delete(DeleteRequest.Mode.STOPPED_ONLY))
                    .hasMessage("the container is locked by another command: web");
        }

        @Test
        void reportsAnInitThatDoesNotExit() {
            world.running();
            world.launcher.failAt(
                    ProcessStep.AwaitExit.class,
                    new StepFailure(Optional.empty(), FailureCause.SYSTEM_CALL, 110, 0, "", ""));

            assertThatThrownBy(() -> delete(DeleteRequest.Mode.FORCE)).hasMessage("container init still running");
            assertThat(world.store.exists(WEB)).isTrue();
        }

        @Test
        void doesNotKillALaterProcessWithTheSamePid() {
            world.running();
            world.processes.put(new ProcessStat(INIT, "other", 'S', 1, 999_999));

            delete(DeleteRequest.Mode.STOPPED_ONLY);

            assertGone();
            assertThat(world.executed(ProcessStep.SendSignal.class)).isEmpty();
        }

        @Test
        void killsRemainingProcesses_whenThePidNamespaceWasShared() {
            sharePids();
            stopped();
            world.driver.setProcesses(CGROUP, 4712);

            delete(DeleteRequest.Mode.FORCE);

            assertThat(world.driver.calls()).contains("kill-all");
            assertGone();
        }

        @Test
        void failsForAMissingContainer_unlessForced() {
            assertThatThrownBy(() -> delete(DeleteRequest.Mode.STOPPED_ONLY))
                    .isInstanceOf(NoSuchContainerException.class);
            assertThat(delete(DeleteRequest.Mode.FORCE)).isEmpty();
        }

        @Test
        void removesTheRemainsOfACrash() {
            world.store.create(WEB);
            assertThatThrownBy(() -> delete(DeleteRequest.Mode.STOPPED_ONLY))
                    .isInstanceOf(NoSuchContainerException.class);
            assertThat(world.store.exists(WEB)).isFalse();

            world.store.create(WEB);
            world.store.save(WEB, ContainerRecords.STATE, "broken".getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> delete(DeleteRequest.Mode.STOPPED_ONLY)).isInstanceOf(ContainerException.class);
            assertThat(world.store.exists(WEB)).as("it may run").isTrue();
            delete(DeleteRequest.Mode.FORCE);
            assertThat(world.store.exists(WEB)).isFalse();
        }

        @Test
        void undoesAnInterruptedCreation() {
            interrupted(ContainerRecord.Phase.CREATING, INIT);

            assertThat(world.query.state(WEB).status()).isEqualTo(ContainerStatus.STOPPED);
            delete(DeleteRequest.Mode.FORCE);
            assertGone();
        }

        @Test
        void doesNotKillProcessesOfAnotherContainer_beforeItsCgroupWasCreated() {
            interrupted(ContainerRecord.Phase.RESERVED, 0);
            world.runs(4712);
            world.driver.setProcesses(CGROUP, 4712);

            assertThat(world.processList.pids(WEB)).isEmpty();
            world.kill.kill(new KillRequest(WEB, new Signal(9), KillRequest.Target.ALL));
            delete(DeleteRequest.Mode.FORCE);

            assertThat(world.executed(ProcessStep.SendSignal.class)).isEmpty();
            assertThat(world.driver.calls()).doesNotContain("kill-all");
            assertThat(world.driver.calls()).doesNotContain("freeze");
            assertThat(world.driver.calls()).doesNotContain("delete");
            assertThat(world.store.exists(WEB)).isFalse();
        }

        @Test
        void removesAnEmptyCgroup_beforeItWasRecordedAsCreated() {
            interrupted(ContainerRecord.Phase.RESERVED, 0);

            delete(DeleteRequest.Mode.STOPPED_ONLY);

            assertGone();
        }

        private void interrupted(ContainerRecord.Phase phase, int init) {
            ContainerRecord record = world.created();
            world.records.save(ContainerRecord.builder()
                    .from(record)
                    .phase(phase)
                    .init(init == 0 ? ProcessId.NONE : record.init())
                    .build());
            world.ends(INIT);
            world.ends(World.FRONT);
        }

        @Test
        void warnsAboutFailedPoststopHooks_andContinues() {
            world.configure(World.configuration().hooks(hooks()).build());
            stopped();
            world.launcher.failAt(
                    HookStep.RunHook.class, new StepFailure(Optional.empty(), FailureCause.HOOK_FAILED, 0, 1, "", ""));

            assertThat(delete(DeleteRequest.Mode.STOPPED_ONLY))
                    .hasSize(2)
                    .anyMatch(warning -> warning.contains("/bin/poststop2"));
            assertGone();
        }

        @Test
        void runsPoststopHooksOnce_whenTwoCommandsDestroyTheContainer() {
            world.configure(World.configuration().hooks(hooks()).build());
            stopped();
            ContainerRecord record = world.records.get(WEB);
            delete(DeleteRequest.Mode.FORCE);

            assertThat(world.removal.destroyOnce(record, world.driver.open(CGROUP)))
                    .isEmpty();

            assertThat(world.executed(HookStep.RunHook.class)).hasSize(2);
            assertGone();
        }

        @Test
        void doesNotDestroyALaterContainerWithTheSameId() {
            ContainerRecord former = world.created();
            delete(DeleteRequest.Mode.FORCE);
            world.launcher.initPid(INIT + 1);
            world.runs(INIT + 1);
            world.create.create(world.request());

            world.removal.destroyOnce(former, world.driver.open(CGROUP));

            assertThat(world.store.exists(WEB)).isTrue();
        }

        @Test
        void waitsForTheLock() throws Exception {
            stopped();
            StateStore.Lock lock = world.store.lock(WEB, Duration.ZERO).orElseThrow();
            CompletableFuture<List<String>> deletion =
                    CompletableFuture.supplyAsync(() -> delete(DeleteRequest.Mode.STOPPED_ONLY));
            world.store.delete(WEB);
            lock.close();

            assertThatThrownBy(() -> deletion.get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(NoSuchContainerException.class);
            assertThat(world.driver.calls()).doesNotContain("delete");
        }

        private List<String> delete(DeleteRequest.Mode mode) {
            return world.delete.delete(new DeleteRequest(WEB, mode));
        }

        private void assertGone() {
            assertThat(world.store.exists(WEB)).isFalse();
            assertThat(world.hasCgroup()).isFalse();
        }
    }

    @Nested
    class Query {

        @Test
        void stateOfEachStatus() {
            assertThat(statusAfter(world::created)).isEqualTo(ContainerStatus.CREATED);
            world.removeFifo();
            assertThat(statusAfter(() -> {})).isEqualTo(ContainerStatus.RUNNING);
            world.driver.setFrozen(CGROUP, true);
            assertThat(statusAfter(() -> {})).isEqualTo(ContainerStatus.PAUSED);
            assertThat(statusAfter(() -> world.processes.put(new ProcessStat(INIT, "z", 'Z', 1, INIT * 10L))))
                    .isEqualTo(ContainerStatus.STOPPED);
            assertThat(world.query.state(WEB).pid()).isZero();
        }

        private ContainerStatus statusAfter(Runnable event) {
            event.run();
            return world.query.state(WEB).status();
        }

        @Test
        void listContinues_afterDamagedEntries() {
            world.running();
            world.store.create(OTHER);
            world.store.save(OTHER, ContainerRecords.STATE, "broken".getBytes(StandardCharsets.UTF_8));
            world.store.create(ContainerId.of("third"));

            List<String> seen = new ArrayList<>();
            world.list.visit(new ListContainers.Visitor() {
                @Override
                public void container(ContainerState state) {
                    seen.add(state.id() + " of " + state.owner());
                }

                @Override
                public void broken(String reason) {
                    seen.add(reason);
                }
            });

            assertThat(seen)
                    .containsExactlyInAnyOrder(
                            WEB + " of root",
                            "state of container other: line 1, column 1: not a document",
                            "container third has no state: its creation was cut short");
            assertThat(world.list.ids()).containsExactlyInAnyOrder(WEB, OTHER, ContainerId.of("third"));
        }

        @Test
        void listReadsOneStateAtATime() {
            ContainerId later = ContainerId.of("x-later");
            world.running();
            world.store.create(later);
            world.list.visit(new ListContainers.Visitor() {
                @Override
                public void container(ContainerState state) {
                    world.store.delete(later);
                }

                @Override
                public void broken(String reason) {
                    throw new AssertionError("read before the first was passed on: " + reason);
                }
            });
        }

        @Test
        void listSkipsAContainerThatIsDeletedConcurrently() {
            world.running();
            world.driver.before("is-frozen", () -> world.store.delete(WEB));
            world.list.visit(new ListContainers.Visitor() {
                @Override
                public void container(ContainerState state) {
                    throw new AssertionError(state.toString());
                }

                @Override
                public void broken(String reason) {
                    throw new AssertionError(reason);
                }
            });
        }

        @Test
        void refusesARecordOfAnotherVersion() {
            assertThatThrownBy(() -> world.query.state(WEB)).isInstanceOf(NoSuchContainerException.class);
            world.store.create(WEB);
            world.store.save(WEB, ContainerRecords.STATE, "x".getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> world.query.state(WEB))
                    .isInstanceOf(ContainerException.class)
                    .hasMessageStartingWith("state of container web: ");
        }
    }

    @Nested
    class Pause {

        @Test
        void freezesARunningOrCreatedContainer() {
            world.created();
            world.pause.pause(WEB);
            world.removeFifo();
            world.driver.setFrozen(CGROUP, false);
            world.driver.calls().clear();
            world.pause.pause(WEB);
            assertThat(world.driver.calls()).endsWith("freeze");
        }

        @Test
        void refusesAPausedOrStoppedContainer() {
            paused();
            assertThatThrownBy(() -> world.pause.pause(WEB)).hasMessageContaining("container not running");
            world.ends(INIT);
            assertThatThrownBy(() -> world.pause.pause(WEB)).hasMessageContaining("container not running");
            assertThat(world.driver.calls()).doesNotContain("freeze");
        }

        @Test
        void thawsOnlyAPausedContainer() {
            world.running();
            assertThatThrownBy(() -> world.pause.resume(WEB))
                    .isInstanceOf(WrongStatusException.class)
                    .hasMessageContaining("container not paused");
            world.driver.setFrozen(CGROUP, true);
            world.pause.resume(WEB);
            assertThat(world.driver.calls()).endsWith("thaw");
        }
    }

    @Nested
    class Ps {

        @Test
        void listsThePidsOfTheCgroup() {
            world.running();
            world.driver.setProcesses(CGROUP, INIT, 4712);
            assertThat(world.processList.pids(WEB)).containsExactly(INIT, 4712);
        }

        @Test
        void printsOnlyTheLinesOfTheContainer() {
            world.running();
            world.driver.setProcesses(CGROUP, INIT, 4712);
            world.processes.psPrints(
                    "UID    PID CMD", "root  4711 sleep", "root 47110 no", "root  4712 ps 4", "root     4 4711");
            assertThat(world.processList.table(WEB, List.of()))
                    .containsExactly("UID    PID CMD", "root  4711 sleep", "root  4712 ps 4");
        }

        @Test
        void selectsProcessesByPid_withoutOptions() {
            world.running();
            world.driver.setProcesses(CGROUP, INIT, 4712);
            world.processes.psPrints("PID");
            world.processList.table(WEB, List.of());
            world.processList.table(WEB, List.of("-ef", "-o", "pid"));
            assertThat(world.processes.psCalls())
                    .containsExactly(List.of("-f", "-q", "4711,4712"), List.of("-ef", "-o", "pid"));
        }

        @Test
        void listsAllProcesses_ifPidsCannotBeSelected() {
            world.running();
            world.processes.psPrints("PID");
            world.driver.setProcesses(CGROUP);
            world.processList.table(WEB, List.of());
            world.driver.setProcesses(CGROUP, IntStream.rangeClosed(1, 1001).toArray());
            world.processList.table(WEB, List.of());
            world.driver.setProcesses(CGROUP, INIT);
            world.processes.psRefuses("-q");
            world.processList.table(WEB, List.of());
            assertThat(world.processes.psCalls())
                    .containsExactly(List.of("-ef"), List.of("-ef"), List.of("-f", "-q", "4711"), List.of("-ef"));
        }

        @Test
        void requiresAPidColumn() {
            world.running();
            world.processes.psPrints("CMD", "sleep");
            assertThatThrownBy(() -> world.processList.table(WEB, List.of()))
                    .hasMessage("couldn't find PID field in ps output");
        }
    }
}
