package dev.hexrun.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Plays the scenarios of a test class with a client, and compares them. Register it as a static field. The client is
 * opened once for all test classes. Class and method of the test are the name of the scenario.
 *
 * @param <S> the stage of the client
 */
final class Scenarios<S extends Stage> implements BeforeEachCallback, AfterAllCallback {

    /** Opens a client. */
    @FunctionalInterface
    interface Opener<S extends Stage> {
        Client<S> open() throws Exception;
    }

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(Scenarios.class);

    /** The clients and the report, which are closed when all tests have ended. */
    private static final class Opened implements AutoCloseable {

        private final Report report = new Report();
        private final Map<String, Client<?>> clients = new HashMap<>();

        @Override
        public void close() throws IOException {
            report.close();
            for (Client<?> client : clients.values()) {
                client.close();
            }
        }
    }

    private final String key;
    private final Opener<S> opener;
    private final Set<AcceptedDifference> used = new HashSet<>();
    private final Set<AcceptedDifference> unused = new HashSet<>();
    private Optional<Client<S>> client = Optional.empty();
    private Report report = new Report();
    private String scenario = "";

    private Scenarios(String key, Opener<S> opener) {
        this.key = key;
        this.opener = opener;
    }

    /**
     * Creates the extension.
     *
     * @param key a name for the client and its configuration; test classes with the same key share the client
     * @param opener opens the client
     */
    static <S extends Stage> Scenarios<S> with(String key, Opener<S> opener) {
        return new Scenarios<>(key, opener);
    }

    @Override
    @SuppressWarnings("unchecked")
    public void beforeEach(ExtensionContext context) throws Exception {
        Opened opened = context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(Opened.class, _ -> new Opened(), Opened.class);
        Client<?> found = opened.clients.get(key);
        if (found == null) {
            found = opener.open();
            opened.clients.put(key, found);
        }
        client = Optional.of((Client<S>) found);
        report = opened.report;
        String method = context.getRequiredTestMethod().getName();
        String display = context.getDisplayName();
        scenario = context.getRequiredTestClass().getSimpleName() + "." + method
                + (display.startsWith(method + "(") ? "" : " " + display);
    }

    /** Fails if an accepted difference of a scenario that passed did not occur. */
    @Override
    public void afterAll(ExtensionContext context) {
        unused.removeAll(used);
        assertThat(unused).as("accepted differences that did not occur").isEmpty();
    }

    Client<S> client() {
        return client.orElseThrow();
    }

    Report report() {
        return report;
    }

    /** Plays a scenario with the reference of the client and with hexrun, and compares the transcripts. */
    void compare(Scenario<S> played) {
        compareWith(client().reference(), played);
    }

    /** Plays a scenario with another runtime and with hexrun, and compares the transcripts. */
    void compareWith(OciRuntime reference, Scenario<S> played) {
        Client<S> used = client();
        try {
            Play expected = play(used, reference, played);
            Play actual = play(used, OciRuntime.hexrun(), played);
            judge(used, reference, expected, actual);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private record Play(Transcript transcript, Optional<Throwable> failure, List<String> left) {}

    private Play play(Client<S> used, OciRuntime runtime, Scenario<S> played) throws IOException {
        Path directory = Directories.createBelow(used.directory(), runtime.name());
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        S stage = used.stage(runtime, directory);
        Optional<Throwable> failure = Optional.empty();
        try {
            played.play(stage);
        } catch (Exception | AssertionError failed) {
            failure = Optional.of(failed);
        }
        List<Throwable> failures = stage.end();
        List<String> left = new ArrayList<>(used.cleanUp(stage));
        if (failure.isEmpty()) {
            failures.forEach(failed -> left.add("cleaning up failed: " + failed));
        }
        Directories.delete(directory);
        return new Play(stage.transcript(), failure, left);
    }

    private void judge(Client<S> used, OciRuntime reference, Play expected, Play actual) {
        List<AcceptedDifference> concerned = used.accepted().stream()
                .filter(entry -> entry.concerns(scenario, used.title(), reference.title()))
                .toList();
        Comparison comparison = Comparison.of(
                expected.transcript(),
                actual.transcript(),
                actual.failure().isPresent()
                        ? Optional.empty()
                        : expected.failure().map(Throwable::toString),
                concerned);
        boolean passed =
                actual.failure().isEmpty() && actual.left().isEmpty() && comparison.verdict() != Report.Verdict.FAILED;
        report.add(used.title(), reference.title(), passed ? comparison.verdict() : Report.Verdict.FAILED);
        if (passed) {
            comparison.used().forEach(entry -> report.difference(used.title(), scenario, entry));
            this.used.addAll(comparison.used());
            concerned.stream().filter(AcceptedDifference::always).forEach(unused::add);
            return;
        }
        AssertionError error = new AssertionError(scenario + " with " + used.title() + "\n"
                + actual.failure()
                        .map(failed -> "with hexrun: " + failed + "\n")
                        .orElse("")
                + expected.failure()
                        .map(failed -> "with " + reference.name() + ": " + failed + "\n")
                        .orElse("")
                + (actual.left().isEmpty() ? "" : "left by hexrun: " + actual.left() + "\n")
                + comparison.unaccepted().stream()
                        .map(Object::toString)
                        .collect(Collectors.joining("\n", "differences:\n", "\n"))
                + "transcript with hexrun:\n" + actual.transcript());
        actual.failure().ifPresent(error::initCause);
        throw error;
    }
}
