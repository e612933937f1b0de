package dev.hexrun.domain.failure;

import dev.hexrun.domain.validate.Problems;

/** A bundle or a process description breaks a rule; every broken rule is in it. */
public final class InvalidConfigurationException extends ContainerException {

    private static final long serialVersionUID = 1L;

    private final transient Problems problems;

    /**
     * Creates one.
     *
     * @param problems everything that is wrong, at least one
     */
    public InvalidConfigurationException(Problems problems) {
        super(problems.summary());
        this.problems = problems;
    }

    /**
     * Tells everything that is wrong, at least one.
     *
     * @return everything that is wrong, at least one
     */
    public Problems problems() {
        return problems;
    }
}
