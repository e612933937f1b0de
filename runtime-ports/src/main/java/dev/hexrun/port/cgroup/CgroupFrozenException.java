package dev.hexrun.port.cgroup;

import dev.hexrun.domain.failure.ContainerException;

/** Thrown if a new container would get a cgroup that is frozen. */
public final class CgroupFrozenException extends ContainerException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public CgroupFrozenException() {
        super("container's cgroup unexpectedly frozen");
    }
}
