package dev.hexrun.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts the results of all scenarios. At the end it prints a table, and writes it as Markdown to the directory of the
 * system property {@code hexrun.report} ({@code target} by default).
 */
final class Report implements AutoCloseable {

    /** The result of a scenario. */
    enum Verdict {
        /** The transcripts are equal. */
        SAME,
        /** All differences are accepted, and hexrun is better in each. */
        BETTER,
        /** All differences are accepted. */
        DIFFERENT,
        /** A difference is not accepted, or an assertion failed. */
        FAILED
    }

    private final Map<String, Map<Verdict, Integer>> verdicts = new TreeMap<>();
    private final List<String> differences = new ArrayList<>();
    private final List<String> timings = new ArrayList<>();

    synchronized void add(String client, String reference, Verdict verdict) {
        verdicts.computeIfAbsent(client + " | " + reference, _ -> new EnumMap<>(Verdict.class))
                .merge(verdict, 1, Integer::sum);
    }

    synchronized void difference(String client, String scenario, AcceptedDifference accepted) {
        String row = "| " + client + " | " + scenario + " | "
                + (accepted.kind() == AcceptedDifference.Kind.BETTER ? "better" : "different") + " | "
                + accepted.reason() + " |";
        if (!differences.contains(row)) {
            differences.add(row);
        }
    }

    /** Adds a measured time to the table. */
    synchronized void timing(String client, String what, String runtime, String time) {
        timings.add("| " + client + " | " + what + " | " + runtime + " | " + time + " |");
    }

    /** Returns the tables as Markdown. */
    synchronized String markdown() {
        StringBuilder text = new StringBuilder("""
                | client | compared to | scenarios | same | better | different | failed |
                |---|---|---|---|---|---|---|
                """);
        verdicts.forEach((client, counts) -> {
            text.append("| ").append(client);
            text.append(" | ")
                    .append(counts.values().stream().mapToInt(Integer::intValue).sum());
            for (Verdict verdict : Verdict.values()) {
                text.append(" | ").append(counts.getOrDefault(verdict, 0));
            }
            text.append(" |\n");
        });
        if (!differences.isEmpty()) {
            text.append("\n| client | scenario | | reason |\n|---|---|---|---|\n");
            differences.stream().sorted().forEach(row -> text.append(row).append('\n'));
        }
        if (!timings.isEmpty()) {
            text.append("\n| client | measurement | runtime | time |\n|---|---|---|---|\n");
            timings.forEach(row -> text.append(row).append('\n'));
        }
        return text.toString();
    }

    @Override
    public void close() {
        String markdown = markdown();
        Path directory = Path.of(System.getProperty("hexrun.report", "target"));
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("clients.md"), markdown);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        print(markdown);
    }

    @SuppressWarnings("SystemOut")
    private static void print(String markdown) {
        System.out.println("\nClients\n\n" + markdown);
    }
}
