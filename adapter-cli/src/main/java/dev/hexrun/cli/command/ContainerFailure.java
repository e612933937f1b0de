package dev.hexrun.cli.command;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.state.ContainerId;

/** The failure of a command for several containers, caused by one of them. */
public final class ContainerFailure extends ContainerException {

    private static final long serialVersionUID = 1L;

    private final transient ContainerId id;
    private final transient ContainerException reason;

    /**
     * Creates a failure with the message of its reason.
     *
     * @param id the container
     * @param reason the failure of the container
     */
    ContainerFailure(ContainerId id, ContainerException reason) {
        super(reason.message(), reason);
        this.id = id;
        this.reason = reason;
    }

    /**
     * Returns the failure of the container.
     *
     * @return the exception thrown by the use case
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
