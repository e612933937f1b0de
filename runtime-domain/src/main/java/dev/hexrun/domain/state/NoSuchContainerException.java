package dev.hexrun.domain.state;

import dev.hexrun.domain.failure.ContainerException;

/** An exception that reports that no container has this id. */
public final class NoSuchContainerException extends ContainerException {

    private static final long serialVersionUID = 1L;

    private final transient ContainerId id;

    /**
     * Creates an exception.
     *
     * @param id the requested id
     */
    public NoSuchContainerException(ContainerId id) {
        super("container does not exist");
        this.id = id;
    }

    /**
     * Returns the requested id.
     *
     * @return the id
     */
    public ContainerId id() {
        return id;
    }
}
