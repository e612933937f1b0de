package dev.hexrun.domain.plan;

/** The process that executes a step. */
public enum Actor {
    /** The runtime's own command, in the context of its caller. */
    FRONT(1),
    /** The stage before the container: it joins namespaces and clones init. */
    LAUNCHER(2),
    /** The container's first process, until it becomes the user's program. */
    INIT(3);

    private final int code;

    Actor(int code) {
        this.code = code;
    }

    /**
     * The actor's number in the native protocol.
     *
     * @return 1 to 3
     */
    public int code() {
        return code;
    }

    /**
     * The actor as a word for people.
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
