package dev.hexrun.adapter.linux.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.adapter.linux.frame.Bytes;
import dev.hexrun.adapter.linux.frame.FrameType;
import dev.hexrun.adapter.linux.frame.ProtocolException;
import dev.hexrun.domain.failure.AdapterException;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.step.HookStep;
import dev.hexrun.domain.step.MountStep;
import dev.hexrun.domain.step.NamespaceStep;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.domain.step.SyncPoint;
import dev.hexrun.domain.step.WatchStep;
import dev.hexrun.port.cgroup.CgroupTreeWalker;
import dev.hexrun.port.launch.CommandChannel;
import dev.hexrun.port.launch.CommandRequest;
import dev.hexrun.port.launch.FailureCause;
import dev.hexrun.port.launch.LaunchFailedException;
import dev.hexrun.port.launch.LaunchObserver;
import dev.hexrun.port.launch.StepTimes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrontConnectionTest {

    private static final LaunchPlan CONTAINER = LaunchPlan.of(
            new ProcessStep.SpawnLauncher(0),
            new ProcessStep.ReachSyncPoint(SyncPoint.LAUNCHER_READY),
            new ProcessStep.Fork(0),
            new ProcessStep.ReachSyncPoint(SyncPoint.INIT_READY),
            new MountStep.PivotRoot(),
            new ProcessStep.Exec(List.of("true"), List.of()));

    private final FakeFront front = new FakeFront();
    private final FrontConnection connection = front.connect();

    @Test
    void returnsTheRequest() {
        assertThat(connection.request().arguments()).containsExactly("hexrun", "state", "web");
        assertThat(connection.request().frontPid()).isEqualTo(4242);
    }

    @Test
    void refusesAnotherFirstFrameThanRequest() {
        assertThatThrownBy(() -> receive(new Bytes().u32(0).frame(FrameType.COMPLETED)))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("native protocol: a frame of type 4 in place of the command");
        assertThatThrownBy(() -> receive(new byte[0]))
                .isInstanceOf(HostOperationException.class)
                .hasMessage("receive the command: lost connection to the hexrun front process");
    }

    @Test
    void reportsWatchEvents() {
        Log log = new Log();
        front.answer(new Bytes()
                .raw(FakeFront.noticed(0))
                .raw(FakeFront.noticed(2))
                .raw(FakeFront.noticed(-1))
                .raw(FakeFront.columns(120))
                .raw(FakeFront.exited(7, 0))
                .raw(FakeFront.completed(0))
                .toArray());
        connection.launch(LaunchPlan.of(new WatchStep.AwaitEvents(5, 7, 8)), log);
        assertThat(log.lines).containsExactly("noticed 0", "noticed 2", "unread", "columns 120", "exited 7 0");
    }

    @Test
    void reportsStepTimes_ifTheObserverRequestsThem() {
        Log log = new Log();
        LaunchPlan plan = LaunchPlan.of(new ProcessStep.SetSubreaper(true), new HookStep.ChangeWorkingDirectory("/x"));
        log.measures = true;
        front.answer(
                new Bytes()
                        .raw(FakeFront.times(5, 7, 0))
                        .raw(FakeFront.completed(0))
                        .toArray(),
                new Bytes()
                        .raw(FakeFront.times(8, 9, 10))
                        .raw(FakeFront.failed(1, 2, 0, 0, "", ""))
                        .toArray(),
                FakeFront.completed(0),
                FakeFront.completed(0));
        connection.launch(plan, log);
        assertThatThrownBy(() -> connection.launch(plan, log)).isInstanceOf(LaunchFailedException.class);
        connection.launch(plan, log);
        connection.launch(plan, LaunchObserver.NONE);
        assertThat(log.lines).containsExactly("from 5: [7, 0]", "from 8: [9, 10]");
        assertThat(front.received())
                .containsExactly("MEASURE", "EXECUTE 2", "MEASURE", "EXECUTE 2", "MEASURE", "EXECUTE 2", "EXECUTE 2");
    }

    @Test
    void reportsWhyANetworkDeviceCannotBeMoved() {
        LaunchPlan plan = LaunchPlan.of(new NamespaceStep.MoveNetworkDevice("eth1", "lan0"));
        front.answer(
                FakeFront.reached(0, 0, FakeFront.INIT),
                FakeFront.netlinkAnswer(19, new byte[0], ""),
                FakeFront.failed(0, 0, 5, 0, "", ""),
                FakeFront.reached(0, 0, FakeFront.INIT),
                FakeFront.netlinkAnswer(0, new byte[0], "the network namespace is the caller's own"),
                FakeFront.failed(0, 0, 5, 0, "", ""));
        assertThatThrownBy(() -> connection.launch(plan, LaunchObserver.NONE))
                .isInstanceOf(LaunchFailedException.class)
                .hasMessage("move the network device eth1 into the container as lan0: no such device");
        assertThatThrownBy(() -> connection.launch(plan, LaunchObserver.NONE))
                .isInstanceOf(LaunchFailedException.class)
                .hasMessage("move the network device eth1 into the container as lan0: "
                        + "the network namespace is the caller's own");
        assertThat(front.received())
                .containsExactly("EXECUTE 1", "NETLINK 0 44", "ABORT", "EXECUTE 1", "NETLINK 0 44", "ABORT");
    }

    @Test
    void refusesUnrequestedStepTimes_andFramesAfterThem() {
        refuses(false, FakeFront.times(5), "native protocol: step times that were not requested");
        refuses(true, FakeFront.times(5, 6), "native protocol: times of 1 steps, for a plan of 0");
        refuses(
                true,
                new Bytes()
                        .raw(FakeFront.times(5))
                        .raw(FakeFront.times(5))
                        .raw(FakeFront.completed(0))
                        .toArray(),
                "native protocol: a frame of type 17 after the times of all steps");
    }

    private static void refuses(boolean measures, byte[] answer, String message) {
        FrontConnection connection = new FakeFront().answer(answer).connect();
        Log log = new Log();
        log.measures = measures;
        assertThatThrownBy(() -> connection.launch(LaunchPlan.of(), log))
                .isInstanceOf(ProtocolException.class)
                .hasMessage(message);
    }

    @Test
    void requestsNoStepTimes_ifThePlanCannotBeSent() {
        Log log = new Log();
        log.measures = true;
        LaunchPlan bad = LaunchPlan.of(new HookStep.ChangeWorkingDirectory("/a\0b"));
        assertThatThrownBy(() -> connection.launch(bad, log)).isInstanceOf(ContainerException.class);
        connection.launch(LaunchPlan.of(), LaunchObserver.NONE);
        assertThat(front.received()).containsExactly("EXECUTE 0");
    }

    private static FrontConnection receive(byte[] bytes) {
        return new FrontConnection(new ByteArrayInputStream(bytes), new ByteArrayOutputStream());
    }

    @Test
    void keepsTheOrderOfOutputPlansAndExit() {
        connection.writeOutput("eins\n");
        connection.writeError("zwéi\n");
        assertThat(front.received()).as("nothing is sent piecemeal").isEmpty();
        connection.launch(LaunchPlan.of(new ProcessStep.ReachSyncPoint(SyncPoint.CREATED)), new LaunchObserver() {
            @Override
            public void onSyncPoint(SyncPoint point, int launcherPid, int initPid) {
                connection.writeOutput("drei\n");
            }
        });
        connection.writeOutput("vier\n");
        connection.exit(7);
        assertThat(front.received())
                .containsExactly(
                        "OUTPUT 1 eins\n",
                        "OUTPUT 2 zwéi\n",
                        "EXECUTE 1",
                        "OUTPUT 1 drei\n",
                        "PROCEED",
                        "OUTPUT 1 vier\n",
                        "EXIT 7");
    }

    @Test
    void readsStandardInput() {
        front.answer(new Bytes().u32(0).u32(3).u8('a').u8('b').u8('c').frame(FrameType.INPUT));
        assertThat(connection.readInput(3)).containsExactly('a', 'b', 'c');
        assertThat(front.received()).containsExactly("READ 4");
    }

    @Test
    void refusesTooMuchInput_andReportsReadErrors() {
        front.answer(new Bytes().u32(0).u32(3).u8('a').u8('b').u8('c').frame(FrameType.INPUT));
        assertThatThrownBy(() -> connection.readInput(2)).hasMessage("standard input holds more than 2 bytes");
        front.answer(new Bytes().u32(21).u32(0).frame(FrameType.INPUT));
        assertThatThrownBy(() -> connection.readInput(2))
                .isInstanceOf(HostOperationException.class)
                .hasMessage("read standard input: is a directory");
        assertThatThrownBy(() -> connection.readInput(2))
                .hasMessage("read standard input: lost connection to the hexrun front process");
    }

    @Test
    void refusesAnotherFrameThanInput() {
        front.answer(new Bytes().u32(0).frame(FrameType.COMPLETED));
        assertThatThrownBy(() -> connection.readInput(2)).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> connection.readInput(2)).isInstanceOf(HostOperationException.class);
    }

    private static byte[] walked(int errno, String detail, int... pids) {
        Bytes bytes = new Bytes().u32(errno).u32(pids.length).u32(pids.length);
        for (int pid : pids) {
            bytes.u32(pid);
        }
        return bytes.str(detail).frame(FrameType.CGROUP_TREE_DONE);
    }

    @Test
    void walksCgroups() {
        front.answer(walked(0, "", 0, 3, 70), walked(0, ""), walked(0, ""), walked(0, ""), walked(16, ""));
        CgroupTreeWalker walker = connection.treeWalker();
        assertThat(walker.processes("/cgroup/web")).containsExactly(0, 3, 70);
        walker.signal("/cgroup/web", 15);
        walker.thaw("/cgroup/web");
        assertThat(walker.remove("/cgroup/web")).isTrue();
        assertThat(walker.remove("/cgroup/web")).isFalse();
        assertThat(front.received())
                .containsExactly(
                        "CGROUP_TREE 1 /cgroup/web 0 10000",
                        "CGROUP_TREE 2 /cgroup/web 15 10000",
                        "CGROUP_TREE 3 /cgroup/web 0 10000",
                        "CGROUP_TREE 4 /cgroup/web 0 10000",
                        "CGROUP_TREE 4 /cgroup/web 0 10000");
    }

    @Test
    void reportsTheCgroupOperationThatFailed() {
        front.answer(walked(1, "process 7"), walked(110, ""));
        assertThatThrownBy(() -> connection.treeWalker().signal("/cgroup/web", 15))
                .isInstanceOf(HostOperationException.class)
                .hasMessage("signal the processes of cgroup /cgroup/web: operation not permitted: process 7");
        assertThatThrownBy(() -> connection.treeWalker().processes("/cgroup/web"))
                .hasMessage("list the processes of cgroup /cgroup/web: connection timed out");
    }

    @Test
    void walksCgroupsAtASyncPoint_butNotDuringAPlan() {
        front.answer(
                FakeFront.reached(1, 71, 0),
                walked(0, "", 5),
                new Bytes()
                        .raw(FakeFront.exited(72, 0))
                        .raw(FakeFront.completed(72))
                        .toArray());
        List<Object> seen = new ArrayList<>();
        LaunchObserver observer = new LaunchObserver() {
            @Override
            public void onSyncPoint(SyncPoint point, int launcherPid, int initPid) {
                seen.addAll(connection.treeWalker().processes("/c"));
            }

            @Override
            public void onExit(int pid, int status) {
                seen.addAll(connection.treeWalker().processes("/c"));
            }
        };
        assertThatThrownBy(() -> connection.launch(CONTAINER, observer)).isInstanceOf(IllegalStateException.class);
        assertThat(seen).containsExactly(5);
    }

    @Test
    void refusesAnotherFrameThanCgroupTreeDone() {
        front.answer(new Bytes().u32(0).frame(FrameType.COMPLETED));
        assertThatThrownBy(() -> connection.treeWalker().thaw("/c")).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> connection.treeWalker().thaw("/c")).isInstanceOf(HostOperationException.class);
    }

    @Test
    void refusesAnExitStatusAbove255() {
        assertThatThrownBy(() -> connection.exit(256)).isInstanceOf(IllegalArgumentException.class);
        assertThat(front.received()).isEmpty();
    }

    @Test
    void reportsPidsAtEverySyncPoint() {
        Log log = new Log();
        assertThat(connection.launch(CONTAINER, log)).isEqualTo(FakeFront.INIT);
        assertThat(log.lines).containsExactly("launcher-ready 71 0", "init-ready 0 72");
        assertThat(front.received()).containsExactly("EXECUTE 6", "PROCEED", "PROCEED");
    }

    @Test
    void keepsTheInitPidBetweenPlans() {
        Log log = new Log();
        connection.launch(CONTAINER, LaunchObserver.NONE);
        assertThat(connection.launch(LaunchPlan.of(new ProcessStep.SetSubreaper(true)), log))
                .isEqualTo(FakeFront.INIT);
        assertThat(connection.launch(
                        LaunchPlan.of(new ProcessStep.AwaitExit(0, 0, 0, ProcessStep.AwaitExit.Option.FORWARD_SIGNALS)),
                        log))
                .isZero();
        assertThat(log.lines).containsExactly("exited 72 143");
    }

    @Test
    void leavesTheCommandToTheFront() {
        connection.launch(CONTAINER, LaunchObserver.NONE);
        connection.writeError("before");
        connection.leaveToFront(List.of("hexrun", "delete", "web"));
        connection.writeError("after");
        connection.exit(3);

        assertThat(front.received()).endsWith("OUTPUT 2 before", "LEAVE [hexrun, delete, web]");
    }

    @Test
    void failsToLeave_whenTheFrontHasExited() {
        connection.launch(CONTAINER, LaunchObserver.NONE);
        front.die();

        assertThatThrownBy(() -> connection.leaveToFront(List.of())).isInstanceOf(HostOperationException.class);
    }

    @Test
    void findsOutThatTheFrontHasExited() {
        connection.requireConnection();
        front.die();

        assertThatThrownBy(() -> connection.requireConnection())
                .isInstanceOf(HostOperationException.class)
                .hasMessage("continue the command: lost connection to the hexrun front process");
    }

    @Test
    void namesTheStepThatFailed() {
        front.answer(FakeFront.failed(4, 22, 0, 0, "/x", ""));
        assertThatThrownBy(() -> connection.launch(CONTAINER, LaunchObserver.NONE))
                .isInstanceOfSatisfying(LaunchFailedException.class, e -> {
                    assertThat(e.failure().step()).contains(new MountStep.PivotRoot());
                    assertThat(e.failure().errno()).isEqualTo(22);
                })
                .hasMessage("change / to the root file system and detach the old one: invalid argument: /x");
    }

    @Test
    void acceptsAFailureWithoutStep() {
        front.answer(FakeFront.failed(-1, 0, 6, 0, "no steps", ""));
        assertThatThrownBy(() -> connection.launch(CONTAINER, LaunchObserver.NONE))
                .isInstanceOfSatisfying(
                        LaunchFailedException.class,
                        e -> assertThat(e.failure().step()).isEmpty())
                .hasMessage("execute the plan: the native program cannot read the plan: no steps");
    }

    @Test
    void abortsThePlan_whenTheObserverThrows() {
        Log log = new Log();
        log.failAt = true;
        assertThatThrownBy(() -> connection.launch(CONTAINER, log))
                .isSameAs(log.failure)
                .hasNoSuppressedExceptions();
        assertThat(front.received()).containsExactly("EXECUTE 6", "ABORT");
        assertThat(log.lines).containsExactly("launcher-ready 71 0");
    }

    @Test
    void addsFailuresDuringAbortAsSuppressed() {
        Log log = new Log();
        log.failAt = true;
        front.answer(FakeFront.reached(1, 71, 0), FakeFront.failed(1, 3, 0, 0, "kill", ""));
        assertThatThrownBy(() -> connection.launch(CONTAINER, log)).isSameAs(log.failure);
        assertThat(log.failure.getSuppressed())
                .singleElement()
                .satisfies(e -> assertThat(e)
                        .isInstanceOf(LaunchFailedException.class)
                        .hasMessage("wait at sync point launcher-ready: no such process: kill"));
    }

    @Test
    void keepsTheObserversException_whenTheFrontDiesDuringAbort() {
        Log log = new Log() {
            @Override
            public void onSyncPoint(SyncPoint point, int launcherPid, int initPid) {
                front.die();
                super.onSyncPoint(point, launcherPid, initPid);
            }
        };
        log.failAt = true;
        assertThatThrownBy(() -> connection.launch(CONTAINER, log)).isSameAs(log.failure);
        assertThat(log.failure.getSuppressed()).singleElement().satisfies(FrontConnectionTest::isDisconnected);
    }

    @Test
    void throwsAnExceptionOfOnExit_atTheNextSyncPoint() {
        Log log = new Log();
        log.failAt = true;
        LaunchPlan plan =
                LaunchPlan.of(new ProcessStep.AwaitExit(9, 0, 0), new ProcessStep.ReachSyncPoint(SyncPoint.CREATED));
        assertThatThrownBy(() -> connection.launch(plan, log)).isSameAs(log.failure);
        assertThat(front.received()).containsExactly("EXECUTE 2", "ABORT");
        assertThat(log.lines).as("the observer receives nothing else").containsExactly("exited 0 143");
    }

    @Test
    void throwsAnExceptionOfOnExit_atTheEndOfThePlan() {
        Log log = new Log();
        log.failAt = true;
        assertThatThrownBy(() -> connection.launch(LaunchPlan.of(new ProcessStep.AwaitExit(9, 0, 0)), log))
                .isSameAs(log.failure);
        assertThat(connection.launch(LaunchPlan.of(), LaunchObserver.NONE))
                .as("the connection still works")
                .isZero();
    }

    @Test
    void reportsALostConnection() {
        front.answer(new byte[0]);
        assertThatThrownBy(() -> connection.launch(CONTAINER, LaunchObserver.NONE))
                .satisfies(FrontConnectionTest::isDisconnected);
        assertThatThrownBy(() -> connection.launch(LaunchPlan.of(), LaunchObserver.NONE))
                .satisfies(FrontConnectionTest::isDisconnected);
        assertThat(front.received()).containsExactly("EXECUTE 6");
    }

    @Test
    void reportsALostConnectionWithinAFrame() {
        byte[] frame = FakeFront.reached(1, 71, 0);
        front.answer(java.util.Arrays.copyOf(frame, frame.length - 1));
        assertThatThrownBy(() -> connection.launch(CONTAINER, LaunchObserver.NONE))
                .satisfies(FrontConnectionTest::isDisconnected);
    }

    @Test
    void reportsALostConnectionOnWrite() {
        front.die();
        assertThatThrownBy(() -> connection.launch(CONTAINER, LaunchObserver.NONE))
                .satisfies(FrontConnectionTest::isDisconnected);
        connection.writeError("x");
        assertThatThrownBy(() -> connection.exit(1))
                .isInstanceOf(HostOperationException.class)
                .hasMessage("end the command: lost connection to the hexrun front process");
    }

    private static void isDisconnected(Throwable throwable) {
        assertThat(throwable)
                .isInstanceOfSatisfying(
                        LaunchFailedException.class,
                        e -> assertThat(e.failure().cause()).isEqualTo(FailureCause.DISCONNECTED))
                .hasMessage("execute the plan: lost connection to the hexrun front process");
    }

    @Test
    void refusesAnUnknownSyncPoint() {
        for (int step : new int[] {0, 6, -1}) {
            FakeFront wrong = new FakeFront().answer(FakeFront.reached(step, 1, 2));
            FrontConnection other = wrong.connect();
            assertThatThrownBy(() -> other.launch(CONTAINER, LaunchObserver.NONE))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessage("native protocol: a sync point at step " + Integer.toUnsignedString(step)
                            + ", which is not a sync point");
            assertThatThrownBy(() -> other.launch(CONTAINER, LaunchObserver.NONE))
                    .satisfies(FrontConnectionTest::isDisconnected);
        }
    }

    @Test
    void refusesAnUnexpectedFrame() {
        front.answer(Bytes.request("again").frame(FrameType.REQUEST));
        assertThatThrownBy(() -> connection.launch(CONTAINER, LaunchObserver.NONE))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("native protocol: a frame of type 1 while a plan is executed");
    }

    @Test
    void remainsUsable_afterAPlanThatCannotBeSent() {
        LaunchPlan bad = LaunchPlan.of(new HookStep.ChangeWorkingDirectory("a\0b"));
        assertThatThrownBy(() -> connection.launch(bad, LaunchObserver.NONE)).isInstanceOf(ContainerException.class);
        assertThat(connection.launch(LaunchPlan.of(), LaunchObserver.NONE)).isZero();
        assertThat(front.received()).containsExactly("EXECUTE 0");
    }

    @Test
    void launchesForItsOwnCommandOnly() {
        FrontLauncherProvider provider = new FrontLauncherProvider();
        assertThat(provider.create(connection)).isSameAs(connection);
        assertThatThrownBy(() -> provider.create(new OtherChannel()))
                .isInstanceOf(AdapterException.class)
                .hasMessage(
                        "container-launcher adapter front: the command did not come through the hexrun front process");
    }

    private static class Log implements LaunchObserver {

        final List<String> lines = new ArrayList<>();
        final RuntimeException failure = new IllegalStateException("no cgroup");
        boolean failAt;
        boolean measures;

        @Override
        public boolean wantsStepTimes() {
            return measures;
        }

        @Override
        public void onStepTimes(StepTimes times) {
            lines.add("from " + times.start() + ": " + times.ends());
        }

        @Override
        public void onSyncPoint(SyncPoint point, int launcherPid, int initPid) {
            lines.add(point.label() + " " + launcherPid + " " + initPid);
            refuse();
        }

        @Override
        public void onEvent(int watch) {
            lines.add("noticed " + watch);
        }

        @Override
        public void onOutputClosed() {
            lines.add("unread");
        }

        @Override
        public void onTerminalWidth(int columns) {
            lines.add("columns " + columns);
        }

        @Override
        public void onExit(int pid, int status) {
            lines.add("exited " + pid + " " + status);
            refuse();
        }

        private void refuse() {
            if (failAt) {
                throw failure;
            }
        }
    }

    private static final class OtherChannel implements CommandChannel {

        @Override
        public CommandRequest request() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void writeOutput(String text) {}

        @Override
        public void writeError(String text) {}

        @Override
        public byte[] readInput(int most) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void exit(int status) {}
    }
}
