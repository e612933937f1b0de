package dev.hexrun.domain.failure;

import dev.hexrun.domain.validate.Problems;

/** An exception that reports all violations of rules in a bundle or a process description. */
public final class InvalidConfigurationException extends ContainerException {

    private static final long serialVersionUID = 1L;

    private final transient Problems problems;

    /**
     * Creates an exception.
     *
     * @param problems the problems, at least one
     */
    public InvalidConfigurationException(Problems problems) {
        super(problems.summary());
        this.problems = problems;
    }

    /**
     * Returns the problems.
     *
     * @return the problems, at least one
     */
    public Problems problems() {
        return problems;
    }
}
