package dev.hexrun.domain.config;

/**
 * A scheduling policy of {@code sched(7)}.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md#linux-process">config.md#linux-process</a>
 */
public enum SchedulerPolicy {
    /** The default: time sharing. */
    SCHED_OTHER,

    /** Real time, first in first out. */
    SCHED_FIFO,

    /** Real time, round robin. */
    SCHED_RR,

    /** Time sharing for batch work. */
    SCHED_BATCH,

    /** Reserved by the kernel, and not implemented. */
    SCHED_ISO,

    /** Lower than every other policy. */
    SCHED_IDLE,

    /** Real time, with deadlines. */
    SCHED_DEADLINE;

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
    public static SchedulerPolicy of(String specName) {
        for (SchedulerPolicy value : values()) {
            if (value.specName().equals(specName)) {
                return value;
            }
        }
        throw new IllegalArgumentException("invalid scheduler policy \"" + specName + "\"");
    }
}
