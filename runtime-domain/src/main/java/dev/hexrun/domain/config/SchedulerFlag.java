package dev.hexrun.domain.config;

/**
 * A flag of {@code sched_setattr(2)}.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md#linux-process">config.md#linux-process</a>
 */
public enum SchedulerFlag {
    /** Children start with the default policy. */
    SCHED_FLAG_RESET_ON_FORK,

    /** Unused bandwidth of others may be used. */
    SCHED_FLAG_RECLAIM,

    /** An overrun is signalled. */
    SCHED_FLAG_DL_OVERRUN,

    /** The policy stays as it is. */
    SCHED_FLAG_KEEP_POLICY,

    /** The parameters stay as they are. */
    SCHED_FLAG_KEEP_PARAMS,

    /** Sets the least utilisation. */
    SCHED_FLAG_UTIL_CLAMP_MIN,

    /** Sets the greatest utilisation. */
    SCHED_FLAG_UTIL_CLAMP_MAX;

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
    public static SchedulerFlag of(String specName) {
        for (SchedulerFlag value : values()) {
            if (value.specName().equals(specName)) {
                return value;
            }
        }
        throw new IllegalArgumentException("invalid scheduler flag \"" + specName + "\"");
    }
}
