package dev.hexrun.domain.state;

import dev.hexrun.domain.failure.ContainerException;

/** The container is in a status that does not allow the operation. */
public final class WrongStatusException extends ContainerException {

    private static final long serialVersionUID = 1L;

    private final transient ContainerId id;
    private final transient String operation;
    private final transient ContainerStatus status;
    private final transient String reason;

    /**
     * Creates one.
     *
     * @param id the container
     * @param operation what was tried, as the verb of the command line
     * @param status the status the container is in
     * @param reason the sentence for people
     */
    public WrongStatusException(ContainerId id, String operation, ContainerStatus status, String reason) {
        super(reason);
        this.id = id;
        this.operation = operation;
        this.status = status;
        this.reason = reason;
    }

    /**
     * Tells the container.
     *
     * @return the container
     */
    public ContainerId id() {
        return id;
    }

    /**
     * Tells what was tried, as the verb of the command line.
     *
     * @return what was tried, as the verb of the command line
     */
    public String operation() {
        return operation;
    }

    /**
     * Tells the status the container is in.
     *
     * @return the status the container is in
     */
    public ContainerStatus status() {
        return status;
    }

    /**
     * Tells the sentence for people.
     *
     * @return the sentence for people
     */
    public String reason() {
        return reason;
    }
}
