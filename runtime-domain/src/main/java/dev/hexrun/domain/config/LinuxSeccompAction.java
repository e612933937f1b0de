package dev.hexrun.domain.config;

/**
 * What happens to a system call.
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

    /** Sends {@code SIGSYS}. */
    SCMP_ACT_TRAP,

    /** Fails with an errno. */
    SCMP_ACT_ERRNO,

    /** Tells a tracer. */
    SCMP_ACT_TRACE,

    /** Goes on. */
    SCMP_ACT_ALLOW,

    /** Goes on and is logged. */
    SCMP_ACT_LOG,

    /** Asks the listener. */
    SCMP_ACT_NOTIFY;

    /** {@return the name that the runtime specification uses, which is the name of the constant} */
    public String specName() {
        return name();
    }

    /**
     * Returns the constant of that name.
     *
     * @param specName the name as in config.json; upper and lower case are different
     * @return the constant
     * @throws IllegalArgumentException if there is none; the message is meant for the user
     */
    public static LinuxSeccompAction of(String specName) {
        for (LinuxSeccompAction value : values()) {
            if (value.specName().equals(specName)) {
                return value;
            }
        }
        throw new IllegalArgumentException("invalid seccomp action \"" + specName + "\"");
    }

    /** {@return whether an errno may be given with this action} */
    public boolean takesErrno() {
        return this == SCMP_ACT_ERRNO || this == SCMP_ACT_TRACE;
    }
}
