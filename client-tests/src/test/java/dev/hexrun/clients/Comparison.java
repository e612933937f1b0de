package dev.hexrun.clients;

import dev.hexrun.clients.Transcript.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares the transcripts of a scenario, and finds the accepted differences.
 *
 * @param verdict the result
 * @param used the accepted differences that occurred
 * @param unaccepted the other differences
 */
record Comparison(Report.Verdict verdict, List<AcceptedDifference> used, List<Difference> unaccepted) {

    /**
     * Compares transcripts.
     *
     * @param reference the transcript with the other runtime
     * @param actual the transcript with hexrun
     * @param failedAssertion the failed assertion of the scenario with the other runtime; with hexrun it passed
     * @param accepted the accepted differences that concern the scenario
     */
    static Comparison of(
            Transcript reference,
            Transcript actual,
            Optional<String> failedAssertion,
            List<AcceptedDifference> accepted) {
        List<Difference> differences = new ArrayList<>();
        failedAssertion.ifPresent(message -> differences.add(new Difference(
                "the scenario", "assertion", reference.normalization().apply(message), "passes")));
        differences.addAll(reference.differences(actual));
        List<AcceptedDifference> used = new ArrayList<>();
        List<Difference> unaccepted = new ArrayList<>();
        for (Difference difference : differences) {
            List<AcceptedDifference> covering =
                    accepted.stream().filter(entry -> entry.covers(difference)).toList();
            if (covering.isEmpty()) {
                unaccepted.add(difference);
            }
            covering.stream().filter(entry -> !used.contains(entry)).forEach(used::add);
        }
        return new Comparison(verdict(used, unaccepted), List.copyOf(used), List.copyOf(unaccepted));
    }

    private static Report.Verdict verdict(List<AcceptedDifference> used, List<Difference> unaccepted) {
        if (!unaccepted.isEmpty()) {
            return Report.Verdict.FAILED;
        }
        if (used.isEmpty()) {
            return Report.Verdict.SAME;
        }
        return used.stream().allMatch(entry -> entry.kind() == AcceptedDifference.Kind.BETTER)
                ? Report.Verdict.BETTER
                : Report.Verdict.DIFFERENT;
    }
}
