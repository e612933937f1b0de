package dev.hexrun.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private static final Optional<String> PASSES = Optional.empty();

    private final Transcript reference = new Transcript(Normalization.common());
    private final Transcript actual = new Transcript(Normalization.common());

    @Test
    void transcriptsThatDifferOnlyInNormalizedValuesAreEqual() {
        reference.add("create", "stdout", "a".repeat(64) + " 2026-01-01T10:00:00.123Z by runc\n");
        actual.add("create", "stdout", "b".repeat(64) + " 2026-02-02T11:11:11Z by hexrun");
        assertThat(Comparison.of(reference, actual, PASSES, List.of()).verdict())
                .isEqualTo(Report.Verdict.SAME);
    }

    @Test
    void differencesFailUnlessTheyAreAccepted() {
        reference.add("create", "stderr", "no");
        actual.add("create", "stderr", "no such file");
        Comparison failed = Comparison.of(reference, actual, PASSES, List.of());
        assertThat(failed.verdict()).isEqualTo(Report.Verdict.FAILED);
        assertThat(failed.unaccepted())
                .containsExactly(new Transcript.Difference("create", "stderr", "no", "no such file"));

        AcceptedDifference better =
                AcceptedDifference.better("Some.scenario", "says why").in("stderr", "no", "such");
        AcceptedDifference other =
                AcceptedDifference.different("Some.scenario", "something else").in("stdout", "", "");
        Comparison accepted = Comparison.of(reference, actual, PASSES, List.of(better, other));
        assertThat(accepted.verdict()).isEqualTo(Report.Verdict.BETTER);
        assertThat(accepted.used()).containsExactly(better);
    }

    @Test
    void entriesThatOnlyOneTranscriptHasAreDifferences() {
        actual.add("create", "fact", "5");
        assertThat(Comparison.of(reference, actual, PASSES, List.of()).unaccepted())
                .containsExactly(new Transcript.Difference("create", "fact", "(not observed)", "5"));
    }

    @Test
    void assertionsThatFailOnlyWithTheOtherRuntimeAreDifferences() {
        Optional<String> failure = Optional.of("expected 1 but was 2");
        assertThat(Comparison.of(reference, actual, failure, List.of()).verdict())
                .isEqualTo(Report.Verdict.FAILED);
        assertThat(Comparison.of(
                                reference,
                                actual,
                                failure,
                                List.of(AcceptedDifference.better("Some.scenario", "works")
                                        .in("assertion", "", "")))
                        .verdict())
                .isEqualTo(Report.Verdict.BETTER);
    }

    @Test
    void acceptedDifferencesConcernScenariosAndVersions() {
        AcceptedDifference all = AcceptedDifference.different("Some.*", "all").with("runc 1.1");
        assertThat(all.concerns("Some.scenario", "Podman 5", "runc 1.1.5")).isTrue();
        assertThat(all.concerns("Other.scenario", "Podman 5", "runc 1.1.5")).isFalse();
        assertThat(all.concerns("Some.scenario", "Podman 5", "runc 1.3.6")).isFalse();
        AcceptedDifference one =
                AcceptedDifference.different("Some.scenario", "one").with("Podman 5");
        assertThat(one.concerns("Some.scenario", "Podman 5", "runc 1.3.6")).isTrue();
        assertThat(one.concerns("Some.scenario 2", "Podman 5", "runc 1.3.6")).isFalse();
    }

    @Test
    void theReportCountsVerdicts() {
        Report report = new Report();
        report.add("Podman 4.3.1", "runc 1.1.5", Report.Verdict.SAME);
        report.add("Podman 4.3.1", "runc 1.1.5", Report.Verdict.SAME);
        report.add("Podman 4.3.1", "runc 1.1.5", Report.Verdict.BETTER);
        assertThat(report.markdown()).contains("| Podman 4.3.1 | runc 1.1.5 | 3 | 2 | 1 | 0 | 0 |");
    }
}
