package dev.hexrun.domain.state;

/**
 * The status of a container (runtime.md, "State"). It is computed for each query and never stored.
 */
public enum ContainerStatus {
    /** The container is being created; only hooks and observers of an unfinished {@code create} see this status. */
    CREATING,
    /** The environment exists, and the program has not been started. */
    CREATED,
    /** The program runs. */
    RUNNING,
    /** The processes of the container are frozen. Not in the specification; every runtime has this status. */
    PAUSED,
    /** The init process has exited. */
    STOPPED;

    /**
     * Returns the name that the specification uses.
     *
     * @return for example {@code running}
     */
    public String specName() {
        return switch (this) {
            case CREATING -> "creating";
            case CREATED -> "created";
            case RUNNING -> "running";
            case PAUSED -> "paused";
            case STOPPED -> "stopped";
        };
    }

    @Override
    public String toString() {
        return specName();
    }
}
