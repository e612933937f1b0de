package dev.hexrun.domain.state;

/**
 * Where a container is in its life (runtime.md, "State"). It is worked out at each query and never stored.
 */
public enum ContainerStatus {
    /** Being created; only hooks and observers of an unfinished {@code create} see it. */
    CREATING,
    /** The environment is there and the user's program has not been started. */
    CREATED,
    /** The user's program runs. */
    RUNNING,
    /** The processes of the container are frozen; an addition of the runtimes to the specification. */
    PAUSED,
    /** The init process has ended. */
    STOPPED;

    /**
     * The word of the specification.
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
