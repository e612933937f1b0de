package dev.hexrun.port.policy;

import dev.hexrun.domain.validate.Problem;
import java.util.List;

/** The decision of a policy. */
public sealed interface PlanVerdict {

    /**
     * Returns a verdict that allows the operation.
     *
     * @return the verdict
     */
    static PlanVerdict allow() {
        return Allow.WITHOUT_WARNINGS;
    }

    /**
     * Returns a verdict that allows the operation with a warning.
     *
     * @param pointer the JSON pointer (RFC 6901) of the value in the configuration; {@code ""} for the whole document
     * @param warning the warning, in lower case and without a full stop
     * @return the verdict
     */
    static PlanVerdict warn(String pointer, String warning) {
        return new Allow(List.of(new Problem(pointer, warning)));
    }

    /**
     * Returns a verdict that denies the operation.
     *
     * @param pointer the JSON pointer (RFC 6901) of the value in the configuration; {@code ""} for the whole document
     * @param reason the reason, for the user who reads it in an engine: in lower case and without a full stop
     * @return the verdict
     */
    static PlanVerdict deny(String pointer, String reason) {
        return new Deny(List.of(new Problem(pointer, reason)));
    }

    /**
     * A verdict that allows the operation.
     *
     * @param warnings the warnings that the runtime logs
     */
    record Allow(List<Problem> warnings) implements PlanVerdict {

        private static final Allow WITHOUT_WARNINGS = new Allow(List.of());

        /** Copies the list. */
        public Allow {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * A verdict that denies the operation.
     *
     * @param problems the reasons, each with its value in the configuration; at least one
     */
    record Deny(List<Problem> problems) implements PlanVerdict {

        /** Copies the list. */
        public Deny {
            problems = List.copyOf(problems);
            if (problems.isEmpty()) {
                throw new IllegalArgumentException("a denial needs a reason");
            }
        }
    }
}
