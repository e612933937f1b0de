package dev.hexrun.testkit.launch;

import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.step.Step;
import dev.hexrun.domain.step.SyncPoint;
import dev.hexrun.port.launch.ContainerLauncher;
import dev.hexrun.port.launch.LaunchFailedException;
import dev.hexrun.port.launch.LaunchObserver;
import dev.hexrun.port.launch.StepFailure;
import dev.hexrun.port.launch.StepTimes;
import dev.hexrun.testkit.rules.Broken;
import dev.hexrun.testkit.rules.Intercepted;
import dev.hexrun.testkit.rules.Interceptor;
import dev.hexrun.testkit.rules.Interceptor.Call;
import dev.hexrun.testkit.rules.TestedContract;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

class ContainerLauncherContractRulesTest extends TestedContract<ContainerLauncherContract> {

    private static final Object NO_PID = -1;

    ContainerLauncherContractRulesTest() {
        super(ContainerLauncherContract.class, ContainerLauncher.class);
    }

    @Override
    protected ContainerLauncherContract contract(Interceptor interceptor) {
        return new ContainerLauncherContract() {
            @Override
            protected ContainerLauncher newLauncher() {
                return Intercepted.of(
                        ContainerLauncher.class, new RecordingLauncherContractTest().newLauncher(), interceptor);
            }
        };
    }

    @Override
    protected List<Broken> broken() {
        return List.of(
                Broken.of(
                        "no-init",
                        "launch",
                        call -> call.result(Integer.class) == 0 ? NO_PID : call.proceed(),
                        "but was: -1"),
                launch("sync-points", SkippingObserver::new, "ROOTFS_READY").andRules("launch-after-failure"),
                Broken.of("failed-step", "launch", ContainerLauncherContractRulesTest::withoutStep, "to contain"),
                Broken.of("failure-ends-plan", "launch", ContainerLauncherContractRulesTest::goOn, "CREATED"),
                Broken.of("observer-exception", "launch", ContainerLauncherContractRulesTest::wrap, "wrapped")
                        .andRules("launch-after-failure"),
                Broken.all("launch-after-failure", failingAgain(), "failed before"),
                Broken.of(
                        "leave-without-init",
                        "leaveToFront",
                        call -> {
                            try {
                                return call.proceed();
                            } catch (IllegalStateException noInit) {
                                return null;
                            }
                        },
                        "raise a throwable"),
                Broken.of(
                        "launch-after-leave",
                        "leaveToFront",
                        call -> {
                            RecordingLauncher launcher = call.target(RecordingLauncher.class);
                            return launcher.launch(LaunchPlan.of(), LaunchObserver.NONE) == 0 ? call.proceed() : null;
                        },
                        "raise a throwable"),
                launch("exit-status", WrongExitObserver::new, "processes that have exited"),
                launch("step-times", FewTimesObserver::new, "times of 3 steps"),
                Broken.of("tree-walker", "treeWalker", _ -> null, "the walker"));
    }

    /** An observer that forwards events. */
    private abstract static class Forwarding implements LaunchObserver {

        final LaunchObserver observer;

        Forwarding(LaunchObserver observer) {
            this.observer = observer;
        }

        @Override
        public void onSyncPoint(SyncPoint point, int launcherPid, int initPid) {
            observer.onSyncPoint(point, launcherPid, initPid);
        }

        @Override
        public void onExit(int pid, int status) {
            observer.onExit(pid, status);
        }
    }

    private static final class SkippingObserver extends Forwarding {

        SkippingObserver(LaunchObserver observer) {
            super(observer);
        }

        @Override
        public void onSyncPoint(SyncPoint point, int launcherPid, int initPid) {
            if (point != SyncPoint.ROOTFS_READY) {
                super.onSyncPoint(point, launcherPid, initPid);
            }
        }
    }

    private static final class WrongExitObserver extends Forwarding {

        WrongExitObserver(LaunchObserver observer) {
            super(observer);
        }

        @Override
        public void onExit(int pid, int status) {
            super.onExit(0, status);
        }
    }

    private static final class FewTimesObserver extends Forwarding {

        FewTimesObserver(LaunchObserver observer) {
            super(observer);
            if (observer.wantsStepTimes()) {
                observer.onStepTimes(new StepTimes(0, List.of()));
            }
        }
    }

    private interface Wrapper {
        LaunchObserver of(LaunchObserver observer);
    }

    /** Returns a launcher that calls the observer differently. */
    private static Broken launch(String rule, Wrapper observer, String reason) {
        return Broken.of(
                rule,
                "launch",
                call -> call.proceed(
                        call.argument(0, LaunchPlan.class), observer.of(call.argument(1, LaunchObserver.class))),
                reason);
    }

    private static @Nullable Object withoutStep(Call call) throws Throwable {
        try {
            return call.proceed();
        } catch (LaunchFailedException failed) {
            StepFailure failure = failed.failure();
            throw new LaunchFailedException(
                    failed.message(),
                    new StepFailure(
                            Optional.empty(),
                            failure.cause(),
                            failure.errno(),
                            failure.status(),
                            failure.detail(),
                            failure.errorOutput()));
        }
    }

    /** Executes the steps after the failed one. */
    private static @Nullable Object goOn(Call call) throws Throwable {
        try {
            return call.proceed();
        } catch (LaunchFailedException failed) {
            List<Step> steps = call.argument(0, LaunchPlan.class).steps();
            int next = failed.failure().step().map(steps::indexOf).orElse(steps.size() - 1) + 1;
            call.proceed(new LaunchPlan(steps.subList(next, steps.size())), call.argument(1, LaunchObserver.class));
            throw failed;
        }
    }

    private static @Nullable Object wrap(Call call) throws Throwable {
        try {
            return call.proceed();
        } catch (IllegalStateException refusal) {
            throw new IllegalStateException("wrapped", refusal);
        }
    }

    private static Interceptor failingAgain() {
        IdentityHashMap<Object, Boolean> failed = new IdentityHashMap<>();
        return Interceptor.of("launch", call -> {
            Object launcher = call.target(Object.class);
            if (failed.containsKey(launcher)) {
                throw new IllegalArgumentException("failed before");
            }
            try {
                return call.proceed();
            } catch (LaunchFailedException failure) {
                failed.put(launcher, true);
                throw failure;
            }
        });
    }
}
