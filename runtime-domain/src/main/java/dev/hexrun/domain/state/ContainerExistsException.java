package dev.hexrun.domain.state;

import dev.hexrun.domain.failure.ContainerException;

/** The id belongs to a container already. */
public final class ContainerExistsException extends ContainerException {

    private static final long serialVersionUID = 1L;

    private final transient ContainerId id;

    /**
     * Creates one.
     *
     * @param id the id that is taken
     */
    public ContainerExistsException(ContainerId id) {
        super("container with given ID already exists");
        this.id = id;
    }

    /**
     * Tells the id that is taken.
     *
     * @return the id that is taken
     */
    public ContainerId id() {
        return id;
    }
}
