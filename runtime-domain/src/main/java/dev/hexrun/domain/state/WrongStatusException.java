package dev.hexrun.domain.state;

import dev.hexrun.domain.failure.ContainerException;

/** An exception that reports that the status of the container does not allow the operation. */
public final class WrongStatusException extends ContainerException {

    private static final long serialVersionUID = 1L;

    private final transient ContainerId id;
    private final transient String operation;
    private final transient ContainerStatus status;
    private final transient String reason;

    /**
     * Creates an exception.
     *
     * @param id the container
     * @param operation the operation, as the command line names it
     * @param status the status of the container
     * @param reason the message for the user
     */
    public WrongStatusException(ContainerId id, String operation, ContainerStatus status, String reason) {
        super(reason);
        this.id = id;
        this.operation = operation;
        this.status = status;
        this.reason = reason;
    }

    /**
     * Returns the container.
     *
     * @return the container
     */
    public ContainerId id() {
        return id;
    }

    /**
     * Returns the operation that was refused.
     *
     * @return the operation, as the command line names it
     */
    public String operation() {
        return operation;
    }

    /**
     * Returns the status of the container.
     *
     * @return the status
     */
    public ContainerStatus status() {
        return status;
    }

    /**
     * Returns the message for the user.
     *
     * @return the message
     */
    public String reason() {
        return reason;
    }
}
