package dev.hexrun.domain.config;

/**
 * The action of a filter for a system call.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#seccomp">config-linux.md#seccomp</a>
 */
public enum LinuxSeccompAction {
    /** Kills the thread; the same as {@link #SCMP_ACT_KILL_THREAD}. */
    SCMP_ACT_KILL,

    /** Kills the process. */
    SCMP_ACT_KILL_PROCESS,

    /** Kills the thread. */
    SCMP_ACT_KILL_THREAD,

    /** Sends {@code SIGSYS} to the thread. */
    SCMP_ACT_TRAP,

    /** Returns an errno without executing the call. */
    SCMP_ACT_ERRNO,

    /** Notifies a tracer. */
    SCMP_ACT_TRACE,

    /** Executes the call. */
    SCMP_ACT_ALLOW,

    /** Executes and logs the call. */
    SCMP_ACT_LOG,

    /** Sends the call to the listener, which decides. */
    SCMP_ACT_NOTIFY;

    /** {@return the name that the runtime specification uses, which is the name of the constant} */
    public String specName() {
        return name();
    }

    /**
     * Returns the constant of that name.
     *
     * @param specName the name in config.json; case-sensitive
     * @return the constant
     * @throws IllegalArgumentException if there is none; the message is for the user
     */
    public static LinuxSeccompAction of(String specName) {
        for (LinuxSeccompAction value : values()) {
            if (value.specName().equals(specName)) {
                return value;
            }
        }
        throw new IllegalArgumentException("invalid seccomp action \"" + specName + "\"");
    }

    /** {@return whether this action has an errno} */
    public boolean takesErrno() {
        return this == SCMP_ACT_ERRNO || this == SCMP_ACT_TRACE;
    }
}
