package dev.hexrun.domain.plan;

/** The six points of a container's life at which hooks run (config.md, "POSIX-platform Hooks"). */
public enum HookStage {
    /** At the end of create, in the runtime's namespaces; deprecated and still used. */
    PRESTART,
    /** Right after {@link #PRESTART}, in the runtime's namespaces. */
    CREATE_RUNTIME,
    /** After {@link #CREATE_RUNTIME}, in the container's namespaces, before its root is changed. */
    CREATE_CONTAINER,
    /** During start, in the container, before the user's program. */
    START_CONTAINER,
    /** After the user's program was started, in the runtime's namespaces. */
    POSTSTART,
    /** After the container was deleted, in the runtime's namespaces. */
    POSTSTOP;

    /**
     * The name of the property in {@code config.json}.
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
}
