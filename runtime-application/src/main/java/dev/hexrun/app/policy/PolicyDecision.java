package dev.hexrun.app.policy;

import dev.hexrun.domain.validate.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * The decision of one policy about one operation.
 *
 * @param policy the name of the policy
 * @param origin the jar or module of the policy; empty if it is unknown
 * @param outcome the decision
 * @param problems the reason of a denial or failure, or the warnings of a policy that allows the operation
 */
public record PolicyDecision(String policy, String origin, Outcome outcome, List<Problem> problems) {

    /** The kinds of decisions. */
    public enum Outcome {
        /** The policy allows the operation. */
        ALLOWED("allows"),
        /** The policy denies the operation. */
        DENIED("denies"),
        /** The policy did not decide, which denies the operation. */
        FAILED("failed"),
        /** The policy is not usable on this host and takes no part. */
        UNUSABLE("takes no part");

        private final String label;

        Outcome(String label) {
            this.label = label;
        }

        /**
         * Returns the outcome as a verb.
         *
         * @return for example {@code allows}
         */
        public String label() {
            return label;
        }
    }

    /** Copies the list. */
    public PolicyDecision {
        problems = List.copyOf(problems);
    }

    static PolicyDecision failed(String policy, String origin, String reason) {
        return new PolicyDecision(policy, origin, Outcome.FAILED, List.of(new Problem("", reason)));
    }

    /**
     * Returns whether the decision denies the operation.
     *
     * @return {@code true} if the policy denies it or did not decide
     */
    public boolean denies() {
        return outcome == Outcome.DENIED || outcome == Outcome.FAILED;
    }

    /**
     * Returns the problems as they are shown to the user, with the name of the policy. Those of a failed policy name its
     * jar too, so that the user can find it.
     *
     * @return the problems, each with the JSON pointer of the decision
     */
    public List<Problem> explained() {
        String who = switch (outcome) {
            case ALLOWED -> "policy " + policy + ": ";
            case DENIED -> "denied by policy " + policy + ": ";
            case FAILED -> "denied, since policy " + policy + location() + " failed: ";
            case UNUSABLE -> "policy " + policy + location() + " takes no part: ";
        };
        List<Problem> explained = new ArrayList<>(problems.size());
        for (Problem problem : problems) {
            explained.add(new Problem(problem.pointer(), who + problem.message()));
        }
        return explained;
    }

    private String location() {
        return origin.isEmpty() ? "" : " (" + origin + ")";
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("policy ").append(policy);
        if (outcome == Outcome.FAILED || outcome == Outcome.UNUSABLE) {
            text.append(location());
        }
        text.append(' ').append(outcome.label());
        for (int i = 0; i < problems.size(); i++) {
            text.append(i == 0 ? outcome == Outcome.ALLOWED ? ", warning: " : ": " : "; ")
                    .append(problems.get(i));
        }
        return text.toString();
    }
}
