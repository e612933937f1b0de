package dev.hexrun.domain.state;

import dev.hexrun.domain.failure.ContainerException;

/** No container has this id. */
public final class NoSuchContainerException extends ContainerException {

    private static final long serialVersionUID = 1L;

    private final transient ContainerId id;

    /**
     * Creates one.
     *
     * @param id the id that was asked for
     */
    public NoSuchContainerException(ContainerId id) {
        super("container does not exist");
        this.id = id;
    }

    /**
     * Tells the id that was asked for.
     *
     * @return the id that was asked for
     */
    public ContainerId id() {
        return id;
    }
}
