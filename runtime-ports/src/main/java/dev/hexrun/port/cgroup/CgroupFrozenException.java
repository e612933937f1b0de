package dev.hexrun.port.cgroup;

import dev.hexrun.domain.failure.ContainerException;

/** An exception that reports that the cgroup of a new container is frozen. */
public final class CgroupFrozenException extends ContainerException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public CgroupFrozenException() {
        super("container's cgroup unexpectedly frozen");
    }
}
