package dev.hexrun.domain.step;

/** The process that executes a step. */
public enum Actor {
    /** The {@code hexrun} command itself, in the context of its caller. */
    FRONT(1),
    /** The process that joins namespaces and clones init. */
    LAUNCHER(2),
    /** The container's first process, until it executes the user's program. */
    INIT(3);

    private final int code;

    Actor(int code) {
        this.code = code;
    }

    /**
     * Returns the number of the actor in the native protocol.
     *
     * @return 1 to 3
     */
    public int code() {
        return code;
    }

    /**
     * Returns the name of the actor in {@code hexrun plan}.
     *
     * @return for example {@code front}
     */
    public String label() {
        return switch (this) {
            case FRONT -> "front";
            case LAUNCHER -> "launcher";
            case INIT -> "init";
        };
    }
}
