package dev.hexrun.domain.state;

import dev.hexrun.domain.failure.ContainerException;

/** An exception that reports that a container with this id exists. */
public final class ContainerExistsException extends ContainerException {

    private static final long serialVersionUID = 1L;

    private final transient ContainerId id;

    /**
     * Creates an exception.
     *
     * @param id the id
     */
    public ContainerExistsException(ContainerId id) {
        super("container with given ID already exists");
        this.id = id;
    }

    /**
     * Returns the id.
     *
     * @return the id of the existing container
     */
    public ContainerId id() {
        return id;
    }
}
