package dev.hexrun.domain.config;

/**
 * A flag of {@code sched_setattr(2)}.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md#linux-process">config.md#linux-process</a>
 */
public enum SchedulerFlag {
    /** Children start with the default policy and priority. */
    SCHED_FLAG_RESET_ON_FORK,

    /** The process may use bandwidth that other processes leave unused. */
    SCHED_FLAG_RECLAIM,

    /** An overrun sends a signal. */
    SCHED_FLAG_DL_OVERRUN,

    /** The policy is not changed. */
    SCHED_FLAG_KEEP_POLICY,

    /** The parameters are not changed. */
    SCHED_FLAG_KEEP_PARAMS,

    /** Sets the minimum utilization. */
    SCHED_FLAG_UTIL_CLAMP_MIN,

    /** Sets the maximum utilization. */
    SCHED_FLAG_UTIL_CLAMP_MAX;

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
    public static SchedulerFlag of(String specName) {
        for (SchedulerFlag value : values()) {
            if (value.specName().equals(specName)) {
                return value;
            }
        }
        throw new IllegalArgumentException("invalid scheduler flag \"" + specName + "\"");
    }
}
