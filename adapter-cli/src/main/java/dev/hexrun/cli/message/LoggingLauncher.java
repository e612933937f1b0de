package dev.hexrun.cli.message;

import dev.hexrun.domain.plan.LaunchPlan;
import dev.hexrun.domain.step.IdentityStep;
import dev.hexrun.domain.step.Step;
import dev.hexrun.domain.step.SyncPoint;
import dev.hexrun.port.cgroup.CgroupTreeWalker;
import dev.hexrun.port.launch.ContainerLauncher;
import dev.hexrun.port.launch.LaunchFailedException;
import dev.hexrun.port.launch.LaunchObserver;
import dev.hexrun.port.launch.StepTimes;
import java.util.List;

/** A launcher that logs the steps of plans, their progress and their duration. */
public final class LoggingLauncher implements ContainerLauncher {

    private static final long NANOS_PER_MICRO = 1000;

    private final ContainerLauncher launcher;
    private final Log log;

    /**
     * Creates a launcher.
     *
     * @param launcher the launcher to which this one delegates
     * @param log the destination of the messages, which have level {@code debug}
     */
    public LoggingLauncher(ContainerLauncher launcher, Log log) {
        this.launcher = launcher;
        this.log = log;
    }

    @Override
    public void leaveToFront(List<String> next) {
        log.debug("end the JVM and continue in the front" + (next.isEmpty() ? "" : ", followed by " + next));
        launcher.leaveToFront(next);
    }

    @Override
    public void requireConnection() {
        launcher.requireConnection();
    }

    @Override
    public CgroupTreeWalker treeWalker() {
        return launcher.treeWalker();
    }

    @Override
    public int launch(LaunchPlan plan, LaunchObserver observer) {
        int count = plan.steps().size();
        int number = 0;
        for (Step step : plan.steps()) {
            number++;
            log.debug("step " + number + " of " + count + ", " + step.actor().label() + ": " + step.describe());
            if (step instanceof IdentityStep.InstallSeccomp seccomp) {
                log.debug("seccomp filter flags: " + seccomp.flags());
            }
        }
        long start = System.nanoTime();
        try {
            int init = launcher.launch(plan, new Observer(plan.steps(), observer, start));
            log.debug("plan, steps: " + count + ", completed after " + millis(start) + "; init: " + init);
            return init;
        } catch (LaunchFailedException failure) {
            log.debug(failed(plan, failure) + ", after " + millis(start) + ": " + failure.message());
            throw failure;
        }
    }

    @SuppressWarnings("ReferenceEquality") // A plan may contain equal steps.
    private static String failed(LaunchPlan plan, LaunchFailedException failure) {
        int count = plan.steps().size();
        Step failed = failure.failure().step().orElse(null);
        for (int i = 0; i < count && failed != null; i++) {
            if (plan.steps().get(i) == failed) {
                return "step " + (i + 1) + " of " + count + " failed, "
                        + failed.actor().label() + ": " + failed.describe();
            }
        }
        return "plan, steps: " + count + ", failed";
    }

    private static String millis(long start) {
        long micros = (System.nanoTime() - start) / 1000;
        return micros / 1000 + "." + micros % 1000 / 100 + " ms";
    }

    private void logTimes(List<Step> steps, StepTimes times) {
        int count = steps.size();
        long begin = times.start();
        int unknown = 0;
        for (int i = 0; i < count; i++) {
            long end = times.ends().get(i);
            if (end == StepTimes.UNKNOWN) {
                unknown++;
                continue;
            }
            Step step = steps.get(i);
            log.debug("step " + (i + 1) + " of " + count + ", " + step.actor().label() + ", took "
                    + (end - begin) / NANOS_PER_MICRO + " us"
                    + (unknown == 0 ? "" : " including the previous " + unknown)
                    + ", up to " + (end - times.start()) / NANOS_PER_MICRO + " us: " + step.describe());
            begin = end;
            unknown = 0;
        }
    }

    private final class Observer implements LaunchObserver {

        private final List<Step> steps;
        private final LaunchObserver observer;
        private final long start;

        Observer(List<Step> steps, LaunchObserver observer, long start) {
            this.steps = steps;
            this.observer = observer;
            this.start = start;
        }

        @Override
        public void onSyncPoint(SyncPoint point, int launcherPid, int initPid) {
            log.debug("sync point " + point.label() + ", launcher: " + launcherPid + ", init: " + initPid
                    + ", reached after " + millis(start));
            observer.onSyncPoint(point, launcherPid, initPid);
            log.debug("sync point " + point.label() + ", left after " + millis(start));
        }

        @Override
        public void onExit(int pid, int status) {
            log.debug("process " + pid + " exited with status " + status + ", after " + millis(start));
            observer.onExit(pid, status);
        }

        @Override
        public void onEvent(int watch) {
            log.debug("event of watch " + watch);
            observer.onEvent(watch);
        }

        @Override
        public void onOutputClosed() {
            log.debug("standard output was closed by its reader");
            observer.onOutputClosed();
        }

        @Override
        public void onTerminalWidth(int columns) {
            observer.onTerminalWidth(columns);
        }

        @Override
        public boolean wantsStepTimes() {
            return true;
        }

        @Override
        public void onStepTimes(StepTimes times) {
            logTimes(steps, times);
            observer.onStepTimes(times);
        }
    }
}
