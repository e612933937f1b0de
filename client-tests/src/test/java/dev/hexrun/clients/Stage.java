package dev.hexrun.clients;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * One play of a scenario with one runtime: its names and files, and the transcript for the comparison. The clients
 * extend it with their commands.
 */
class Stage {

    /** An action after the scenario. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final OciRuntime runtime;
    private final Path directory;
    private final Transcript transcript;
    private final String mark = "hxc" + ProcessHandle.current().pid() + "x" + COUNT.incrementAndGet();
    private final Deque<Action> actions = new ArrayDeque<>();

    /**
     * Prepares a play.
     *
     * @param runtime the runtime
     * @param directory an empty directory for the files of this play
     */
    Stage(OciRuntime runtime, Path directory) {
        this.runtime = runtime;
        this.directory = directory;
        this.transcript = new Transcript(Normalization.common()
                .literal(runtime.path().toString(), "RUNTIME")
                .literal(OciRuntime.hexrun().path().toString(), "RUNTIME")
                .literal(directory.toString(), "DIRECTORY")
                .literal(mark + "-", "")
                .literal(mark, "MARK"));
    }

    final OciRuntime runtime() {
        return runtime;
    }

    /** Returns a directory for the files of this play, which is deleted after it. */
    final Path directory() {
        return directory;
    }

    final Transcript transcript() {
        return transcript;
    }

    /** Returns a part of all names of this play that is unique on the machine. */
    final String mark() {
        return mark;
    }

    /** Returns a name that is unique on the machine; the transcript contains only the label. */
    final String name(String label) {
        return mark + "-" + label;
    }

    /** Adds a rule for the comparison: values that differ in every run. */
    final void normalize(String regex, String replacement) {
        transcript.normalization().rule(regex, replacement);
    }

    /** Returns a command, whose result is not recorded unless it is passed to {@link #record}. */
    Command command(List<String> line) {
        return new Command(line);
    }

    /** Runs a command and records its result. */
    final Outcome record(Command command) {
        Outcome outcome = command.run();
        record(outcome);
        return outcome;
    }

    final void record(Outcome outcome) {
        transcript.add(String.join(" ", outcome.command()), outcome);
    }

    /** Records a queried fact. */
    final <T> T observe(String name, T value) {
        transcript.add(name, "fact", String.valueOf(value));
        return value;
    }

    /** Runs a program of the host, and returns its result, which is not recorded. */
    final Outcome program(String... line) {
        return new Command(Arrays.asList(line)).run();
    }

    /** Performs an action after the scenario, whether it fails or not; the last added is performed first. */
    final void atEnd(Action action) {
        actions.push(action);
    }

    /** Waits for a condition. */
    final void await(String what, BooleanSupplier condition) {
        Await.until(what, condition);
    }

    /** Returns whether a condition becomes true within the time. */
    final boolean within(Duration time, BooleanSupplier condition) {
        return Await.within(time, condition);
    }

    /** Performs the actions of {@link #atEnd}, and returns their failures. */
    final List<Throwable> end() {
        List<Throwable> failures = new ArrayList<>();
        while (!actions.isEmpty()) {
            try {
                actions.pop().run();
            } catch (Exception | AssertionError failure) {
                failures.add(failure);
            }
        }
        return failures;
    }
}
