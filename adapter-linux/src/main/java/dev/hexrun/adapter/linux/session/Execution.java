package dev.hexrun.adapter.linux.session;

import dev.hexrun.adapter.linux.frame.ColumnsFrame;
import dev.hexrun.adapter.linux.frame.CompletedFrame;
import dev.hexrun.adapter.linux.frame.ExitedFrame;
import dev.hexrun.adapter.linux.frame.FailedFrame;
import dev.hexrun.adapter.linux.frame.FrameReader;
import dev.hexrun.adapter.linux.frame.FrameType;
import dev.hexrun.adapter.linux.frame.FrameWriter;
import dev.hexrun.adapter.linux.frame.ProtocolException;
import dev.hexrun.adapter.linux.frame.ReachedFrame;
import dev.hexrun.adapter.linux.frame.StepTimesFrame;
import dev.hexrun.adapter.linux.frame.WatchEventFrame;
import dev.hexrun.domain.step.NamespaceStep;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.domain.step.Step;
import dev.hexrun.port.launch.FailureCause;
import dev.hexrun.port.launch.LaunchFailedException;
import dev.hexrun.port.launch.LaunchObserver;
import dev.hexrun.port.launch.StepFailure;
import dev.hexrun.port.launch.StepTimes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The execution of one plan by the front, from EXECUTE to COMPLETED or FAILED.
 *
 * <p>If the observer throws an exception, the plan is aborted and the exception is thrown; later failures become its
 * suppressed exceptions. The front waits for an answer at sync points only, so an exception from another event aborts
 * the plan at the next sync point, or is thrown at the end of the plan.
 */
final class Execution {

    private final FrameReader reader;
    private final FrameWriter writer;
    private final List<Step> steps;
    private final LaunchObserver observer;
    private final int frontPid;
    private @Nullable Throwable observerFailure;
    private boolean isBroken;
    private boolean atSyncPoint;
    private boolean expectsTimes;
    private boolean isEnding;

    Execution(
            FrameReader reader,
            FrameWriter writer,
            List<Step> steps,
            LaunchObserver observer,
            int frontPid,
            boolean measured) {
        this.reader = reader;
        this.writer = writer;
        this.steps = steps;
        this.observer = observer;
        this.frontPid = frontPid;
        this.expectsTimes = measured;
    }

    /** Sends the plan, which is in the writer's buffer, and handles the frames of the front. Returns init's pid. */
    int run() {
        try {
            writer.flush();
            int init = follow();
            if (observerFailure != null) {
                throw rethrow(observerFailure);
            }
            return init;
        } catch (IOException e) {
            isBroken = true;
            throw outcome(disconnected(e));
        } catch (ProtocolException e) {
            isBroken = true;
            throw outcome(e);
        }
    }

    /** Returns whether the connection is unusable. */
    boolean isBroken() {
        return isBroken;
    }

    /** Returns whether the front waits at a sync point, where it accepts other requests. */
    boolean isAtSyncPoint() {
        return atSyncPoint;
    }

    private int follow() throws IOException {
        while (true) {
            int type = reader.next();
            if (isEnding && type != FrameType.COMPLETED && type != FrameType.FAILED) {
                throw new ProtocolException("a frame of type " + type + " after the times of all steps");
            }
            switch (type) {
                case FrameType.REACHED -> syncPoint(ReachedFrame.decode(reader.fields()));
                case FrameType.EXITED -> exited(ExitedFrame.decode(reader.fields()));
                case FrameType.WATCH_EVENT -> event(WatchEventFrame.decode(reader.fields()));
                case FrameType.COLUMNS ->
                    columns(ColumnsFrame.decode(reader.fields()).columns());
                case FrameType.STEP_TIMES -> stepTimes();
                case FrameType.COMPLETED -> {
                    return CompletedFrame.decode(reader.fields()).initPid();
                }
                case FrameType.FAILED -> throw outcome(failed(FailedFrame.decode(reader.fields())));
                default -> throw new ProtocolException("a frame of type " + type + " while a plan is executed");
            }
        }
    }

    private void syncPoint(ReachedFrame frame) throws IOException {
        Step step = frame.step() < 0 || frame.step() >= steps.size() ? null : steps.get(frame.step());
        if (!(step instanceof ProcessStep.ReachSyncPoint) && !(step instanceof NamespaceStep.MoveNetworkDevice)) {
            throw new ProtocolException(
                    "a sync point at step " + Integer.toUnsignedString(frame.step()) + ", which is not a sync point");
        }
        if (observerFailure == null) {
            atSyncPoint = true;
            try {
                if (step instanceof ProcessStep.ReachSyncPoint sync) {
                    observer.onSyncPoint(sync.point(), frame.launcherPid(), frame.initPid());
                } else {
                    new FrontNetlink(reader, writer)
                            .move((NamespaceStep.MoveNetworkDevice) step, frontPid, frame.initPid());
                }
            } catch (RuntimeException | Error e) {
                observerFailure = e;
            } finally {
                atSyncPoint = false;
            }
        }
        if (observerFailure == null) {
            writer.proceed();
        } else {
            writer.abort();
        }
        writer.flush();
    }

    private void exited(ExitedFrame frame) {
        if (observerFailure != null) {
            return;
        }
        try {
            observer.onExit(frame.pid(), frame.status());
        } catch (RuntimeException | Error e) {
            observerFailure = e;
        }
    }

    private void event(WatchEventFrame frame) {
        if (observerFailure != null) {
            return;
        }
        try {
            if (frame.watch() == WatchEventFrame.OUTPUT_CLOSED) {
                observer.onOutputClosed();
            } else {
                observer.onEvent(frame.watch());
            }
        } catch (RuntimeException | Error e) {
            observerFailure = e;
        }
    }

    private void columns(int columns) {
        if (observerFailure != null) {
            return;
        }
        try {
            observer.onTerminalWidth(columns);
        } catch (RuntimeException | Error e) {
            observerFailure = e;
        }
    }

    private void stepTimes() {
        if (!expectsTimes) {
            throw new ProtocolException("step times that were not requested");
        }
        expectsTimes = false;
        isEnding = true;
        StepTimes times = StepTimesFrame.decode(reader.fields(), steps.size());
        try {
            observer.onStepTimes(times);
        } catch (RuntimeException | Error e) {
            if (observerFailure == null) {
                observerFailure = e;
            } else {
                observerFailure.addSuppressed(e);
            }
        }
    }

    private LaunchFailedException failed(FailedFrame frame) {
        boolean known = frame.step() >= 0 && frame.step() < steps.size();
        StepFailure failure = new StepFailure(
                known ? Optional.of(steps.get(frame.step())) : Optional.empty(),
                frame.cause(),
                frame.errno(),
                frame.status(),
                frame.detail(),
                frame.errorOutput());
        return new LaunchFailedException(StepFailureMessage.of(failure), failure);
    }

    private RuntimeException outcome(RuntimeException own) {
        if (observerFailure == null) {
            return own;
        }
        boolean isAbort =
                own instanceof LaunchFailedException launch && launch.failure().cause() == FailureCause.ABORTED;
        if (!isAbort) {
            observerFailure.addSuppressed(own);
        }
        return rethrow(observerFailure);
    }

    private static RuntimeException rethrow(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return (RuntimeException) failure;
    }

    /** Returns the failure of a lost connection. */
    static LaunchFailedException disconnected(@Nullable IOException cause) {
        StepFailure failure = new StepFailure(Optional.empty(), FailureCause.DISCONNECTED, 0, 0, "", "");
        LaunchFailedException exception = new LaunchFailedException(StepFailureMessage.of(failure), failure);
        if (cause != null) {
            exception.initCause(cause);
        }
        return exception;
    }
}
