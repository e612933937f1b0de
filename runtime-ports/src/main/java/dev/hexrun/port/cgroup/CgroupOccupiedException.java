package dev.hexrun.port.cgroup;

import dev.hexrun.domain.failure.ContainerException;

/** An exception that reports that the cgroup of a new container contains processes. */
public final class CgroupOccupiedException extends ContainerException {

    private static final long serialVersionUID = 1L;

    private final int count;

    /**
     * Creates the exception.
     *
     * @param count the number of processes in the cgroup and its descendants
     */
    public CgroupOccupiedException(int count) {
        super("container's cgroup is not empty: " + count + " process(es) found");
        this.count = count;
    }

    /**
     * Returns the number of processes.
     *
     * @return at least 1
     */
    public int count() {
        return count;
    }
}
