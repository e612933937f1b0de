package dev.hexrun.app.policy;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.validate.Problem;
import java.util.List;

/** An exception that reports that a policy denies an operation, or failed to decide about it. */
public final class DeniedByPolicyException extends ContainerException {

    private static final long serialVersionUID = 1L;

    private final transient List<PolicyDecision> denials;

    /**
     * Creates an exception.
     *
     * @param denials the decisions that deny the operation, at least one
     */
    DeniedByPolicyException(List<PolicyDecision> denials) {
        super(message(denials));
        this.denials = List.copyOf(denials);
    }

    private static String message(List<PolicyDecision> denials) {
        StringBuilder text = new StringBuilder();
        for (PolicyDecision denial : denials) {
            for (Problem problem : denial.explained()) {
                text.append(text.isEmpty() ? "" : "; ").append(problem);
            }
        }
        return text.toString();
    }

    /**
     * Returns the decisions that deny the operation.
     *
     * @return the decisions of all policies that deny it or failed
     */
    public List<PolicyDecision> denials() {
        return denials;
    }
}
