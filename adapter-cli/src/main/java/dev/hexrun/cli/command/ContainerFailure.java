package dev.hexrun.cli.command;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.state.ContainerId;

/** A failure of a command for several containers that concerns one of them. */
public final class ContainerFailure extends ContainerException {

    private static final long serialVersionUID = 1L;

    private final transient ContainerId id;
    private final transient ContainerException reason;

    /**
     * Creates one.
     *
     * @param id the container
     * @param reason its failure, whose text this one has
     */
    ContainerFailure(ContainerId id, ContainerException reason) {
        super(reason.message(), reason);
        this.id = id;
        this.reason = reason;
    }

    /**
     * Returns the failure of the container.
     *
     * @return what the use case threw
     */
    public ContainerException reason() {
        return reason;
    }

    /**
     * Returns the container.
     *
     * @return its id
     */
    public ContainerId id() {
        return id;
    }
}
