package dev.hexrun.app.doctor;

import java.util.List;

/**
 * The results of all checks.
 *
 * @param caller the caller, for example {@code root} or {@code user 1000}
 * @param findings the results, in the order of the checks
 */
public record Diagnosis(String caller, List<Finding> findings) {

    /** Copies the list. */
    public Diagnosis {
        findings = List.copyOf(findings);
    }

    /**
     * Returns whether the caller can run containers.
     *
     * @return {@code true} if no check fails
     */
    public boolean canRun() {
        return count(Verdict.FAILS) == 0;
    }

    /**
     * Counts the checks with a verdict.
     *
     * @param verdict the verdict
     * @return the number of checks
     */
    public int count(Verdict verdict) {
        int count = 0;
        for (Finding finding : findings) {
            count += finding.verdict() == verdict ? 1 : 0;
        }
        return count;
    }
}
