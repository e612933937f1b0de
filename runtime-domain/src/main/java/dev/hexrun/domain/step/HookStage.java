package dev.hexrun.domain.step;

/** The lists of hooks in a configuration (config.md, "POSIX-platform Hooks"). */
public enum HookStage {
    /** Hooks that run before {@link #CREATE_RUNTIME}, in the runtime's namespaces. Deprecated. */
    PRESTART,
    /** Hooks that run in the runtime's namespaces while the container is created. */
    CREATE_RUNTIME,
    /** Hooks that run in the container's namespaces before its root is changed. */
    CREATE_CONTAINER,
    /** Hooks that run in the container before its program. */
    START_CONTAINER,
    /** Hooks that run in the runtime's namespaces after the program was started. */
    POSTSTART,
    /** Hooks that run in the runtime's namespaces after the container was deleted. */
    POSTSTOP;

    /**
     * Returns the name of the list in config.json.
     *
     * @return for example {@code createRuntime}
     */
    public String specName() {
        return switch (this) {
            case PRESTART -> "prestart";
            case CREATE_RUNTIME -> "createRuntime";
            case CREATE_CONTAINER -> "createContainer";
            case START_CONTAINER -> "startContainer";
            case POSTSTART -> "poststart";
            case POSTSTOP -> "poststop";
        };
    }

    /**
     * Returns the process that runs the hooks of this list.
     *
     * @return the front for hooks in the runtime's namespaces, init for hooks in the container's
     */
    public Actor actor() {
        return switch (this) {
            case PRESTART, CREATE_RUNTIME, POSTSTART, POSTSTOP -> Actor.FRONT;
            case CREATE_CONTAINER, START_CONTAINER -> Actor.INIT;
        };
    }
}
